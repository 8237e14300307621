using System.Net;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Medical.Features.Outcomes;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>What is recorded under a written task, who reviews it, and what is never delegated.</summary>
public sealed partial class WrittenTaskTests
{
    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-050")]
    [Trait("Rule", "R-023")]
    public async Task What_is_recorded_under_a_task_waits_for_the_doctor_who_approves_it_or_remarks_and_changes_nothing(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var @case = await stage.TreatedAsync("Jansen");
        var (file, address) = (await stage.FileAsync(@case), await stage.AddressAsync(@case));
        var support = await stage.SupervisedAsync("PracticeSupport", "O. Onder");
        await MedicalSteps.GiveTaskAsync(stage.Doctor, address, "O. Onder", "History", "Vraag naar slapen.", stage.Today, stage.Today);
        var page = await MedicalSteps.RecordUnderTaskAsync(support, await support.OpenAsync(address), "Slaapt slecht sinds mei.");
        page.Text.Should().Contain("Slaapt slecht sinds mei.").And.Contain("Nog niet nagekeken door de arts").And.Contain("voor S. Bakker");
        (await MedicalSteps.RecordUnderTaskAsync(support, page, "Belt om de dag.")).Text.Should().Contain("Belt om de dag.");
        await MedicalSteps.RecordUnderTaskAsync(support, page, "Belt om de dag.");
        var before = await stage.World.ReadAsync(db => db.Entries.AsNoTracking().OrderBy(x => x.RecordedAt).ToListAsync());
        before.Should().HaveCount(2, "the same form sent twice is one entry");
        before.Should().OnlyContain(x => x.Task != null);

        var employee = await stage.ActivatedAsync(@case, "M. Jansen");
        (await employee.OpenAsync($"{stage.World.At.Medical}/my")).Text.Should().Contain("Slaapt slecht").And.Contain("Nog niet nagekeken door de arts").And.Contain("O. Onder");
        var work = await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/work");
        work.Document.QuerySelector($"a[href='/files/{file}#reviews']").Should().NotBeNull();
        work.TextOf("main").Should().Contain("2 aantekeningen onder een taak");

        // Nobody reviews the own entry, nor a clerk, nor a doctor who only has a reason, nor one of another employer.
        var colleague = await stage.NewDoctorAsync("R. Mulder", "39012345601");
        await MedicalSteps.AppointAsync(stage.Doctor, stage.OtherDoctor, "R. Mulder", Stage.Employer.ToString("N"), "Bakkerij De Korst");
        (await colleague.OpenAsync($"{address}?Reason=StandIn")).Document.QuerySelector("form[action*=Review]").Should().BeNull();
        foreach (var (person, status) in ((Person, HttpStatusCode)[])[(support, HttpStatusCode.Forbidden), (stage.Clerk, HttpStatusCode.Forbidden), (colleague, HttpStatusCode.Forbidden), (stage.OtherDoctor, HttpStatusCode.NotFound)])
        {
            (await SendAsync(stage, person, $"/files/{file}?handler=Review&entry={before[0].Id}", new() { ["remark"] = "Goed." })).Should().Be(status, person.Name);
        }

        (await stage.World.ReadAsync(db => db.EntryReviews.CountAsync())).Should().Be(0);

        var review = await stage.Doctor.OpenAsync(address);
        review = await stage.Doctor.Browser.SubmitAsync(review, $"form[action*='entry={before[0].Id}']", new Dictionary<string, string> { ["remark"] = "Navragen bij het volgende consult." });
        review.Text.Should().Contain("Nagekeken door S. Bakker").And.Contain("Navragen bij het volgende consult.");
        review = await stage.Doctor.Browser.SubmitAsync(review, $"form[action*='entry={before[1].Id}']");
        review.Document.QuerySelector("#reviews").Should().BeNull();
        review.Text.Should().NotContain("Nog niet nagekeken");
        // A second answer changes nothing.
        (await SendAsync(stage, stage.Doctor, $"/files/{file}?handler=Review&entry={before[0].Id}", new() { ["remark"] = "Anders." })).Should().Be(HttpStatusCode.Redirect);
        (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/work")).Document.QuerySelector("#unreviewed").Should().BeNull();

        var after = await stage.World.ReadAsync(db => db.Entries.AsNoTracking().OrderBy(x => x.RecordedAt).ToListAsync());
        after.Select(x => (x.Id, x.Author, x.Version, x.RecordedAt, x.Content)).Should().Equal(before.Select(x => (x.Id, x.Author, x.Version, x.RecordedAt, x.Content)));
        var reviews = await stage.World.ReadAsync(db => db.EntryReviews.AsNoTracking().ToDictionaryAsync(x => x.Entry));
        var doctor = await DoctorAsync(stage);
        reviews.Values.Should().OnlyContain(x => x.Doctor == doctor && x.File == file);
        reviews[before[0].Id].Remark.IsEmpty.Should().BeFalse();
        reviews[before[1].Id].Remark.IsEmpty.Should().BeTrue();
        (await employee.OpenAsync($"{stage.World.At.Medical}/my")).Text.Should().Contain("Navragen bij het volgende consult.").And.NotContain("Nog niet nagekeken");
        (await stage.World.LedgerAsync()).Where(x => x.Subject == file && x.Permitted).Select(x => x.Event).Should().Contain(["task.give", "task.given", "task.write", "task.record", "entry.review", "entry.reviewed"]);
    }

    [Fact]
    [Trait("Rule", "R-025")]
    [Trait("Rule", "R-050")]
    public async Task Words_of_another_are_masked_for_the_employee_in_the_note_and_in_the_remark()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var address = await stage.AddressAsync(@case);
        var support = await stage.SupervisedAsync("PracticeSupport", "O. Onder");
        await MedicalSteps.GiveTaskAsync(stage.Doctor, address, "O. Onder", "Collect", "Bel de partner.", stage.Today, stage.Today);
        var form = await FormAsync(support, address);
        await support.Browser.SubmitAsync(form, "form:has([name='Input.Findings'])", new Dictionary<string, string>
        {
            ["Input.Findings"] = "De schoonzuster drinkt.", ["Input.ThirdParty"] = "yes", ["Input.ThirdPartyWords"] = "schoonzuster drinkt", ["Input.ThirdPartySource"] = "family",
        });
        var file = await stage.Doctor.OpenAsync(address);
        await stage.Doctor.Browser.SubmitAsync(file, "form[action*=Review]", new Dictionary<string, string> { ["remark"] = "Dat de schoonzuster drinkt, blijft hier." });
        (await stage.Doctor.OpenAsync(address)).TextOf("#history").Should().Contain("Dat de schoonzuster drinkt, blijft hier.");
        var employee = await stage.ActivatedAsync(@case, "M. Jansen");
        (await employee.OpenAsync($"{stage.World.At.Medical}/my")).Text.Should().Contain("blijft hier").And.NotContain("schoonzuster");
    }

