using ArboDossier.Contracts.Messages;
using ArboDossier.Counterparts;
using ArboDossier.Mail;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Store;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Tests;

/// <summary>Who hears that there is something in a file, by the employer's data and in words that say nothing .</summary>
public sealed class NoticeTests : IAsyncLifetime
{
    private const string Marieke = "marieke@vandam.example";
    private const string Petra = "petra@vandam.example";
    private const string Hr = "l.vanrijn@vandam.example";
    private const string CaseManager = "r.ozdemir@debrug.example";

    private Stage _stage = null!;

    public static TheoryData<StoreProvider> Engines => [StoreProvider.Sqlite, StoreProvider.Postgres];

    private MailServer Mail { get; } = new();

    public Task InitializeAsync() => Mail.StartAsync();

    public async Task DisposeAsync()
    {
        if (_stage is not null)
        {
            await _stage.DisposeAsync();
        }

        await Mail.DisposeAsync();
    }

    [Theory, Trait("Rule", "R-264"), MemberData(nameof(Engines))]
    public async Task Everybody_who_has_to_look_is_told_and_whoever_did_it_is_not(StoreProvider engine)
    {
        await BeginAsync(engine);
        var @case = await _stage.ReportAsync(_stage.Hr, "Marieke");
        (await ToldAsync()).Should().BeEquivalentTo(Marieke, CaseManager);

        await _stage.Marieke.DoAsync($"/my/correction/{@case}", ("Fields", nameof(CorrectionField.Phone)));
        (await ToldAsync()).Should().BeEquivalentTo(Petra, Hr, CaseManager);

        await _stage.CaseManager.DoAsync($"/cases/{@case}/ask", ("Input.Questions", nameof(ConsultationQuestion.FitForOwnWork)), ("Input.WantedBy", Web.DutchDate.ForField(_stage.World.Today.AddDays(7))));
        (await ToldAsync()).Should().BeEquivalentTo(Marieke);

        var request = (await _stage.Medical.FetchAsync()).OfType<ConsultationRequest>().Single();
        AppointmentNotice Notice(int version, AppointmentState state) => new(request.Request, @case, version, state, _stage.World.Clock.GetUtcNow().AddDays(2), AppointmentPlace.Telephone);
        await _stage.Medical.DeliverAsync(Notice(1, AppointmentState.Planned));
        (await ToldAsync()).Should().BeEquivalentTo(Marieke, CaseManager);
        await _stage.Medical.DeliverAsync(Notice(2, AppointmentState.Held));
        (await ToldAsync()).Should().BeEmpty("who was there knows it");

        await _stage.Medical.DeliverAsync(_stage.Medical.Sign(_stage.Medical.OutcomeOf(@case)));
        (await ToldAsync()).Should().BeEmpty("it waits for the roster to be trusted");
        await _stage.TrustRosterAsync();
        (await ToldAsync()).Should().BeEquivalentTo(Marieke, Petra, Hr, CaseManager);

        (await _stage.World.RowsAsync(db => db.Notices.CountAsync())).Should().Be(0);
        _stage.World.Log.Lines.Should().NotContain(x => x.Contains("vandam.example", StringComparison.Ordinal));
        (await _stage.World.LedgerAsync()).Where(x => x.Event.StartsWith("notice.", StringComparison.Ordinal)).Should().NotBeEmpty().And.OnlyContain(x => x.Role == "machine:notices" && !x.Text.Contains("example"));
    }

    [Fact, Trait("Rule", "R-063"), Trait("Rule", "R-264")]
    public async Task No_mail_of_this_side_tells_that_there_is_another()
    {
        await BeginAsync(StoreProvider.Sqlite);
        await _stage.TrustRosterAsync();
        var @case = await _stage.ReportAsync(_stage.Hr, "Marieke");
        await _stage.Medical.DeliverAsync(_stage.Medical.Sign(_stage.Medical.OutcomeOf(@case)));
        await ToldAsync();

        Mail.Arrived.Should().NotBeEmpty();
        Mail.Arrived.Should().OnlyContain(x => !x.Raw.Contains("medisch", StringComparison.OrdinalIgnoreCase) && !x.Raw.Contains("medical", StringComparison.OrdinalIgnoreCase)
            && !x.Raw.Contains("Van Dam", StringComparison.OrdinalIgnoreCase) && !x.Raw.Contains("Marieke d", StringComparison.OrdinalIgnoreCase) && !x.Raw.Contains("De Brug", StringComparison.OrdinalIgnoreCase));
        Mail.Arrived.Select(x => x.Body).Distinct().Should().ContainSingle("nobody can tell from a mail what it is about");
    }

