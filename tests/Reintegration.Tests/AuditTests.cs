using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.My;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Tests;

/// <summary>A quality auditor reads what was drawn by lot, in the period, takes nothing along, and the employee sees it (R-250, R-252).</summary>
public sealed class AuditTests
{
    [Theory]
    [MemberData(nameof(World.Engines), MemberType = typeof(World))]
    [Trait("Rule", "R-250")]
    [Trait("Rule", "R-071")]
    public async Task An_auditor_reads_exactly_what_was_drawn_and_only_in_the_period(StoreProvider engine)
    {
        await using var stage = await Stage.SetAsync(engine);
        foreach (var name in (string[])["Karim", "Olga", "Marieke", "Petra"])
        {
            await stage.ReportAsync(stage.Hr, name);
        }

        var auditor = await stage.StaffAsync(Role.QualityAuditor, "A. Keur");
        (await auditor.SeeAsync("/")).Should().Contain("Er loopt nu geen audit");
        await stage.AuditAsync("A. Keur", 1, 1, 2);
        var (drawn, other) = await SampleAsync(stage);
        (await auditor.GetAsync($"/cases/{drawn}")).Status.Should().Be(404, "it begins tomorrow");

        stage.World.Clock.Advance(TimeSpan.FromDays(1));
        var front = await auditor.SeeAsync("/");
        front.Should().Contain("Toets voor het keurmerk").And.Contain($"/cases/{drawn}").And.Contain("Dossier 1").And.NotContain("Dossier 2");
        front.Should().NotContainAny("Karim", "Olga", "Marieke", "Petra");
        var page = await auditor.SeeAsync($"/cases/{drawn}");
        page.Should().Contain("U leest dit dossier voor een kwaliteitsaudit").And.Contain("Toets voor het keurmerk").And.NotContain("612345678").And.NotContain("L. van Rijn").And.NotContain("Meld herstel");
        (await auditor.GetAsync($"/cases/{other}")).Status.Should().Be(404);
        foreach (var path in (string[])[$"/cases/{drawn}/outcome/1", $"/cases/{drawn}/ask", $"/cases/{drawn}/expert", $"/cases/{drawn}/recovery", $"/cases/{drawn}/correct", $"/cases/{drawn}/withdraw", "/employees", "/service/audits"])
        {
            (await auditor.GetAsync(path)).Status.Should().Be(404, "{0}: nothing is taken along and nothing done", path);
        }

        stage.World.Clock.Advance(TimeSpan.FromDays(1));
        (await auditor.GetAsync($"/cases/{drawn}")).Status.Should().Be(200, "the last day counts");
        stage.World.Clock.Advance(TimeSpan.FromDays(1));
        (await auditor.GetAsync($"/cases/{drawn}")).Status.Should().Be(404);
    }

    [Fact]
    [Trait("Rule", "R-250")]
    public async Task An_outcome_is_read_and_its_proof_stays_where_it_is()
    {
        await using var stage = await Stage.SetAsync();
        var karims = await stage.ReportAsync(stage.Hr, "Karim");
        await stage.TrustRosterAsync();
        (await stage.Medical.DeliverAsync(stage.Medical.Sign(stage.Medical.OutcomeOf(karims)))).Should().BeTrue();
        var auditor = await stage.StaffAsync(Role.QualityAuditor, "A. Keur");
        await stage.AuditAsync("A. Keur", 1, 0, 2);
        (await auditor.SeeAsync($"/cases/{karims}")).Should().Contain("schikt voor het eigen werk per").And.NotContain("/outcome/");
        (await auditor.GetAsync($"/cases/{karims}/outcome/1")).Status.Should().Be(404);
        (await stage.Hr.GetAsync($"/cases/{karims}/outcome/1")).Status.Should().Be(200, "it is there");
    }

