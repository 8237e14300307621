using System.Net;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Medical.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>Who stands in for a doctor, who must not open a file, and what a colleague looks at afterwards.</summary>
public sealed class StandingInTests
{
    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-049")]
    public async Task A_substitute_works_in_the_files_of_the_doctor_who_is_away_and_only_in_the_period(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var treated = await stage.TreatedAsync("Jansen");
        var employee = await stage.ActivatedAsync(treated, "M. Jansen");
        var file = await stage.AddressAsync(treated);
        var other = stage.OtherDoctor;
        (await other.OpenAsync(file)).Status.Should().Be(HttpStatusCode.NotFound, "appointed for another employer only");

        // The one who comes cannot name himself; the one who goes can.
        var today = stage.Today;
        (await NameAsync(other, "S. Bakker", today, today.AddDays(7))).TextOf("main").Should().Contain("Vastgelegd");
        (await other.OpenAsync(file)).Status.Should().Be(HttpStatusCode.NotFound);
        (await NameAsync(stage.Doctor, "T. Visser", today, today.AddDays(-1))).Errors.Should().Contain("laatste dag");
        (await NameAsync(stage.Doctor, "T. Visser", today.AddDays(1), today.AddDays(3))).TextOf("main").Should().Contain("Vastgelegd");
        (await other.OpenAsync(file)).Status.Should().Be(HttpStatusCode.NotFound, "not before the first day");

        await stage.World.AdvanceAsync(TimeSpan.FromDays(1));
        (await other.OpenAsync($"{stage.World.At.Medical}/work")).TextOf("main").Should().Contain("Jansen", "what there is to do stands on the own worklist");
        var page = await stage.SigningPageAsync(treated, by: other);
        await MedicalSteps.SignAsync(other, page);
        (await stage.Reintegration.ReceivedAsync<Contracts.Messages.SignedRelease>(1)).Should().HaveCount(1);
        (await employee.OpenAsync($"{stage.World.At.Medical}/my/{await stage.FileAsync(treated)}/log")).TextOf("main").Should().Contain("Neemt waar voor uw arts");
        (await employee.OpenAsync($"{stage.World.At.Medical}/my/{await stage.FileAsync(treated)}/who")).TextOf("main").Should().Contain("neemt waar voor S. Bakker");

        await stage.World.AdvanceAsync(TimeSpan.FromDays(3));
        (await other.OpenAsync(file)).Status.Should().Be(HttpStatusCode.NotFound, "the last day is over");
    }

