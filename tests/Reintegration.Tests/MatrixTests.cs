using ArboDossier.Shape;
using ArboDossier.Web;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Tests;

/// <summary>Who gets which answer where, tried over HTTP, against the file that people review.</summary>
public sealed class MatrixTests
{
    [Fact]
    [Trait("Rule", "R-060")]
    [Trait("Rule", "R-068")]
    public async Task Every_way_in_answers_everybody_as_the_reviewed_matrix_says()
    {
        await using var all = await Everybody.StartAsync();
        await all.World.QuietAsync();
        var stage = all.Stage;
        (string Nl, string En, Person Person, Target Target)[] columns =
        [
            ("niet ingelogd", "not signed in", all.Nobody, all.Team),
            ("vreemde", "stranger", all.Stranger, all.Team),
            ("beheerder van de dienst", "service administrator", stage.Admin, all.Team),
            ("personeelszaken, eigen werkgever", "personnel department, own employer", stage.Hr, all.Team),
            ("personeelszaken van een andere werkgever", "personnel department of another employer", stage.OtherHr, all.Team),
            ("personeelszaken, rol beëindigd", "personnel department, role ended", all.FormerHr, all.Team),
            ("leidinggevende, eigen team", "line manager, own team", stage.Petra, all.Team),
            ("vervanger, in de periode", "substitute, in the period", all.Substitute, all.Team),
            ("vervanger, daarna", "substitute, afterwards", all.FormerSubstitute, all.Team),
            ("leidinggevende, ander team", "line manager, another team", all.OtherManager, all.Team),
            ("leidinggevende, rol beëindigd", "line manager, role ended", all.FormerManager, all.Led),
            ("leidinggevende van een andere werkgever", "line manager of another employer", all.ManagerElsewhere, all.Team),
            ("leidinggevende, zelf ziek", "line manager, own case", stage.Petra, all.Own),
            ("casemanager, toegewezen", "case manager, assigned", stage.CaseManager, all.Team),
            ("casemanager, toewijzing voorbij", "case manager, assignment lapsed", all.FormerCaseManager, all.Team),
            ("casemanager van een andere werkgever", "case manager of another employer", all.CaseManagerElsewhere, all.Team),
            ("casemanager, niet toegewezen", "case manager, not assigned", stage.OtherCaseManager, all.Team),
            ("arbeidsdeskundige, aangesteld", "labour expert, appointed", all.Expert, all.Team),
            ("arbeidsdeskundige, aanstelling voorbij", "labour expert, appointment over", all.FormerExpert, all.Team),
            ("arbeidsdeskundige, andere zaak", "labour expert, another case", all.OtherExpert, all.Team),
            ("kwaliteitsauditor, uit de steekproef", "quality auditor, of the sample", all.Auditor, all.Team),
            ("kwaliteitsauditor, audit voorbij", "quality auditor, audit over", all.FormerAuditor, all.Team),
            ("kwaliteitsauditor, niet in de steekproef", "quality auditor, not in the sample", all.OtherAuditor, all.Team),
            ("werknemer, eigen zaak", "employee, own case", stage.Marieke, all.Employees),
            ("werknemer, rol beëindigd", "employee, role ended", all.FormerEmployee, all.Left),
            ("werknemer, andermans zaak", "employee, another's case", stage.Marieke, all.Team),
            ("werknemer van een andere werkgever", "employee of another employer", all.EmployeeElsewhere, all.Team),
            ("gemachtigde, alle bevoegdheden", "representative, all powers", all.Representative, all.Employees),
            ("gemachtigde, alleen lezen", "representative, reading only", all.Reader, all.Employees),
            ("gemachtigde, machtiging ingetrokken", "representative, authorisation withdrawn", all.FormerRepresentative, all.Employees),
            ("gemachtigde van een ander", "representative of another", all.Representative, all.Team),
            ("personeelszaken via de eigen aanbieder", "personnel department through the employer's provider", all.ThroughOwn, all.Team),
            ("personeelszaken via de eigen aanbieder, zelf ziek", "personnel department through the employer's provider, own case", all.ThroughOwnSick, all.Alone),
            ("personeelszaken via de aanbieder van voorheen", "personnel department through a former provider", all.ThroughFormer, all.Team),
        ];
        var rows = new List<MatrixRow>();
        foreach (var way in (await WayIn.ListAsync(all.World.App.Services)).Where(x => !x.Anonymous || x.FromPrograms))
        {
            var answers = "";
            foreach (var (_, _, person, target) in columns)
            {
                answers += await AnswerAsync(all, person, way, target);
            }

            rows.Add(new(way.Name, answers));
        }

        MatrixFile.Check(new([.. columns.Select((x, i) => new MatrixColumn((char)(i < 26 ? 'a' + i : 'A' + i - 26), new(x.Nl, x.En)))], rows), "Reintegration");
    }

    [Fact]
    public void SECURITY_md_shows_the_reviewed_matrix() => MatrixFile.CheckSecurity("Reintegration");

    [Fact]
    [Trait("Rule", "R-291")]
    public async Task The_program_shows_the_matrix_in_both_languages_to_those_who_answer_for_access()
    {
        await using var stage = await Stage.SetAsync();
        foreach (var person in (Person[])[stage.Admin, stage.Hr])
        {
            (await person.SeeAsync("/")).Should().Contain("href=\"/access\"");
            (await person.SeeAsync("/access")).Should().Contain("Wie mag wat").And.Contain("casemanager, toegewezen").And.Contain("GET /cases/{id:guid}");
            await person.GetAsync("/language/en?back=/");
            (await person.SeeAsync("/access")).Should().Contain("Who may do what").And.Contain("case manager, assigned").And.NotContain("toegewezen");
        }

        (await stage.Petra.GetAsync("/access")).Status.Should().Be(404);
    }

    private static async Task<char> AnswerAsync(Everybody all, Person person, WayIn way, Target target)
    {
        var before = await all.World.RowsAsync(db => db.LedgerBodies.CountAsync());
        var answer = await all.AskAsync(person, way, name => Everybody.Id(way, name, target));
        if (way.FromPrograms)
        {
            answer.Status.Should().BeOneOf([400, 401], way.Name);
            return 'k';
        }

        if (person == all.Nobody)
        {
            // The test's own door challenges with a status; with the real one it is the way to the sign-in program.
            answer.Status.Should().Be(401, way.Name);
            return 's';
        }

        answer.Status.Should().BeOneOf([200, 302, 403, 404], "{0} as {1}", way.Name, person.Subject);
        return answer.Body.Contains("data-closed-by", StringComparison.Ordinal) ? '?'
            : answer.Status == 404 && !(await all.World.LedgerAsync()).Skip(before).Any(x => x.Permitted && x.Text.Contains("UserID", StringComparison.Ordinal)) ? '.'
            : '+';
    }
}