    [Fact]
    [Trait("Rule", "R-250")]
    [Trait("Rule", "R-071")]
    public async Task An_audit_ends_at_once_when_it_is_ended_and_a_withdrawn_case_is_no_part_of_it()
    {
        await using var stage = await Stage.SetAsync();
        var (karims, olgas) = (await stage.ReportAsync(stage.Hr, "Karim"), await stage.ReportAsync(stage.Hr, "Olga"));
        var auditor = await stage.StaffAsync(Role.QualityAuditor, "A. Keur");
        await stage.AuditAsync("A. Keur", 50, 0, 30);
        (await auditor.GetAsync($"/cases/{karims}")).Status.Should().Be(200);
        await stage.Hr.DoAsync($"/cases/{karims}/withdraw", ("Sure", "true"));
        (await auditor.GetAsync($"/cases/{karims}")).Status.Should().Be(404);
        (await auditor.SeeAsync("/")).Should().NotContain(karims.ToString());

        var audit = await stage.World.RowsAsync(db => db.Audits.Select(x => x.Id).SingleAsync());
        await stage.Admin.DoAsync("/service/audits", ("End", audit.ToString()));
        (await auditor.GetAsync($"/cases/{olgas}")).Status.Should().Be(404);
        (await stage.World.LedgerAsync()).Select(x => x.Event).Should().Contain(["audit.begin", "audit.draw", "audit.end"]);
    }

    [Fact]
    [Trait("Rule", "R-252")]
    [Trait("Rule", "R-227")]
    public async Task The_employee_sees_that_the_lot_fell_who_looked_and_what_for()
    {
        await using var stage = await Stage.SetAsync();
        var mariekes = await stage.ReportAsync(stage.Hr, "Marieke");
        var log = $"/my/log/{stage.Employees["Marieke"]}";
        (await stage.Marieke.SeeAsync("/my")).Should().Contain(log);
        var auditor = await stage.StaffAsync(Role.QualityAuditor, "A. Keur");
        await stage.AuditAsync("A. Keur", 1, 0, 30);
        (await stage.Marieke.SeeAsync(log)).Should().Contain("door het lot gekozen").And.NotContain("Kwaliteitsaudit door A. Keur");
        await auditor.SeeAsync($"/cases/{mariekes}");
        await stage.CaseManager.SeeAsync($"/cases/{mariekes}");
        (await stage.OtherCaseManager.GetAsync($"/cases/{mariekes}")).Status.Should().Be(404);
        var page = await stage.Marieke.SeeAsync(log);
        page.Should().Contain("Kwaliteitsaudit door A. Keur: Toets voor het keurmerk").And.Contain("Kwaliteitsauditor").And.Contain("Begeleidt zaken van uw werkgever").And.Contain("Van Dam Logistiek").And.Contain("Geweigerd").And.Contain("Mocht dat niet");
        await stage.Marieke.GetAsync("/language/en?back=/");
        (await stage.Marieke.SeeAsync(log)).Should().Contain("Quality audit by A. Keur").And.Contain("Looks after your employer").And.NotContain("Begeleidt");
        foreach (var person in (Person[])[stage.Petra, stage.Hr, auditor, stage.CaseManager])
        {
            (await person.GetAsync(log)).Status.Should().Be(404);
        }
    }

