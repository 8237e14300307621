using System.Text;
using System.Text.Json;
using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Exchange.Jose;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Features.Service;
using ArboDossier.Signing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Tests;

/// <summary>What comes in over the tick, and what does not.</summary>
public sealed class ExchangeTests : IAsyncLifetime
{
    private Stage _stage = null!;
    private Guid _case;

    private MedicalSide Medical => _stage.Medical;

    public async Task InitializeAsync()
    {
        _stage = await Stage.SetAsync();
        _case = await _stage.ReportAsync(_stage.Hr, "Marieke");
    }

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Fact]
    public async Task A_tick_answers_padded_and_an_empty_one_is_not_audited()
    {
        await Medical.FetchAsync();
        var before = (await _stage.World.LedgerAsync()).Count;
        var (_, token) = Medical.Token();
        var (status, body) = await Medical.PostAsync(token);
        status.Should().Be(200);
        (await _stage.World.LedgerAsync()).Count.Should().Be(before);
        body.Length.Should().BeInRange(Tick.PaddedSize, (int)(Tick.PaddedSize * 1.5));
    }

    [Fact]
    public async Task What_waits_is_leased_until_it_was_received()
    {
        var first = await Medical.TickAsync();
        first.Parcels.Select(x => x.Message.GetType()).Should().Equal(typeof(CaseNotice), typeof(CaseFacts));
        (await Medical.TickAsync()).Parcels.Should().BeEmpty("they are in hand");
        _stage.World.Clock.Advance(TimeSpan.FromSeconds(6));
        (await Medical.TickAsync()).Parcels.Select(x => x.Id).Should().Equal(first.Parcels.Select(x => x.Id));
        await Medical.TickAsync(receipts: [.. first.Parcels.Select(x => new Received(x.Id, true))]);
        _stage.World.Clock.Advance(TimeSpan.FromSeconds(6));
        (await Medical.TickAsync()).Parcels.Should().BeEmpty();
        (await _stage.World.RowsAsync(db => db.Outbox.CountAsync())).Should().Be(0);
    }

    [Fact]
    public async Task A_refused_message_goes_and_is_counted()
    {
        var got = await Medical.TickAsync();
        await Medical.TickAsync(receipts: [new(got.Parcels[0].Id, false), new(Guid.NewGuid(), false)]);
        (await _stage.World.RowsAsync(db => db.Alerts.CountAsync(x => x.Kind == AlertKind.RefusedThere))).Should().Be(1, "a receipt for what was never sent tells nothing");
        (await _stage.Admin.SeeAsync("/")).Should().Contain("1 bericht is door de medische kant geweigerd");
        (await _stage.World.LedgerAsync()).Should().Contain(x => x.Event == "message.settled" && x.Reason == "refused-by-medical");
    }

    [Fact]
    public async Task A_tick_does_not_count_twice()
    {
        var (_, token) = Medical.Token();
        (await Medical.PostAsync(token)).Status.Should().Be(200);
        var again = await Medical.PostAsync(token);
        again.Status.Should().Be(400);
        again.Body.Should().BeEmpty();
        await Recorded("tick-repeated");
    }

    [Fact]
    public async Task A_foreign_signer_an_old_tick_garbage_and_too_much_are_refused_bare()
    {
        using var stranger = SigningKey.Create();
        var (_, old) = Medical.Token();
        _stage.World.Clock.Advance(TimeSpan.FromMinutes(3));
        var (_, good) = Medical.Token();
        var parts = good.Split('.');
        string[] tokens =
        [
            Medical.Token(key: stranger).Token, old, "", "garbage", $"{parts[0]}.{parts[1]}", $"{parts[0]}.{parts[1]}x.{parts[2]}", $"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA", new('A', TickCodec.MostCharacters + 1),
            TickCodec.Sign(_stage.World.MedicalKey, "medical", "identity", "x", new Tick([], [], ""), _stage.World.Clock),
            TickCodec.Sign(_stage.World.MedicalKey, "identity", "reintegration", "x", new Tick([], [], ""), _stage.World.Clock),
            Raw("{}"), Raw("""{"Parcels":[],"Receipts":[],"Padding":"","More":1}"""), Raw("""{"Parcels":[{"Id":"00000000-0000-0000-0000-000000000001","Message":{"type":"Note","Text":"canary-text"}}],"Receipts":[],"Padding":""}"""),
        ];
        var before = (await _stage.World.LedgerAsync()).Count;
        foreach (var token in tokens)
        {
            var (status, body) = await Medical.PostAsync(token);
            status.Should().Be(400);
            body.Should().BeEmpty();
        }

        (await _stage.World.LedgerAsync()).Count.Should().Be(before + tokens.Length, "each is in the ledger");
        (await _stage.World.EverythingAsync()).Should().NotContain("canary-text");
        (await Medical.PostAsync(good)).Status.Should().Be(200, "and the good one still counts");
    }

    [Fact]
    public async Task A_message_of_the_other_direction_is_refused()
    {
        (await Medical.DeliverAsync(new CaseClosed(_case, 1, CaseEnd.Withdrawn, null, _stage.World.Clock.GetUtcNow()))).Should().BeFalse();
        await Recorded("wrong-direction");
        (await _stage.World.RowsAsync(db => db.Cases.SingleAsync())).State.Should().Be(CaseState.Open);
    }

    [Fact]
    [Trait("Rule", "R-095")]
    public async Task An_appointment_is_told_only_for_what_was_asked_and_only_forward()
    {
        await _stage.CaseManager.DoAsync($"/cases/{_case}/ask", ("Input.Questions", nameof(ConsultationQuestion.FitForOwnWork)), ("Input.WantedBy", Web.DutchDate.ForField(_stage.World.Today)));
        var request = (await Medical.FetchAsync()).OfType<ConsultationRequest>().Single().Request;
        var at = _stage.World.Clock.GetUtcNow().AddDays(1);
        AppointmentNotice Notice(int version, AppointmentState state, Guid? id = null, Guid? @case = null) => new(id ?? request, @case ?? _case, version, state, at, AppointmentPlace.Office);

        (await Medical.DeliverAsync(Notice(1, AppointmentState.Planned, Guid.NewGuid()))).Should().BeFalse("nobody asked for it");
        (await Medical.DeliverAsync(Notice(1, AppointmentState.Planned, @case: Guid.NewGuid()))).Should().BeFalse();
        (await Medical.DeliverAsync(Notice(2, AppointmentState.Planned))).Should().BeTrue();
        (await Medical.DeliverAsync(Notice(1, AppointmentState.Cancelled))).Should().BeFalse("an older notice changes nothing");
        (await State()).Should().Be(RequestState.Planned);
        (await Medical.DeliverAsync(Notice(3, AppointmentState.Held))).Should().BeTrue();
        (await State()).Should().Be(RequestState.Held);
        (await _stage.Hr.SeeAsync($"/cases/{_case}")).Should().Contain("Gehouden").And.Contain("Op het kantoor van de arbodienst");

        Task<RequestState> State() => _stage.World.RowsAsync(db => db.Requests.Select(x => x.State).SingleAsync());
    }

    [Fact]
    [Trait("Rule", "R-082")]
    public async Task An_outcome_waits_until_the_administrator_typed_the_fingerprint()
    {
        var roster = Medical.NextRoster();
        (await Medical.DeliverAsync(roster)).Should().BeTrue();
        (await Medical.DeliverAsync(Medical.Sign(Medical.OutcomeOf(_case)))).Should().BeTrue();
        (await _stage.Hr.SeeAsync($"/cases/{_case}")).Should().Contain("Er is een oordeel aangekomen").And.NotContain("Ongeschikt");
        var page = await _stage.Admin.SeeAsync("/service");
        page.Should().NotContain(RosterChain.FingerprintOf(roster.Document)[..8], "what arrived must not be copied from the screen");

        (await _stage.Admin.PostAsync("/service", ("Fingerprint", new string('0', 64)))).Body.Should().Contain("niet het controlegetal");
        (await _stage.World.RowsAsync(db => db.Rosters.SingleAsync())).TrustedAt.Should().BeNull();
        await _stage.Admin.DoAsync("/service", ("Fingerprint", string.Join(' ', RosterChain.FingerprintOf(roster.Document).ToUpperInvariant().Chunk(8).Select(x => new string(x)))));
        (await _stage.Hr.SeeAsync($"/cases/{_case}")).Should().Contain("Ongeschikt voor het eigen werk per");
    }

    [Fact]
    public async Task A_false_outcome_that_waited_goes_when_the_roster_is_trusted()
    {
        (await Medical.DeliverAsync(Medical.NextRoster())).Should().BeTrue();
        (await Medical.DeliverAsync(Medical.Sign(Medical.OutcomeOf(_case), Medical.Willems))).Should().BeTrue("it cannot be checked yet");
        await _stage.Admin.DoAsync("/service", ("Fingerprint", RosterChain.FingerprintOf(Medical.Rosters[0].Document)));
        (await _stage.World.RowsAsync(db => db.Releases.CountAsync())).Should().Be(0);
        (await _stage.Admin.SeeAsync("/")).Should().Contain("1 oordeel is geweigerd");
        (await _stage.Hr.SeeAsync($"/cases/{_case}")).Should().Contain("Er is nog geen oordeel");
    }

    [Fact]
    public async Task A_false_first_roster_is_dropped_by_the_administrator()
    {
        using var other = new MedicalSide(_stage.World);
        (await Medical.DeliverAsync(other.NextRoster())).Should().BeTrue("nobody trusts it yet");
        (await Medical.DeliverAsync(Medical.NextRoster())).Should().BeFalse("a second number 1 does not follow");
        await _stage.Admin.DoAsync("/service", ("Drop", "true"));
        (await Medical.DeliverAsync(Medical.Rosters[0])).Should().BeTrue();
    }

    [Fact]
    public async Task A_roster_that_does_not_follow_is_refused_and_alerts()
    {
        await _stage.TrustRosterAsync();
        var one = MedicalSide.Sign(MedicalSide.RosterOf(2, System.Security.Cryptography.SHA256.HashData(Medical.Rosters[0].Document), DateTimeOffset.UnixEpoch.AddYears(60), Medical.Bakker, Medical.Willems), Medical.Bakker);
        (await Medical.DeliverAsync(one)).Should().BeFalse();
        (await _stage.Admin.SeeAsync("/")).Should().Contain("1 artsenrooster is geweigerd");
        (await Medical.DeliverAsync(Medical.Rosters[0])).Should().BeTrue("the same one again is no step back");
        (await Medical.DeliverAsync(Medical.NextRoster())).Should().BeTrue();
        (await _stage.World.RowsAsync(db => db.Rosters.CountAsync())).Should().Be(2);
    }

    [Fact]
    [Trait("Rule", "R-086")]
    public async Task Only_the_newest_version_is_shown_and_versions_follow()
    {
        await _stage.TrustRosterAsync();
        var first = Medical.OutcomeOf(_case);
        var release = Medical.Sign(first);
        (await Medical.DeliverAsync(release)).Should().BeTrue();
        (await Medical.DeliverAsync(release)).Should().BeTrue("delivered once more it has no effect");
        (await _stage.World.RowsAsync(db => db.Releases.CountAsync())).Should().Be(1);

        (await Medical.DeliverAsync(Medical.Sign(Medical.OutcomeOf(_case, 3, first.Release, FitnessVerdict.Fit)))).Should().BeFalse("version 2 is missing");
        (await Medical.DeliverAsync(Medical.Sign(Medical.OutcomeOf(_case, 2, Guid.NewGuid(), FitnessVerdict.Fit)))).Should().BeFalse("it supersedes something else");
        (await Medical.DeliverAsync(Medical.Sign(Medical.OutcomeOf(_case, 2, null, FitnessVerdict.Fit)))).Should().BeFalse();
        (await Medical.DeliverAsync(Medical.Sign(Medical.OutcomeOf(_case, 1, null, FitnessVerdict.Fit)))).Should().BeFalse("version 1 was there");
        (await Medical.DeliverAsync(Medical.Sign(Medical.OutcomeOf(_case) with { Release = first.Release, Verdict = FitnessVerdict.Fit }))).Should().BeFalse("another document under a known id");
        (await Medical.DeliverAsync(Medical.Sign(Medical.OutcomeOf(_case, 2, first.Release, FitnessVerdict.Fit)))).Should().BeTrue();

        var page = await _stage.Hr.SeeAsync($"/cases/{_case}");
        page.Should().Contain("Geschikt voor het eigen werk per").And.NotContain("Ongeschikt");
        (await _stage.Hr.GetAsync($"/cases/{_case}/outcome/1")).Status.Should().Be(404, "what lapsed leaves the employer's view");
        (await _stage.Hr.GetAsync($"/cases/{_case}/outcome/2")).Status.Should().Be(200);
    }

    [Fact]
    [Trait("Rule", "R-082")]
    public async Task What_no_doctor_of_the_roster_signed_is_refused_and_recorded()
    {
        await _stage.TrustRosterAsync();
        using var stranger = new Doctor("S. Bakker", "19012345601");
        var good = Medical.Sign(Medical.OutcomeOf(_case));
        SignedRelease[] bad =
        [
            Medical.Sign(Medical.OutcomeOf(_case), stranger), Medical.Sign(Medical.OutcomeOf(_case), Medical.Willems), Medical.Sign(Medical.OutcomeOf(Guid.NewGuid())),
            good with { Document = [.. good.Document.Select((x, i) => i == 40 ? (byte)(x ^ 1) : x)] }, good with { Document = Encoding.UTF8.GetBytes("Advies: rust") },
            Medical.Sign(Medical.OutcomeOf(_case) with { SignedAt = Whole(_stage.World.Clock.GetUtcNow().AddMinutes(3)) }),
        ];
        foreach (var release in bad)
        {
            (await Medical.DeliverAsync(release)).Should().BeFalse();
        }

        (await _stage.World.RowsAsync(db => db.Releases.CountAsync())).Should().Be(0);
        (await _stage.World.LedgerAsync()).Count(x => x.Event == "message.refuse" && x.Reason.StartsWith("release-", StringComparison.Ordinal)).Should().Be(bad.Length);
        (await Medical.DeliverAsync(good)).Should().BeTrue();
    }

    [Fact]
    public async Task One_parcel_counts_once_however_often_it_comes()
    {
        await _stage.TrustRosterAsync();
        var parcel = MedicalSide.Parcel(Medical.Sign(Medical.OutcomeOf(_case)));
        var bad = MedicalSide.Parcel(Medical.Sign(Medical.OutcomeOf(Guid.NewGuid())));
        for (var i = 0; i < 3; i++)
        {
            (await Medical.TickAsync([parcel, bad])).Receipts.Should().Equal(new Received(parcel.Id, true), new Received(bad.Id, false));
        }

        (await _stage.World.RowsAsync(db => db.Alerts.CountAsync(x => x.Kind == AlertKind.ReleaseRefused))).Should().Be(1);
        (await _stage.World.RowsAsync(db => db.CaseEvents.CountAsync())).Should().Be(1);
    }

    [Fact]
    public async Task The_proof_can_be_checked_without_this_program()
    {
        await _stage.TrustRosterAsync();
        (await Medical.DeliverAsync(Medical.Sign(Medical.OutcomeOf(_case)))).Should().BeTrue();
        foreach (var reader in (Person[])[_stage.Hr, _stage.Petra, _stage.CaseManager, _stage.Marieke])
        {
            var answer = await reader.GetAsync($"/cases/{_case}/outcome/1");
            answer.Status.Should().Be(200);
            answer.Headers["Content-Disposition"].Should().Contain("arbodossier-proof-1.json").And.NotContain("Vries");
            using var file = JsonDocument.Parse(answer.Body);
            file.RootElement.GetProperty("format").GetString().Should().Be("ArboDossier proof 1");
            var chain = RosterChain.Begin();
            foreach (var roster in file.RootElement.GetProperty("rosters").EnumerateArray())
            {
                chain.TryExtend(roster.GetProperty("document").GetBytesFromBase64(), [.. roster.GetProperty("proofs").EnumerateArray().Select(Proof)], out chain, out var wrong).Should().BeTrue(wrong.ToString());
            }

            var release = file.RootElement.GetProperty("release");
            ReleaseVerification.Verify(release.GetProperty("document").GetBytesFromBase64(), Proof(release.GetProperty("proof")), chain, out var good, out var error).Should().BeTrue(error.ToString());
            good.Outcome.Case.Should().Be(_case);
            chain.Fingerprint.Should().Be(RosterChain.FingerprintOf(Medical.Rosters[0].Document));
        }

        static SignatureProof Proof(JsonElement x) => new(
            x.GetProperty("credentialId").GetBytesFromBase64(), x.GetProperty("authenticatorData").GetBytesFromBase64(), x.GetProperty("clientData").GetBytesFromBase64(), x.GetProperty("signature").GetBytesFromBase64());
    }

    [Theory]
    [InlineData("01-01-2020")]
    [InlineData("")]
    [InlineData("morgen")]
    [Trait("Rule", "R-014")]
    public async Task A_request_needs_a_question_of_the_list_and_a_day_from_today(string day)
    {
        var answer = await _stage.CaseManager.PostAsync($"/cases/{_case}/ask", ("Input.Questions", "Diagnosis"), ("Input.WantedBy", day));
        answer.Status.Should().Be(200);
        answer.Body.Should().Contain("nog niet verstuurd");
        (await _stage.World.RowsAsync(db => db.Requests.CountAsync())).Should().Be(0);
    }

    [Fact]
    [Trait("Rule", "R-014")]
    public async Task A_line_manager_does_not_ask_the_doctor() => (await _stage.Petra.GetAsync($"/cases/{_case}/ask")).Status.Should().Be(404);

    private static DateTimeOffset Whole(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));

    private string Raw(string body)
    {
        var now = _stage.World.Clock.GetUtcNow();
        return JwsMessage.Sign(_stage.World.MedicalKey, TickCodec.Type, new JwsClaims("medical", "reintegration", Guid.NewGuid().ToString("N"), now, now.AddMinutes(1)), Encoding.UTF8.GetBytes(body));
    }

    private async Task Recorded(string reason) => (await _stage.World.LedgerAsync()).Should().Contain(x => x.Event == "message.refuse" && !x.Permitted && x.Reason == reason);
}