    [Theory, Trait("Rule", "R-264"), MemberData(nameof(Engines))]
    public async Task An_employee_whom_mail_does_not_reach_is_called_by_the_own_personnel_department_only(StoreProvider engine)
    {
        Mail.Unknown.Add(Marieke);
        await BeginAsync(engine);
        await _stage.TrustRosterAsync();
        var (marieke, karim) = (await _stage.ReportAsync(_stage.Hr, "Marieke"), await _stage.ReportAsync(_stage.Hr, "Karim"));
        await _stage.Medical.DeliverAsync(_stage.Medical.Sign(_stage.Medical.OutcomeOf(karim)));
        (await ToldAsync()).Should().NotContain("karim@vandam.example", "there is no account to look with");

        (await _stage.Hr.SeeAsync("/")).Should().Contain("2 medewerkers kregen geen mail");
        (await _stage.Hr.SeeAsync("/calls")).Should().Contain("<b>Marieke de Vries</b>").And.Contain("<b>Karim Bouali</b>");
        (await _stage.OtherHr.SeeAsync("/calls")).Should().Contain("U hoeft niemand te bellen");
        (await _stage.OtherHr.SeeAsync("/")).Should().NotContain("Bel of schrijf");
        (await _stage.CaseManager.SeeAsync("/")).Should().NotContain("Bel of schrijf");

        var employment = _stage.Employees["Karim"];
        (await _stage.OtherHr.PostToAsync("/employees", $"/employees/{employment}/called")).Status.Should().Be(404);
        (await _stage.Petra.PostToAsync("/employees", $"/employees/{employment}/called")).Status.Should().Be(404);
        await _stage.Hr.DoAsync($"/employees/{employment}/called");
        (await _stage.Hr.SeeAsync("/calls")).Should().Contain("<b>Marieke de Vries</b>").And.NotContain("<b>Karim Bouali</b>");
        (await _stage.World.LedgerAsync()).Should().ContainSingle(x => x.Event == "notice.called" && x.Permitted && x.Reason == "under-grant", "the others were refused");
    }

    [Fact]
    public async Task Who_works_in_it_and_cannot_be_mailed_sees_it_at_work_and_stands_on_no_list()
    {
        Mail.Unknown.UnionWith([Petra, Hr, CaseManager]);
        await BeginAsync(StoreProvider.Sqlite);
        await _stage.TrustRosterAsync();
        var @case = await _stage.ReportAsync(_stage.Hr, "Marieke");
        await _stage.Medical.DeliverAsync(_stage.Medical.Sign(_stage.Medical.OutcomeOf(@case)));

        (await ToldAsync()).Should().Equal(Marieke);
        (await _stage.World.RowsAsync(db => db.Notices.CountAsync())).Should().Be(0);
        (await _stage.Hr.SeeAsync("/")).Should().NotContain("Bel of schrijf");
    }

    private async Task BeginAsync(StoreProvider engine)
    {
        _stage = await Stage.SetAsync(engine, Mail.Settings);
        // Each signs in once: from then on there is an account behind the invitation.
        foreach (var person in (Person[])[_stage.Marieke, _stage.Petra, _stage.Hr, _stage.CaseManager])
        {
            await person.GetAsync("/");
        }

        // Rounds are the test's own.
        await _stage.World.App.Services.GetRequiredService<NoticePost<ReintegrationContext>>().StopAsync(CancellationToken.None);
    }

    /// <summary>Who was told something since the last look.</summary>
    private async Task<IReadOnlyList<string>> ToldAsync()
    {
        var before = Mail.Arrived.Count;
        await _stage.World.App.Services.GetRequiredService<NoticePost<ReintegrationContext>>().RoundAsync(CancellationToken.None);
        return [.. Mail.Arrived.Skip(before).Select(x => x.To)];
    }
}
