using System.Net;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>An appointment of a doctor for an employer takes two doctors, and ending it takes one.</summary>
public sealed class AppointmentTests
{
    private const string Name = "Bakkerij De Korst";

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-060")]
    [Trait("Rule", "R-065")]
    [Trait("Rule", "R-076")]
    public async Task A_rogue_second_doctor_who_appoints_himself_opens_nothing_by_any_way_of_his_own(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var (world, rogue) = (stage.World, stage.OtherDoctor);
        var @case = await stage.TreatedAsync("Jansen");
        var address = await stage.AddressAsync(@case);
        await MedicalSteps.ProposeAsync(rogue, "T. Visser", Stage.Employer.ToString("N"), Name);
        var proposal = await world.ReadAsync(db => db.Appointments.Where(x => x.ConfirmedAt == null).Select(x => x.Id).SingleAsync());

        // He is offered no form, and a form of his own making is refused.
        (await rogue.OpenAsync($"{world.At.Medical}/appointments")).Document.QuerySelector("#waiting").Should().BeNull();
        (await SecondAsync(rogue, proposal)).Status.Should().Be(HttpStatusCode.NotFound);
        await ClosedAsync(rogue, address);

        // A colleague of his own making, whom he invited, enrolled and confirmed himself, is neither first nor second.
        var link = await MedicalSteps.InviteAsync(rogue, "CompanyDoctor", "N. Stroman", "n@voorbeeld.nl", "39012345601");
        var puppet = await world.PersonAsync("N. Stroman");
        world.Identity.Accept(MedicalWorld.Subject("N. Stroman"), link);
        await MedicalSteps.ConfirmAsync(rogue, "N. Stroman", await MedicalSteps.EnrolAsync(puppet));
        var page = await puppet.OpenAsync($"{world.At.Medical}/appointments");
        page.Document.QuerySelector("#waiting, form[action*=Propose]").Should().BeNull();
        (await SecondAsync(puppet, proposal)).Status.Should().Be(HttpStatusCode.NotFound);
        (await PostAsync(puppet, "Propose", new() { ["Doctor"] = $"{await world.ReadAsync(db => db.Staff.Where(x => x.Name == "T. Visser").Select(x => x.Id).SingleAsync())}", ["EmployerNumber"] = $"{Guid.NewGuid()}", ["EmployerName"] = "X" }))
            .Status.Should().Be(HttpStatusCode.NotFound);
        (await world.ReadAsync(db => db.Appointments.CountAsync(x => x.ConfirmedAt == null))).Should().Be(1);
        await ClosedAsync(rogue, address);
        (await world.LedgerAsync()).Where(x => x.Event == "appointment.confirm" && !x.Permitted).Should().HaveCount(2);
        (await world.LedgerAsync()).Should().Contain(x => x.Event == "appointment.propose" && !x.Permitted);

        // The other doctor of the service finds it among the work, and only with the own passkey it counts.
        (await stage.Doctor.OpenAsync($"{world.At.Medical}/work")).TextOf("section[aria-labelledby=appointments]").Should().Contain("T. Visser").And.Contain(Name);
        (await SecondAsync(stage.Doctor, proposal)).Errors.Should().Contain("niet uw passkey");
        await ClosedAsync(rogue, address);
        await MedicalSteps.ConfirmAppointmentAsync(stage.Doctor, "T. Visser", Name);
        (await rogue.OpenAsync($"{address}?Reason=StandIn")).Text.Should().Contain("Jansen");
        (await SecondAsync(stage.Doctor, proposal)).Status.Should().Be(HttpStatusCode.NotFound, "it waits no more");
        (await world.LedgerAsync()).Count(x => x.Event == "appointment.confirm" && x.Permitted && x.Reason == "second-person").Should().BeGreaterThan(2, "with the two of the beginning");
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-060")]
    public async Task One_doctor_ends_an_appointment_or_a_proposal_and_it_acts_at_once(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var (world, colleague) = (stage.World, stage.OtherDoctor);
        var address = await stage.AddressAsync(await stage.TreatedAsync("Jansen"));
        await MedicalSteps.ProposeAsync(stage.Doctor, "T. Visser", Stage.Employer.ToString("N"), Name);
        var stale = await colleague.OpenAsync($"{world.At.Medical}/appointments");
        await EndAsync(stage.Doctor, "T. Visser");
        (await colleague.SubmitWithPasskeyAsync(stale, "#waiting form")).Status.Should().Be(HttpStatusCode.NotFound, "the proposal was withdrawn");
        (await colleague.OpenAsync($"{world.At.Medical}/appointments")).TextOf("main").Should().NotContain("Wacht op");

        // The colleague may be the second for his own appointment that another proposed.
        await MedicalSteps.AppointAsync(stage.Doctor, colleague, "T. Visser", Stage.Employer.ToString("N"), Name);
        (await colleague.OpenAsync($"{address}?Reason=StandIn")).Text.Should().Contain("Jansen");
        var again = await stage.Doctor.OpenAsync($"{world.At.Medical}/appointments");
        var doctor = again.Document.QuerySelectorAll("select[name=Doctor] option").First(x => x.TextContent == "T. Visser").GetAttribute("value")!;
        (await stage.Doctor.Browser.SubmitAsync(again, "form[action*=Propose]", new Dictionary<string, string> { ["Doctor"] = doctor, ["EmployerNumber"] = Stage.Employer.ToString("N"), ["EmployerName"] = Name }))
            .Errors.Should().Contain("al aangesteld");
        await EndAsync(stage.Doctor, "T. Visser");
        await ClosedAsync(colleague, address);
        (await world.LedgerAsync()).Select(x => (x.Event, x.Permitted)).Should().Contain([("appointment.propose", true), ("appointment.confirm", true), ("appointment.end", true)]);
    }

    [Fact]
    [Trait("Rule", "R-060")]
    public async Task The_doctor_of_another_service_confirms_where_there_is_one_doctor_only()
    {
        await using var world = await MedicalWorld.StartAsync();
        var (own, outside) = (await world.PersonAsync("S. Bakker"), await world.PersonAsync("T. Visser"));
        await MedicalSteps.FoundAsync(own, world.FoundingCodes[0], Stage.Big);
        await MedicalSteps.FoundAsync(outside, world.FoundingCodes[1], Stage.OtherBig, outside: true);
        await MedicalSteps.ConfirmFounderAsync(own);
        await MedicalSteps.ConfirmFounderAsync(outside);
        (await own.OpenAsync($"{world.At.Medical}/appointments")).Document.QuerySelector("form[action*=Propose]").Should().BeNull("two doctors first sign who may sign");
        await MedicalSteps.SignRosterAsync(own);
        await MedicalSteps.SignRosterAsync(outside);
        await MedicalSteps.ProposeAsync(own, "S. Bakker", Stage.Employer.ToString("N"), Name);
        (await outside.OpenAsync($"{world.At.Medical}/")).Address.AbsolutePath.Should().Be("/appointments", "that is what there is to do");
        await MedicalSteps.ConfirmAppointmentAsync(outside, "S. Bakker", Name);
        (await world.ReadAsync(db => db.Appointments.CountAsync(x => x.ConfirmedAt != null))).Should().Be(1);

        // With a second doctor on the list, this service has its own two.
        var link = await MedicalSteps.InviteAsync(own, "CompanyDoctor", "R. Mulder", "r@voorbeeld.nl", "39012345601");
        var fresh = await world.PersonAsync("R. Mulder");
        world.Identity.Accept(MedicalWorld.Subject("R. Mulder"), link);
        await MedicalSteps.ConfirmAsync(own, "R. Mulder", await MedicalSteps.EnrolAsync(fresh));
        await MedicalSteps.SignRosterAsync(own);
        await MedicalSteps.SignRosterAsync(outside);
        await MedicalSteps.ProposeAsync(own, "R. Mulder", Stage.Employer.ToString("N"), Name);
        (await outside.OpenAsync($"{world.At.Medical}/appointments")).Document.QuerySelector("#waiting").Should().BeNull();
        (await fresh.OpenAsync($"{world.At.Medical}/language/en?back=/appointments")).TextOf("#waiting").Should().Contain("Waits for your confirmation").And.NotContain("Bevestig");
        await MedicalSteps.ConfirmAppointmentAsync(fresh, "R. Mulder", Name);
    }

    private static async Task ClosedAsync(Person doctor, string address)
    {
        foreach (var path in (string[])[address, $"{address}?Reason=StandIn"])
        {
            var page = await doctor.OpenAsync(path);
            page.Status.Should().Be(HttpStatusCode.NotFound, path);
            page.Text.Should().NotContain("Jansen");
        }

        (await doctor.OpenAsync($"{new Uri(address).GetLeftPart(UriPartial.Authority)}/work")).TextOf("main").Should().NotContain("Jansen");
    }

    private static async Task EndAsync(Person doctor, string name)
    {
        var page = await doctor.OpenAsync($"{doctor.At.Medical}/appointments");
        var line = page.Document.QuerySelectorAll("li").First(x => x.QuerySelector("b")?.TextContent == name && x.TextContent.Contains(Name, StringComparison.Ordinal) && x.QuerySelector("form[action*=End]") is not null);
        await doctor.Browser.SubmitAsync(page, $"form[action='{line.QuerySelector("form")!.GetAttribute("action")}']");
    }

    private static Task<Page> SecondAsync(Person person, Guid appointment) => PostAsync(person, "Second", new() { ["appointment"] = $"{appointment}", ["credential"] = "{}" });

    private static async Task<Page> PostAsync(Person person, string handler, Dictionary<string, string> fields)
    {
        var page = await person.OpenAsync($"{person.At.Medical}/appointments");
        fields["__RequestVerificationToken"] = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        return await person.Browser.PostAsync($"{person.At.Medical}/appointments?handler={handler}", new FormUrlEncodedContent(fields));
    }
}