    [Fact]
    [Trait("Rule", "R-227")]
    public async Task Whatever_stands_in_the_ledger_about_an_employee_has_words_in_the_own_log()
    {
        await using var all = await Everybody.StartAsync();
        var (stage, medical) = (all.Stage, all.Stage.Medical);
        var @case = await stage.ReportAsync(stage.Hr, "Olga");
        await stage.CaseManager.DoAsync($"/cases/{@case}/ask", ("Input.Questions", nameof(ConsultationQuestion.FitForOwnWork)), ("Input.WantedBy", DutchDate.ForField(stage.World.Today)));
        var request = (await medical.FetchAsync()).OfType<ConsultationRequest>().Last().Request;
        await medical.DeliverAsync(new AppointmentNotice(request, @case, 1, AppointmentState.Planned, stage.World.Clock.GetUtcNow(), AppointmentPlace.Office));
        await stage.TrustRosterAsync();
        (await medical.DeliverAsync(medical.Sign(medical.OutcomeOf(@case)))).Should().BeTrue();
        var events = (await stage.World.LedgerAsync()).Where(x => x.Subject is not null).Select(x => x.Event).Distinct().ToList();
        events.Should().Contain(["case.open", "outcome.receive", "appointment.receive", "message.receive", "consultation.ask", "expert.appoint", "audit.draw", "representative.give"]);
        events.Where(x => FileLabels.Event(x) == FileLabels.Event("nothing of the kind")).Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "R-250")]
    [Trait("Rule", "R-066")]
    public async Task The_lot_draws_from_the_scope_alone_takes_each_case_once_and_whoever_begins_does_not_see_which()
    {
        await using var stage = await Stage.SetAsync();
        foreach (var name in (string[])["Karim", "Olga", "Marieke", "Petra"])
        {
            await stage.ReportAsync(stage.Hr, name);
        }

        await stage.StaffAsync(Role.QualityAuditor, "A. Keur");
        for (var i = 0; i < 24; i++)
        {
            await stage.AuditAsync("A. Keur", i == 0 ? 3 : 1, 0, 30);
        }

        var files = await stage.World.RowsAsync(db => db.AuditCases.AsNoTracking().ToListAsync());
        files.Should().HaveCount(26);
        files.GroupBy(x => x.Audit).Should().OnlyContain(x => x.Select(file => file.Case).Distinct().Count() == x.Count());
        // Twenty-three times one of four: that it was the same one each time has a chance of one in 10^13.
        files.GroupBy(x => x.Audit).Where(x => x.Count() == 1).Select(x => x.Single().Case).Distinct().Should().HaveCountGreaterThan(1);
        var page = await stage.Admin.SeeAsync("/service/audits");
        files.Should().OnlyContain(x => !page.Contains(x.Case.ToString(), StringComparison.Ordinal) && !page.Contains(x.Employment.ToString(), StringComparison.Ordinal));
        (await stage.World.EverythingAsync()).Should().NotContain("Toets voor het keurmerk", "what an audit is for is sealed");
    }

    [Fact]
    [Trait("Rule", "R-250")]
    public async Task An_audit_has_an_auditor_a_purpose_a_scope_a_size_of_the_list_and_three_months_at_most()
    {
        await using var stage = await Stage.SetAsync();
        await stage.StaffAsync(Role.QualityAuditor, "A. Keur");
        var auditor = await Stage.OptionAsync(stage.Admin, "/service/audits", "A. Keur");
        (string, string)[] good =
        [
            ("Input.Member", auditor), ("Input.Purpose", "Toets"), ("Input.Employers", stage.VanDam.ToString()), ("Input.Size", "5"),
            ("Input.From", DutchDate.ForField(stage.World.Today)), ("Input.Until", DutchDate.ForField(stage.World.Today.AddDays(9))),
        ];
        foreach (var (field, value) in ((string, string)[])[
            ("Input.Member", Guid.NewGuid().ToString()), ("Input.Member", ""), ("Input.Purpose", " "), ("Input.Purpose", new string('x', 201)), ("Input.Employers", Guid.NewGuid().ToString()), ("Input.Employers", ""),
            ("Input.Size", "4"), ("Input.Size", "x"), ("Input.Until", ""), ("Input.Until", DutchDate.ForField(stage.World.Today.AddDays(100))), ("Input.Until", DutchDate.ForField(stage.World.Today.AddDays(-1)))])
        {
            (await stage.Admin.PostAsync("/service/audits", [.. good.Select(x => x.Item1 == field ? (field, value) : x)])).Status.Should().Be(200, "{0} '{1}'", field, value);
        }

        (await stage.World.RowsAsync(db => db.Audits.CountAsync())).Should().Be(0);
        foreach (var person in (Person[])[stage.Hr, stage.CaseManager, stage.Petra])
        {
            (await person.PostToAsync("/", "/service/audits", good)).Status.Should().Be(404);
        }

        await stage.Admin.DoAsync("/service/audits", good);
        (await stage.World.RowsAsync(db => db.AuditCases.CountAsync())).Should().Be(0, "nobody is sick, and the administrator is not told so");
    }

    private static async Task<(Guid Drawn, Guid Other)> SampleAsync(Stage stage)
    {
        var drawn = await stage.World.RowsAsync(db => db.AuditCases.Select(x => x.Case).SingleAsync());
        return (drawn, await stage.World.RowsAsync(db => db.Cases.Where(x => x.Id != drawn).Select(x => x.Id).FirstAsync()));
    }
}