    [Theory]
    [InlineData("SupervisedPhysician")]
    [InlineData("PracticeSupport")]
    [InlineData("MedicalAssistant")]
    [Trait("Rule", "R-050")]
    [Trait("Rule", "R-082")]
    public async Task The_judgement_its_signature_and_what_leads_to_them_stay_closed_also_to_forms_that_are_sent(string role)
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var (file, address) = (await stage.FileAsync(@case), await stage.AddressAsync(@case));
        var person = await stage.SupervisedAsync(role, "O. Onder");
        await MedicalSteps.GiveTaskAsync(stage.Doctor, address, "O. Onder", "Report", "Zet het verslag klaar.", stage.Today, stage.Today.AddDays(2));

        // Fields that the form has not.
        var form = await FormAsync(person, address);
        form.Document.QuerySelectorAll("[name='Input.Verdict'], [name='Input.Day'], [name='Input.CasCode'], [name='Input.Plan'], [name='Input.Reads']").Should().BeEmpty();
        var fields = stage.OutcomeFields("Fit", "InConsultation");
        (fields["Input.Findings"], fields["Input.CasCode"], fields["Input.Plan"]) = ("Verslag.", "L122", "Weer aan het werk.");
        await person.Browser.SubmitAsync(form, "form:has([name='Input.Findings'])", fields);
        var page = await stage.Doctor.OpenAsync(address);
        page.Text.Should().Contain("Verslag.").And.NotContain("L122").And.NotContain("Weer aan het werk.");
        (await stage.World.ReadAsync(db => db.Outcomes.CountAsync())).Should().Be(0);
        var entries = await stage.World.ReadAsync(db => db.Entries.CountAsync());

