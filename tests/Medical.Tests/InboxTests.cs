using ArboDossier.Contracts.Messages;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Exchange.Jose;
using ArboDossier.Medical.Features.Cases;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>What the employer's side sends, through the real exchange.</summary>
public sealed class InboxTests
{
    public static TheoryData<string> Engines => MedicalWorld.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    [Trait("Rule", "R-014")]
    public async Task A_sick_report_opens_no_file_and_a_request_does(string engine)
    {
        await using var stage = new Stage(await MedicalWorld.StartAsync(engine));
        var world = stage.World;
        var @case = await stage.CaseAsync("Jansen", request: false);
        (await world.ReadAsync(db => db.Cases.CountAsync())).Should().Be(1);
        (await world.ReadAsync(db => db.Files.CountAsync())).Should().Be(0);

        (await stage.Reintegration.DeliverAsync(Messages.Request(@case, world.Clock))).Should().Equal(true);
        var file = await world.ReadAsync(db => db.Files.SingleAsync());
        file.Id.Should().Be(await stage.FileAsync(@case));
        file.ByRequest.Should().Be(@case.Request);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    [Trait("Rule", "R-034")]
    public async Task The_same_employment_goes_on_in_its_file_and_an_equal_person_elsewhere_gets_another(string engine)
    {
        await using var stage = new Stage(await MedicalWorld.StartAsync(engine));
        var first = await stage.CaseAsync("Jansen");
        var again = await stage.CaseAsync("Jansen", employment: first.Employment);
        (await stage.FileAsync(again)).Should().Be(await stage.FileAsync(first));
        (await stage.World.ReadAsync(db => db.Files.CountAsync())).Should().Be(1);

        // Name and birth date are equal, employer too: another employment is another file.
        var namesake = await stage.CaseAsync("Jansen");
        (await stage.FileAsync(namesake)).Should().NotBe(await stage.FileAsync(first));
        (await stage.World.ReadAsync(db => db.Files.CountAsync())).Should().Be(2);
    }

    [Fact]
    [Trait("Rule", "R-034")]
    [Trait("Rule", "R-068")]
    public async Task The_same_person_at_two_employers_has_two_files_and_neither_leads_to_the_other()
    {
        await using var stage = await Stage.StartAsync();
        var here = await stage.TreatedAsync("Jansen");
        var there = await stage.CaseAsync("Jansen", Stage.OtherEmployer);
        (await MedicalSteps.PlanAsync(stage.OtherDoctor, there.Person)).Should().BeTrue();
        var (one, other) = (await stage.FileAsync(here), await stage.FileAsync(there));
        one.Should().NotBe(other);

        // Each doctor has the one, and an account that leads to the one leads to the other only by a code of its own.
        (await stage.Doctor.OpenAsync(await stage.AddressAsync(there))).Status.Should().Be(System.Net.HttpStatusCode.NotFound);
        (await stage.OtherDoctor.OpenAsync(await stage.AddressAsync(here))).Status.Should().Be(System.Net.HttpStatusCode.NotFound);
        var employee = await stage.ActivatedAsync(here, "M. Jansen");
        (await employee.OpenAsync($"{stage.World.At.Medical}/my")).Text.Should().Contain($"/my/{one}/log").And.NotContain($"{other}");
        (await employee.OpenAsync($"{stage.World.At.Medical}/my/{other}/log")).Status.Should().Be(System.Net.HttpStatusCode.NotFound);

        // A notice of one employer about the employment of another changes nothing.
        var stolen = Messages.Notice(there with { Id = Guid.NewGuid(), Employer = Stage.Employer }, stage.World.Clock);
        (await stage.Reintegration.DeliverAsync(stolen)).Should().Equal(false);
        (await stage.World.ReadAsync(db => db.Cases.CountAsync(x => x.File == other))).Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_parcel_has_one_effect_however_often_it_comes(string engine)
    {
        await using var stage = new Stage(await MedicalWorld.StartAsync(engine));
        var world = stage.World;
        var @case = new Case(Guid.NewGuid(), Guid.NewGuid(), Stage.Employer, Guid.NewGuid(), "Jansen");
        Parcel[] parcels = [.. ((ZoneMessage[])[Messages.Notice(@case, world.Clock), Messages.Facts(@case, world.Clock), Messages.Request(@case, world.Clock)]).Select(x => new Parcel(Guid.NewGuid(), x))];
        Parcel[] twice = [.. parcels, .. parcels];
        (await stage.Reintegration.DeliverAsync(twice)).Should().OnlyContain(x => x);
        (await stage.Reintegration.DeliverAsync(parcels)).Should().OnlyContain(x => x);
        await world.RestartAsync();
        (await stage.Reintegration.DeliverAsync(parcels)).Should().OnlyContain(x => x);

        (await world.ReadAsync(db => db.Cases.CountAsync())).Should().Be(1);
        (await world.ReadAsync(db => db.Requests.CountAsync())).Should().Be(1);
        (await world.ReadAsync(db => db.Files.CountAsync())).Should().Be(1);
        (await world.ReadAsync(db => db.Inbox.CountAsync())).Should().Be(3);
        (await world.LedgerAsync()).Count(x => x.Event == "case.notice").Should().Be(1);

        // The same parcel id with other words is the first one still.
        (await stage.Reintegration.DeliverAsync([parcels[1] with { Message = Messages.Facts(@case, world.Clock, version: 9) }])).Should().Equal(true);
        (await world.ReadAsync(db => db.Cases.Select(x => x.FactsVersion).SingleAsync())).Should().Be(1);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_for_good_and_recorded()
    {
        await using var stage = new Stage(await MedicalWorld.StartAsync());
        var world = stage.World;
        var known = await stage.CaseAsync("Jansen");
        var unknown = known with { Id = Guid.NewGuid() };
        var elsewhere = known with { Id = Guid.NewGuid(), Employer = Guid.NewGuid() };
        ZoneMessage[] wrong =
        [
            Messages.Facts(unknown, world.Clock),
            Messages.Request(unknown, world.Clock),
            Messages.Closed(unknown, world.Clock),
            // The employment is another employer's, and a case is told once.
            Messages.Notice(elsewhere, world.Clock),
            Messages.Notice(known, world.Clock),
            Messages.Notice(known with { Id = Guid.NewGuid(), Surname = "Jan\u0007sen" }, world.Clock),
            Messages.Notice(known with { Id = Guid.NewGuid(), Employment = Guid.NewGuid() }, world.Clock, name: new string('x', 101)),
            Messages.Notice(known with { Id = Guid.NewGuid(), Employment = Guid.NewGuid(), Employer = Guid.Empty }, world.Clock),
            Messages.Notice(known with { Id = Guid.NewGuid(), Employment = Guid.Empty }, world.Clock),
            Messages.Notice(known with { Id = Guid.Empty, Employment = Guid.NewGuid() }, world.Clock),
            Messages.Request(known, world.Clock) with { Questions = [] },
            Messages.Request(known, world.Clock) with { Questions = [ConsultationQuestion.FitForOwnWork, ConsultationQuestion.FitForOwnWork] },
            Messages.Request(known, world.Clock) with { AskedBy = "" },
            Messages.Facts(known, world.Clock, version: 2, function: new string('x', 201)),
            // Messages that only go the other way.
            new AppointmentNotice(Guid.NewGuid(), known.Id, 1, AppointmentState.Planned, world.Clock.GetUtcNow(), AppointmentPlace.Office),
            new SignedRelease([1], new SignatureProof([1], [1], [1], [1])),
            new SignedRoster([1], []),
        ];
        Parcel[] parcels = [.. wrong.Select(x => new Parcel(Guid.NewGuid(), x))];
        var before = await CountsAsync(world);
        (await stage.Reintegration.DeliverAsync(parcels)).Should().OnlyContain(x => !x);
        // Refused for good: a second delivery is answered from the inbox.
        (await stage.Reintegration.DeliverAsync(parcels)).Should().OnlyContain(x => !x);

        (await CountsAsync(world)).Should().Be(before);
        (await world.LedgerAsync()).Where(x => x.Event == "message.refuse").Should().HaveCount(wrong.Length).And.OnlyContain(x => !x.Permitted);
    }

    [Fact]
    public async Task A_value_outside_a_closed_list_is_refused_and_does_not_stop_the_exchange()
    {
        await using var stage = new Stage(await MedicalWorld.StartAsync());
        var known = await stage.CaseAsync("Jansen");
        var clock = stage.World.Clock;
        using var scope = stage.World.Services.CreateScope();
        var inbox = scope.ServiceProvider.GetRequiredService<Medical.Store.Inbox>();
        var openings = scope.ServiceProvider.GetRequiredService<ArboDossier.Store.Openings<Medical.Store.MedicalContext>>();
        ZoneMessage[] wrong =
        [
            Messages.Closed(known, clock, end: CaseEnd.Withdrawn | CaseEnd.Reopened),
            Messages.Facts(known, clock, version: 2) with { Expected = (ExpectedDuration)99 },
            Messages.Facts(known, clock, version: 2) with { SafetyNet = YesNoUnknown.Yes | YesNoUnknown.No },
            Messages.Request(known, clock) with { Request = Guid.NewGuid(), Questions = [(ConsultationQuestion)7] },
        ];
        foreach (var message in wrong)
        {
            (await inbox.TakeAsync(new Parcel(Guid.NewGuid(), message), openings, CancellationToken.None)).Accepted.Should().BeFalse($"{message.GetType().Name}");
        }

        (await stage.World.ReadAsync(db => db.Cases.Select(x => x.State).SingleAsync())).Should().Be(CaseState.Open);
    }

    [Fact]
    public async Task Facts_that_come_late_do_not_replace_newer_ones()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        await stage.Reintegration.DeliverAsync(Messages.Facts(@case, stage.World.Clock, version: 3, function: "Chauffeur"));
        await stage.Reintegration.DeliverAsync(Messages.Facts(@case, stage.World.Clock, version: 2, function: "Timmerman"));
        var page = await stage.Doctor.OpenAsync(await stage.AddressAsync(@case));
        page.Text.Should().Contain("Chauffeur").And.NotContain("Timmerman").And.NotContain("Banketbakker");
    }

    [Fact]
    [Trait("Rule", "R-014")]
    public async Task A_request_that_comes_after_the_case_ended_opens_no_file()
    {
        await using var stage = new Stage(await MedicalWorld.StartAsync());
        var @case = await stage.CaseAsync("Jansen", request: false);
        (await stage.Reintegration.DeliverAsync(Messages.Closed(@case, stage.World.Clock), Messages.Request(@case, stage.World.Clock))).Should().OnlyContain(x => x);
        (await stage.World.ReadAsync(db => db.Files.CountAsync())).Should().Be(0);
        (await stage.World.ReadAsync(db => db.Requests.CountAsync())).Should().Be(0);
        (await stage.World.LedgerAsync()).Should().Contain(x => x.Event == "request.late");
    }

    [Fact]
    [Trait("Rule", "R-013")]
    public async Task An_ended_case_takes_its_open_requests_and_consultations_along()
    {
        await using var stage = await Stage.StartAsync();
        var planned = await stage.TreatedAsync("Jansen");
        var fresh = await stage.CaseAsync("Pieters");
        await stage.Reintegration.DeliverAsync(Messages.Closed(planned, stage.World.Clock), Messages.Closed(fresh, stage.World.Clock));

        (await stage.World.ReadAsync(db => db.Requests.Select(x => x.State).ToListAsync())).Should().OnlyContain(x => x == RequestState.Lapsed);
        (await stage.World.ReadAsync(db => db.Consultations.Select(x => x.State).SingleAsync())).Should().Be(Features.Files.ConsultationState.Cancelled);
        (await MedicalSteps.PlanAsync(stage.Doctor, fresh.Person)).Should().BeFalse();

        // An older end that comes late changes nothing after the case was reopened.
        await stage.Reintegration.DeliverAsync(Messages.Closed(planned, stage.World.Clock, 3, CaseEnd.Reopened), Messages.Closed(planned, stage.World.Clock, 2));
        (await stage.World.ReadAsync(db => db.Cases.Where(x => x.Id == planned.Id).Select(x => x.State).SingleAsync())).Should().Be(CaseState.Open);
    }

    [Fact]
    public async Task An_answer_that_is_not_signed_by_the_pinned_key_is_refused_and_changes_nothing()
    {
        await using var world = await MedicalWorld.StartAsync();
        using var impostor = SigningKey.Create();
        world.Reintegration.Impostor = impostor;
        var @case = new Case(Guid.NewGuid(), Guid.NewGuid(), Stage.Employer, Guid.NewGuid(), "Jansen");
        var delivery = world.Reintegration.DeliverAsync(Messages.Notice(@case, world.Clock));
        await Wait.ForAsync(() => world.LedgerAsync().GetAwaiter().GetResult().Any(x => x.Event == "message.refuse"), "the refusal");
        (await world.ReadAsync(db => db.Cases.CountAsync())).Should().Be(0);

        world.Reintegration.Impostor = null;
        (await delivery).Should().Equal(true);
    }

    [Fact]
    public async Task Ticks_are_of_one_size_whether_they_carry_something_or_not()
    {
        await using var stage = await Stage.StartAsync();
        await stage.Reintegration.QuietAsync();
        stage.Reintegration.Sizes.Clear();
        await stage.Reintegration.QuietAsync();
        await stage.TreatedAsync("Jansen");
        await stage.Reintegration.ReceivedAsync<AppointmentNotice>(1);
        stage.Reintegration.Sizes.Should().HaveCount(1);
    }

    [Fact]
    public async Task The_other_side_may_be_down_and_nothing_is_lost()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.CaseAsync("Jansen");
        stage.Reintegration.Down = true;
        (await MedicalSteps.PlanAsync(stage.Doctor, @case.Person)).Should().BeTrue();
        await Task.Delay(300);
        stage.Reintegration.Got.OfType<AppointmentNotice>().Should().BeEmpty();
        await stage.World.RestartAsync();
        await stage.World.AdvanceAsync(TimeSpan.FromDays(3));
        stage.Reintegration.Down = false;
        (await stage.Reintegration.ReceivedAsync<AppointmentNotice>(1)).Should().ContainSingle();
    }

    private static async Task<(int, int, int, int)> CountsAsync(MedicalWorld world) => await world.ReadAsync(async db =>
        (await db.Employments.CountAsync(), await db.Cases.CountAsync(), await db.Requests.CountAsync(), await db.Files.CountAsync()));
}