    [Fact]
    [Trait("Rule", "R-069")]
    [Trait("Rule", "R-070")]
    public async Task A_doctor_who_is_too_close_says_so_and_the_file_closes_at_once()
    {
        await using var stage = await Stage.StartAsync();
        var treated = await stage.TreatedAsync("Jansen");
        var file = await stage.AddressAsync(treated);
        await MedicalSteps.AppointAsync(stage.Doctor, stage.OtherDoctor, "T. Visser", Stage.Employer.ToString("N"), "Bakkerij De Korst");
        (await stage.Doctor.OpenAsync(file)).Status.Should().Be(HttpStatusCode.OK);

        await RecordAsync(stage.Doctor, file, "S. Bakker", "TooClose");
        var closed = await stage.Doctor.OpenAsync(file);
        closed.Status.Should().Be(HttpStatusCode.Forbidden);
        closed.TextOf("main").Should().Contain("te dicht bij deze werknemer");
        (await stage.Clerk.OpenAsync(file)).Status.Should().Be(HttpStatusCode.Forbidden, "who works under that doctor comes no further");
        (await stage.Doctor.OpenAsync($"{file}/conflicts")).Document.QuerySelector("form[action*=End]").Should().BeNull("not by himself");

        // Another doctor takes it back; what was said of an authorised physician stays for ever.
        var page = await stage.OtherDoctor.OpenAsync($"{file}/conflicts");
        await stage.OtherDoctor.Browser.SubmitAsync(page, "form[action*=End]");
        (await stage.Doctor.OpenAsync(file)).Status.Should().Be(HttpStatusCode.OK);
        await RecordAsync(stage.OtherDoctor, file, "S. Bakker", "EmployersPhysician");
        (await stage.Doctor.OpenAsync(file)).Status.Should().Be(HttpStatusCode.Forbidden);
        (await stage.OtherDoctor.OpenAsync($"{file}/conflicts")).Document.QuerySelector("form[action*=End]").Should().BeNull();
        (await stage.World.LedgerAsync()).Should().Contain(x => x.Event == "file.open" && !x.Permitted && x.Rule == "R-069").And.Contain(x => x.Event == "file.open" && !x.Permitted && x.Rule == "R-070");
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-076")]
    public async Task A_colleague_reviews_what_was_opened_for_a_reason_and_the_employee_sees_what_was_found(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var treated = await stage.TreatedAsync("Jansen");
        var employee = await stage.ActivatedAsync(treated, "M. Jansen");
        var file = await stage.AddressAsync(treated);
        await MedicalSteps.AppointAsync(stage.Doctor, stage.OtherDoctor, "T. Visser", Stage.Employer.ToString("N"), "Bakkerij De Korst");
        (await stage.OtherDoctor.OpenAsync(file)).TextOf("h1").Should().Contain("Waarom");
        (await stage.OtherDoctor.OpenAsync($"{file}?Reason=IncomingPost")).TextOf("h1").Should().Contain("Jansen");
        (await stage.OtherDoctor.OpenAsync($"{file}?Reason=IncomingPost")).TextOf("h1").Should().Contain("Jansen", "a page loaded twice is one opening");

        var openings = $"{stage.World.At.Medical}/openings";
        (await stage.OtherDoctor.OpenAsync(openings)).Document.QuerySelector("#openings").Should().BeNull("nobody reviews himself");
        (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/work")).TextOf("main").Should().Contain("opening van een collega");
        var page = await stage.Doctor.OpenAsync(openings);
        page.Document.QuerySelectorAll("#openings li").Should().ContainSingle().Which.TextContent.Should().Contain("T. Visser").And.Contain("post").And.Contain("Jansen");

        var form = page.Document.QuerySelector("#openings form")!.GetAttribute("action")!;
        var token = (await stage.OtherDoctor.OpenAsync(openings)).Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var own = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token, ["right"] = "true" });
        (await stage.OtherDoctor.Browser.PostAsync(stage.World.At.Medical + form, own)).Status.Should().Be(HttpStatusCode.NotFound);
        page = await stage.Doctor.Browser.SubmitAsync(page, "#openings form", new Dictionary<string, string>(), "button[value=false]");
        page.TextOf("main").Should().Contain("niet terecht").And.Contain("Alles is nagekeken");
        (await employee.OpenAsync($"{stage.World.At.Medical}/my/{await stage.FileAsync(treated)}/log")).TextOf("main").Should().Contain("Vond dat het niet terecht was");
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-069")]
    public async Task What_an_employee_asks_falls_to_the_other_doctors_where_the_one_who_treats_is_kept_out(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var treated = await stage.TreatedAsync("Jansen");
        var employee = await stage.ActivatedAsync(treated, "M. Jansen");
        await MedicalSteps.AppointAsync(stage.Doctor, stage.OtherDoctor, "T. Visser", Stage.Employer.ToString("N"), "Bakkerij De Korst");
        await employee.Browser.SubmitAsync(await employee.OpenAsync($"{stage.World.At.Medical}/my"), "form[action*=Ask]", new Dictionary<string, string> { ["For"] = "Contact" });
        async Task<string> AsksAsync(Person doctor) => (await doctor.OpenAsync($"{stage.World.At.Medical}/work")).TextOf("[aria-labelledby=asks]") ?? "";
        (await AsksAsync(stage.Doctor)).Should().Contain("Jansen");
        (await AsksAsync(stage.OtherDoctor)).Should().NotContain("Jansen", "it is the treating doctor's");

        await MedicalSteps.KeepOutAsync(stage.Doctor, await stage.AddressAsync(treated), "S. Bakker");
        (await AsksAsync(stage.Doctor)).Should().NotContain("Jansen");
        (await AsksAsync(stage.OtherDoctor)).Should().Contain("Jansen", "nobody is left alone with it");
    }

    [Fact]
    [Trait("Rule", "R-060")]
    [Trait("Rule", "R-076")]
    public async Task A_doctor_of_another_service_reviews_without_seeing_an_employer_or_an_employee()
    {
        await using var stage = await Stage.StartAsync(outside: true);
        var treated = await stage.TreatedAsync("Jansen");
        await MedicalSteps.AppointAsync(stage.Doctor, stage.OtherDoctor, "T. Visser", Stage.Employer.ToString("N"), "Bakkerij De Korst");
        await stage.OtherDoctor.OpenAsync($"{await stage.AddressAsync(treated)}?Reason=StandIn");
        (await stage.Outside!.OpenAsync($"{stage.World.At.Medical}/openings")).TextOf("#openings").Should().Contain("T. Visser").And.NotContain("Bakkerij").And.NotContain("Jansen");
        (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/openings")).TextOf("#openings").Should().Contain("Bakkerij").And.Contain("Jansen");
    }

    [Fact]
    [Trait("Rule", "R-076")]
    public async Task Many_more_files_than_usual_on_a_day_alert_a_colleague_once()
    {
        await using var stage = await Stage.StartAsync();
        var reviews = stage.World.Services.GetRequiredService<OpeningReviews>();
        var doctor = await stage.World.ReadAsync(db => db.Staff.Where(x => x.Name == "S. Bakker").Select(x => x.Id).SingleAsync());
        var visitor = new Access.Visitor(Access.VisitorKind.Doctor, doctor, Guid.NewGuid(), "S. Bakker", null, true, true, "127.0.0.1");
        async Task OpenAsync(int files)
        {
            for (var i = 0; i < files; i++)
            {
                await reviews.NoteAsync(visitor, Guid.NewGuid(), Access.StatedReason.None, CancellationToken.None);
            }
        }

        await OpenAsync(OpeningReviews.AlwaysUsual);
        (await stage.World.ReadAsync(db => db.UnusualDays.CountAsync())).Should().Be(0);
        await OpenAsync(2);
        (await stage.World.ReadAsync(db => db.UnusualDays.CountAsync())).Should().Be(1, "once a day");
        (await stage.OtherDoctor.OpenAsync($"{stage.World.At.Medical}/openings")).TextOf("main").Should().Contain("27 dossiers").And.Contain("veel meer dan anders");
        (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/openings")).TextOf("main").Should().NotContain("veel meer dan anders");

        // Who usually opens many is not unusual with the same number.
        await stage.World.AdvanceAsync(TimeSpan.FromDays(1));
        await OpenAsync(40);
        (await stage.World.ReadAsync(db => db.UnusualDays.CountAsync())).Should().Be(1, "27 yesterday, so up to 54 today");
        await OpenAsync(20);
        (await stage.World.ReadAsync(db => db.UnusualDays.CountAsync())).Should().Be(2);
        (await stage.World.LedgerAsync()).Count(x => x.Event == "opening.many").Should().Be(2);
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-069")]
    [Trait("Rule", "R-070")]
    public async Task Whoever_is_kept_out_of_a_file_reads_no_name_and_no_question_on_the_worklist_and_plans_nothing(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var treated = await stage.TreatedAsync("Jansen");
        await stage.TreatedAsync("Pieters");
        await stage.WithEmployeeAsync(treated);
        await MedicalSteps.AppointAsync(stage.Doctor, stage.OtherDoctor, "T. Visser", Stage.Employer.ToString("N"), "Bakkerij De Korst");
        var again = await stage.CaseAsync("Jansen", employment: treated.Employment);
        var work = $"{stage.World.At.Medical}/work";
        var plan = $"{stage.World.At.Medical}/requests/{again.Request}/plan";
        (await stage.Doctor.OpenAsync(plan)).Text.Should().Contain("Jansen");
        (await stage.Doctor.OpenAsync(work)).Document.QuerySelector("[data-kept-out]").Should().BeNull();
        var form = await stage.Doctor.OpenAsync(plan);
        var calls = $"{stage.World.At.Medical}/calls";
        (await stage.Clerk.OpenAsync(calls)).Text.Should().Contain("Jansen");

        // The clerk alone first: the doctor's lists stay as they are.
        var file = await stage.AddressAsync(treated);
        await RecordAsync(stage.Doctor, file, "K. Smit", "TooClose");
        (await stage.Clerk.OpenAsync(calls)).Text.Should().NotContain("Jansen");
        (await stage.Clerk.OpenAsync(work)).Text.Should().NotContain("Jansen");
        (await stage.Doctor.OpenAsync(calls)).Text.Should().Contain("Jansen");
        (await stage.Doctor.OpenAsync(work)).Text.Should().Contain("Jansen");
        await stage.OtherDoctor.OpenAsync($"{file}?Reason=IncomingPost");
        (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/openings")).Text.Should().Contain("Jansen");

        await RecordAsync(stage.Doctor, file, "S. Bakker", "TooClose");
        (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/openings")).Text.Should().NotContain("Jansen").And.Contain("of mag dit dossier niet openen");
        foreach (var person in new[] { stage.Doctor, stage.Clerk })
        {
            var page = await person.OpenAsync(work);
            page.Text.Should().NotContain("Jansen").And.Contain("Pieters").And.Contain("Een zaak waar u niet bij mag").And.Contain("Een collega plant dit consult").And.NotContain("Geschikt voor het eigen werk?");
            page.Document.QuerySelectorAll("[data-kept-out]").Should().HaveCount(2, "the new request and the outcome");
            page.Document.QuerySelectorAll($"a[href*='{await stage.FileAsync(treated)}'], a[href*='/requests/']").Should().BeEmpty();
            var refused = await person.OpenAsync(plan);
            refused.Status.Should().Be(HttpStatusCode.Forbidden);
            refused.Text.Should().Contain("te dicht bij deze werknemer").And.NotContain("Jansen").And.NotContain("Marieke");
        }

        // Nor with the form from before.
        (await stage.Doctor.Browser.SubmitAsync(form, "form:has([name=Day])", new Dictionary<string, string> { ["Day"] = MedicalSteps.Typed(stage.Today) })).Status.Should().Be(HttpStatusCode.Forbidden);
        (await stage.World.ReadAsync(db => db.Requests.CountAsync(x => x.Id == again.Request && x.State == Features.Cases.RequestState.New))).Should().Be(1);
        (await stage.World.LedgerAsync()).Should().Contain(x => x.Event == "consultation.plan" && !x.Permitted && x.Rule == "R-069" && x.Role == "DerivedSecrecy");

        // A colleague of the same employer sees the request, and can plan it.
        (await stage.OtherDoctor.OpenAsync(work)).Text.Should().Contain("Jansen");
        (await stage.OtherDoctor.OpenAsync(plan)).Text.Should().Contain("Plan een consult met Marieke Jansen");
        (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/language/en?back=/work")).Text.Should().Contain("A case that is closed to you").And.Contain("A colleague plans this consultation").And.NotContain("Jansen");
    }

    private static async Task<Page> NameAsync(Person doctor, string substitute, DateOnly from, DateOnly until)
    {
        var page = await doctor.OpenAsync($"{doctor.At.Medical}/deputies");
        var option = page.Document.QuerySelectorAll("select[name=Substitute] option").First(x => x.TextContent == substitute).GetAttribute("value")!;
        return await doctor.Browser.SubmitAsync(page, "form:has([name=Substitute])", new Dictionary<string, string> { ["Substitute"] = option, ["From"] = MedicalSteps.Typed(from), ["Until"] = MedicalSteps.Typed(until) });
    }

    private static async Task RecordAsync(Person doctor, string file, string member, string kind)
    {
        var page = await doctor.OpenAsync($"{file}/conflicts");
        var option = page.Document.QuerySelectorAll("select[name=Member] option").First(x => x.TextContent == member).GetAttribute("value")!;
        (await doctor.Browser.SubmitAsync(page, "form:has([name=Member])", new Dictionary<string, string> { ["Member"] = option, ["Kind"] = kind })).TextOf("main").Should().Contain("Vastgelegd");
    }
}
