using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.Store;

namespace ArboDossier.Reintegration.Tests;

/// <summary>The whole way: reported sick, asked, planned, judged, recovered.</summary>
public sealed class JourneyTests
{
    public static TheoryData<StoreProvider> Engines => World.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    [Trait("Rule", "R-014")]
    public async Task An_absence_from_report_to_recovery(StoreProvider engine)
    {
        await using var stage = await Stage.SetAsync(engine);
        await stage.TrustRosterAsync();

        var @case = await stage.ReportAsync(stage.Petra, "Marieke");
        (await stage.Medical.FetchAsync()).Should().SatisfyRespectively(
            x => x.Should().BeOfType<CaseNotice>().Which.Person.Surname.Should().Be("Vries"),
            x => x.Should().BeOfType<CaseFacts>().Which.Should().Match<CaseFacts>(f => f.Case == @case && f.Version == 1 && f.HoursPerWeek == 36));

        await stage.CaseManager.DoAsync($"/cases/{@case}/ask", ("Input.Questions", nameof(ConsultationQuestion.FitForOwnWork)), ("Input.WantedBy", Web.DutchDate.ForField(stage.World.Today.AddDays(7))));
        var request = (await stage.Medical.FetchAsync()).Should().ContainSingle().Which.Should().BeOfType<ConsultationRequest>().Subject;
        request.AskedBy.Should().Be("R. Özdemir");

        (await stage.Medical.DeliverAsync(new AppointmentNotice(request.Request, @case, 1, AppointmentState.Planned, stage.World.Clock.GetUtcNow().AddDays(2), AppointmentPlace.Telephone))).Should().BeTrue();
        (await stage.Hr.SeeAsync($"/cases/{@case}")).Should().Contain("Telefonisch").And.Contain("Gepland");

        var outcome = stage.Medical.OutcomeOf(@case);
        (await stage.Medical.DeliverAsync(stage.Medical.Sign(outcome))).Should().BeTrue();
        foreach (var reader in (Person[])[stage.Hr, stage.Petra, stage.CaseManager])
        {
            (await reader.SeeAsync($"/cases/{@case}")).Should().Contain("Ongeschikt voor het eigen werk per").And.Contain("19012345601").And.Contain("Handtekening gecontroleerd");
        }

        (await stage.Marieke.SeeAsync("/my")).Should().Contain("Ongeschikt voor het eigen werk per").And.Contain("S. Bakker");

        stage.World.Clock.Advance(TimeSpan.FromDays(3));
        await stage.Marieke.DoAsync($"/cases/{@case}/recovery", ("Input.Kind", "Full"), ("Input.FirstFitDay", Web.DutchDate.ForField(stage.World.Today)), ("Input.Hours", ""), ("Input.Since", ""));
        (await stage.Medical.FetchAsync()).Should().ContainSingle().Which.Should().BeOfType<CaseClosed>().Which.End.Should().Be(CaseEnd.Recovered);
        // a recovery is a fact; the verdict stays as it was signed, and both are shown with their dates.
        (await stage.Hr.SeeAsync($"/cases/{@case}")).Should().Contain("Ongeschikt voor het eigen werk per").And.Contain("is herstel gemeld per").And.Contain("geen oordeel van de bedrijfsarts");
    }
}
