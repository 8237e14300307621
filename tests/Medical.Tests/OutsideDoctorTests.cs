using System.Net;
using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Medical.Features.Staff;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>A service with one doctor begins with a second founder of another service, who confirms and signs rosters and gets nothing else.</summary>
public sealed class OutsideDoctorTests
{
    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-060")]
    [Trait("Rule", "R-065")]
    [Trait("Rule", "R-082")]
    public async Task The_founder_of_another_service_confirms_and_signs_rosters_and_is_refused_all_else(string engine)
    {
        await using var world = await MedicalWorld.StartAsync(engine);
        var own = await world.PersonAsync("S. Bakker");
        var outside = await world.PersonAsync("T. Visser");
        await MedicalSteps.FoundAsync(own, world.FoundingCodes[0], Stage.Big);
        await MedicalSteps.FoundAsync(outside, world.FoundingCodes[1], Stage.OtherBig, outside: true);
        await MedicalSteps.ConfirmFounderAsync(own);
        await MedicalSteps.ConfirmFounderAsync(outside);
        await MedicalSteps.SignRosterAsync(own);
        var start = await outside.OpenAsync($"{world.At.Medical}/");
        start.Address.AbsolutePath.Should().Be("/roster", "that is what there is to do");
        await MedicalSteps.SignRosterAsync(outside);
        var roster = (await world.Reintegration.ReceivedAsync<SignedRoster>(1))[0];
        DoctorRoster.TryParse(roster.Document, out var read).Should().BeTrue();
        read.Doctors.Select(x => (x.Name, x.SignsOutcomes)).Should().BeEquivalentTo([("S. Bakker", true), ("T. Visser", false)]);

        // The staff page says who it is, offers nobody to appoint, and takes no form but the confirmation.
        var people = await outside.OpenAsync($"{world.At.Medical}/people");
        people.TextOf("main").Should().Contain("arts van een andere dienst");
        people.Document.QuerySelector("form[action*=Invite], form[action*=Statement]").Should().BeNull();
        var managed = await own.OpenAsync($"{world.At.Medical}/appointments");
        managed.Document.QuerySelectorAll("select[name=Doctor] option").Select(x => x.TextContent).Should().Equal("S. Bakker");
        var id = await world.ReadAsync(db => db.Staff.Where(x => x.Role == MedicalRole.OutsideDoctor).Select(x => x.Id).SingleAsync());
        (await own.Browser.SubmitAsync(managed, "form[action*=Propose]", new Dictionary<string, string> { ["Doctor"] = $"{id}", ["EmployerNumber"] = Stage.Employer.ToString("N"), ["EmployerName"] = "Bakkerij" }))
            .Status.Should().Be(HttpStatusCode.NotFound, "nobody appoints a doctor of another service");
        foreach (var handler in (string[])["people?handler=Invite", "people?handler=Statement", "people?handler=End", "appointments?handler=Propose", "appointments?handler=End"])
        {
            (await PostAsync(outside, people, handler, id)).Status.Should().Be(HttpStatusCode.NotFound, handler);
        }

        (await outside.OpenAsync($"{world.At.Medical}/appointments")).Document.QuerySelector("form[action*=Propose], form[action*=End]").Should().BeNull();

        foreach (var path in (string[])["/work", $"/files/{Guid.NewGuid()}", $"/files/{Guid.NewGuid()}/desk", $"/files/{Guid.NewGuid()}/outcomes/{Guid.NewGuid()}/sign", $"/requests/{Guid.NewGuid()}/plan", "/my"])
        {
            (await outside.OpenAsync(world.At.Medical + path)).Status.Should().Be(HttpStatusCode.NotFound, path);
        }

        (await world.ReadAsync(db => db.Appointments.CountAsync())).Should().Be(0);
        (await world.LedgerAsync()).Should().Contain(x => x.Role == "OutsideDoctor" && !x.Permitted);

        // A new colleague is confirmed by the one as by the other.
        var link = await MedicalSteps.InviteAsync(own, "CompanyDoctor", "R. Mulder", "r@voorbeeld.nl", "39012345601");
        var fresh = await world.PersonAsync("R. Mulder");
        world.Identity.Accept(MedicalWorld.Subject("R. Mulder"), link);
        await MedicalSteps.ConfirmAsync(outside, "R. Mulder", await MedicalSteps.EnrolAsync(fresh));
        (await fresh.OpenAsync($"{world.At.Medical}/work")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    [Trait("Rule", "R-060")]
    public async Task The_first_founder_is_of_this_service_and_a_refused_code_stays_good()
    {
        await using var world = await MedicalWorld.StartAsync();
        var outside = await world.PersonAsync("T. Visser");
        var page = await outside.OpenAsync($"{world.At.Medical}/");
        page.Document.QuerySelector("a[href='/founding']").Should().NotBeNull("an unused code can be used");
        page = await outside.Browser.GetAsync($"{world.At.Medical}/founding");
        page = await outside.Browser.SubmitAsync(page, "form:has([name=Code])", new Dictionary<string, string> { ["Code"] = world.FoundingCodes[1], ["Name"] = "T. Visser", ["Big"] = Stage.OtherBig, ["Outside"] = "true" });
        page.Errors.Should().Contain("alleen de tweede");
        page.Document.QuerySelector("[name=Name]")!.GetAttribute("value").Should().Be("T. Visser", "what was typed is kept");
        (await world.ReadAsync(db => db.Staff.CountAsync())).Should().Be(0);

        await MedicalSteps.FoundAsync(await world.PersonAsync("S. Bakker"), world.FoundingCodes[0], Stage.Big);
        await MedicalSteps.FoundAsync(outside, world.FoundingCodes[1], Stage.OtherBig, outside: true);
        var late = await world.PersonAsync("L. Laat");
        (await late.OpenAsync($"{world.At.Medical}/")).Document.QuerySelector("a[href='/founding']").Should().BeNull("both codes are used");
    }

    private static Task<Page> PostAsync(Person person, Page page, string handler, Guid member)
    {
        var token = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var fields = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = token, ["role"] = "CompanyDoctor", ["name"] = "X", ["email"] = "x@voorbeeld.nl", ["big"] = "39012345601", ["member"] = $"{member}", ["Doctor"] = $"{member}",
        });
        return person.Browser.PostAsync($"{page.Address.GetLeftPart(UriPartial.Authority)}/{handler}", fields);
    }
}