        // Every form of the doctor's, with a task in force.
        foreach (var handler in (string[])["Draft", "Preview", "Discard", "Sign", "Employee", "Without", "Read", "Handled", "Review"])
        {
            var sent = stage.OutcomeFields("Unfit", "InConsultation");
            foreach (var name in (string[])["outcome", "ask", "entry"])
            {
                sent[name] = $"{Guid.NewGuid()}";
            }

            sent["how"] = "first";
            (await SendAsync(stage, person, $"/files/{file}?handler={handler}", sent)).Should().BeOneOf([HttpStatusCode.Forbidden, HttpStatusCode.NotFound], handler);
        }

        // What may be prepared is the doctor's to sign.
        (await SendAsync(stage, person, $"/files/{file}?handler=Prepare", stage.OutcomeFields("Fit", "InConsultation"))).Should().Be(HttpStatusCode.Redirect);
        var outcome = await stage.World.ReadAsync(db => db.Outcomes.AsNoTracking().SingleAsync());
        outcome.State.Should().Be(OutcomeState.Prepared, "that it was read together is for the doctor to say");
        var sign = $"/files/{file}/outcomes/{outcome.Id}/sign";
        (await person.OpenAsync(stage.World.At.Medical + sign)).Status.Should().Be(HttpStatusCode.NotFound);
        (await SendAsync(stage, person, sign, new() { ["Credential"] = "{}" })).Should().Be(HttpStatusCode.NotFound);
        foreach (var handler in (string[])["Read", "Sign", "Employee"])
        {
            (await SendAsync(stage, person, $"/files/{file}?handler={handler}&outcome={outcome.Id}&how=together&told=true", [])).Should().Be(HttpStatusCode.Forbidden, handler);
        }

        // Nothing beside the file either.
        foreach (var path in (string[])[$"/files/{file}/tasks", $"/files/{file}/conflicts", $"/files/{file}/desk", "/desk", "/calls", "/people", "/appointments", "/roster", "/deputies", "/openings", "/recovery", $"/requests/{@case.Request}/plan"])
        {
            (await person.OpenAsync(stage.World.At.Medical + path)).Status.Should().Be(HttpStatusCode.NotFound, path);
            (await SendAsync(stage, person, path, [])).Should().BeOneOf([HttpStatusCode.NotFound, HttpStatusCode.BadRequest], path);
        }

        (await stage.World.ReadAsync(db => db.Entries.CountAsync())).Should().Be(entries);
        (await stage.World.ReadAsync(db => db.Drafts.CountAsync())).Should().Be(0);
        (await stage.World.ReadAsync(db => db.EntryReviews.CountAsync())).Should().Be(0);
        (await stage.World.ReadAsync(db => db.Outcomes.AsNoTracking().SingleAsync())).State.Should().Be(OutcomeState.Prepared);
        (await stage.World.LedgerAsync()).Should().NotContain(x => x.Permitted && x.Role == role && (x.Event == "outcome.sign" || x.Event == "consultation.write"));
    }
}
