using System.Net;
using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Signing;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>The list of doctors who may sign: two of them sign each change of it.</summary>
public sealed class RosterTests
{
    private const string Form = "form[data-passkey=get]";

    [Fact]
    [Trait("Rule", "R-082")]
    public async Task A_doctor_who_is_not_on_the_roster_does_not_sign()
    {
        await using var stage = await Stage.StartAsync();
        var fresh = await stage.NewDoctorAsync("R. Mulder", "39012345601");
        await MedicalSteps.AppointAsync(stage.Doctor, stage.OtherDoctor, "R. Mulder", Stage.Employer.ToString("N"), "Bakkerij De Korst");
        var @case = await stage.CaseAsync("Jansen");
        (await MedicalSteps.PlanAsync(fresh, @case.Person)).Should().BeTrue();
        var file = await fresh.OpenAsync(await stage.AddressAsync(@case));
        (await fresh.Browser.SubmitAsync(file, "form[data-draft-url]", stage.OutcomeFields("Unfit", "InConsultation"), "[formaction*=Sign]")).Status.Should().Be(HttpStatusCode.Forbidden);
        (await stage.World.LedgerAsync()).Should().Contain(x => x.Event == "outcome.sign" && x.Reason == "not-on-roster");

        // Two doctors of the list sign the next one, the new doctor not among them, and then he signs.
        (await fresh.OpenAsync($"{stage.World.At.Medical}/roster")).Document.QuerySelector(Form).Should().BeNull();
        await MedicalSteps.SignRosterAsync(stage.OtherDoctor);
        (await stage.OtherDoctor.OpenAsync($"{stage.World.At.Medical}/roster")).Document.QuerySelector(Form).Should().BeNull("one doctor signs once");
        await MedicalSteps.SignRosterAsync(stage.Doctor);
        await MedicalSteps.SignAsync(fresh, await fresh.OpenAsync(await SignAddressAsync(stage, @case)));
        var rosters = await stage.Reintegration.ReceivedAsync<SignedRoster>(2);
        var chain = RosterChain.Begin(stage.World.At.Medical);
        foreach (var roster in rosters)
        {
            chain.TryExtend(roster.Document, roster.Proofs, out chain, out var error).Should().BeTrue($"{error}");
        }
    }

    [Fact]
    public async Task A_roster_can_be_signed_by_people_who_take_their_time()
    {
        await using var stage = new Stage(await MedicalWorld.StartAsync());
        await stage.FoundAsync();
        await stage.NewDoctorAsync("R. Mulder", "39012345601");
        var page = await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/roster");
        await stage.World.AdvanceAsync(TimeSpan.FromMinutes(3));
        (await stage.Doctor.SubmitWithPasskeyAsync(page, Form)).Errors.Should().BeEmpty();

        page = await stage.OtherDoctor.OpenAsync($"{stage.World.At.Medical}/roster");
        await stage.World.AdvanceAsync(TimeSpan.FromMinutes(3));
        (await stage.OtherDoctor.SubmitWithPasskeyAsync(page, Form)).Errors.Should().BeEmpty();
        (await stage.Reintegration.ReceivedAsync<SignedRoster>(2)).Should().HaveCount(2);
    }

    [Fact]
    [Trait("Rule", "R-082")]
    public async Task A_proposal_that_the_world_overtook_gives_way_to_the_list_of_today()
    {
        await using var stage = await Stage.StartAsync();
        await stage.NewDoctorAsync("R. Mulder", "39012345601");
        await MedicalSteps.SignRosterAsync(stage.Doctor);
        var stale = await stage.OtherDoctor.OpenAsync($"{stage.World.At.Medical}/roster");
        await stage.NewDoctorAsync("P. van Dijk", "49012345601");

        (await stage.OtherDoctor.SubmitWithPasskeyAsync(stale, Form)).Errors.Should().NotBeEmpty("that list is no longer true");
        (await stage.OtherDoctor.OpenAsync($"{stage.World.At.Medical}/roster")).TextOf("main").Should().Contain("P. van Dijk");
        await MedicalSteps.SignRosterAsync(stage.OtherDoctor);
        await MedicalSteps.SignRosterAsync(stage.Doctor);
        var rosters = await stage.Reintegration.ReceivedAsync<SignedRoster>(2);
        DoctorRoster.TryParse(rosters[1].Document, out var published).Should().BeTrue();
        published!.Number.Should().Be(2);
        published.Doctors.Select(x => x.Name).Should().Contain(["R. Mulder", "P. van Dijk"]);
    }

    private static async Task<string> SignAddressAsync(Stage stage, Case @case)
    {
        var outcome = await stage.World.ReadAsync(db => db.Outcomes.Where(x => x.Case == @case.Id && x.State != Features.Outcomes.OutcomeState.Dropped).Select(x => x.Id).SingleAsync());
        return $"{await stage.AddressAsync(@case)}/outcomes/{outcome}/sign";
    }
}
