using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.Shape;
using ArboDossier.Web;
using ArboDossier.Web.SignIn;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>Who gets which answer where, tried over HTTP, against the file that people review.</summary>
public sealed class MatrixTests
{
    [Fact]
    [Trait("Rule", "R-060")]
    [Trait("Rule", "R-062")]
    public async Task Every_way_in_answers_everybody_as_the_reviewed_matrix_says()
    {
        await using var all = await Everybody.StartAsync("sqlite");
        await all.World.QuietAsync();
        // A doctor stands in for another by stating that reason: no relation of its own, but a way of asking.
        (string Nl, string En, Person Person, Target Target, string Query)[] columns =
        [
            ("niet ingelogd", "not signed in", all.Nobody, all.Asked, ""),
            ("vreemde", "stranger", all.Stranger, all.Asked, ""),
            ("uitgenodigd, nog zonder passkey", "invited, no passkey yet", all.Arriving, all.Asked, ""),
            ("bedrijfsarts, deur dicht", "company doctor, door closed", all.AtTheDoor, all.Asked, ""),
            ("bedrijfsarts, behandelt", "company doctor, treats", all.Stage.Doctor, all.Asked, ""),
            ("bedrijfsarts, aangesteld, behandelt niet", "company doctor, appointed, does not treat", all.Appointed, all.Asked, ""),
            ("bedrijfsarts, aangesteld, neemt waar met opgegeven reden", "company doctor, appointed, stands in for a stated reason", all.Appointed, all.Asked, "Reason=StandIn"),
            ("bedrijfsarts, aangewezen als waarnemer", "company doctor, named to stand in", all.Substitute, all.Asked, ""),
            ("bedrijfsarts, aangesteld, buiten dit dossier gehouden", "company doctor, appointed, kept out of this file", all.TooClose, all.Asked, ""),
            ("bedrijfsarts, aanstelling beëindigd", "company doctor, appointment lapsed", all.Former, all.Asked, ""),
            ("bedrijfsarts van een andere werkgever", "company doctor of another employer", all.Stage.OtherDoctor, all.Asked, ""),
            ("bedrijfsarts zonder aanstelling", "company doctor without an appointment", all.Colleague, all.Asked, ""),
            ("arts van een andere dienst", "doctor of another service", all.Outside, all.Asked, ""),
            ("bewaarder", "custodian", all.Custodian, all.Asked, ""),
            ("medewerker met een taak", "clerk with a task", all.Stage.Clerk, all.Asked, ""),
            ("medewerker, taak klaar", "clerk, task done", all.Stage.Clerk, all.Done, ""),
            ("medewerker van een andere arts", "clerk of another doctor", all.OtherClerk, all.Asked, ""),
            ("medewerker, verklaring beëindigd", "clerk, statement lapsed", all.FormerClerk, all.Asked, ""),
            ("medewerker zonder verklaring", "clerk without a statement", all.Unsworn, all.Asked, ""),
            ("arts onder begeleiding, met een taak", "physician under supervision, with a task", all.Physician, await all.WithTaskAsync(all.Asked, all.Physician.Name), ""),
            ("praktijkondersteuner, met een taak", "practice support, with a task", all.Support, await all.WithTaskAsync(all.Asked, all.Support.Name), ""),
            ("doktersassistent, met een taak", "medical assistant, with a task", all.Assistant, await all.WithTaskAsync(all.Asked, all.Assistant.Name), ""),
            ("doktersassistent, taak ingetrokken", "medical assistant, task withdrawn", all.Assistant, all.Done, ""),
            ("werknemer, eigen dossier", "employee, own file", all.Employee, all.Asked, ""),
            ("werknemer, eigen dossier, code per post", "employee, own file, code by post", all.ByPost, all.Done, ""),
            ("werknemer, andermans dossier", "employee, another's file", all.OtherEmployee, all.Asked, ""),
        ];
        var rows = new List<MatrixRow>();
        foreach (var way in (await WayIn.ListAsync(all.World.Services)).Where(x => !x.Anonymous))
        {
            var answers = "";
            foreach (var (_, _, person, target, query) in columns)
            {
                answers += await AnswerAsync(all, person, way, target, query);
            }

            rows.Add(new(way.Name, answers));
            if (way.Name == "POST /door?handler=Close")
            {
                await OpenAgainAsync(all, columns.Select(x => x.Person).Where((x, i) => answers[i] == '+' && x != all.AtTheDoor));
            }
        }

        MatrixFile.Check(new([.. columns.Select((x, i) => new MatrixColumn((char)('a' + i), new(x.Nl, x.En)))], rows), "Medical");
    }

    [Fact]
    public void SECURITY_md_shows_the_reviewed_matrix() => MatrixFile.CheckSecurity("Medical");

    [Fact]
    [Trait("Rule", "R-291")]
    public async Task The_program_shows_the_matrix_in_both_languages_to_a_doctor()
    {
        await using var stage = new Stage(await MedicalWorld.StartAsync());
        await stage.FoundAsync();
        (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/work")).Document.QuerySelector("nav a[href='/access']").Should().NotBeNull();
        (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/access")).Text.Should().Contain("Wie mag wat").And.Contain("bedrijfsarts, behandelt").And.Contain("GET /files/{id:guid}");
        (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/language/en?back=/access")).Text.Should().Contain("Who may do what").And.Contain("company doctor, treats").And.NotContain("behandelt");
    }

    private static async Task OpenAgainAsync(Everybody all, IEnumerable<Person> people)
    {
        foreach (var person in people.Distinct())
        {
            await person.OpenAsync($"{all.World.At.Medical}/door/own");
        }
    }

    private static async Task<char> AnswerAsync(Everybody all, Person person, WayIn way, Target target, string query)
    {
        // The program is quiet and does not fetch it by itself; old, it would close everything.
        await all.World.Services.GetRequiredService<Revocations>().FetchAsync(CancellationToken.None);
        var before = await all.World.ReadAsync(db => db.LedgerBodies.CountAsync());
        var me = person == all.Nobody ? null : person;
        // Ids beside the file are of nothing: what is decided shows, and nothing is done.
        using var answer = await all.AskAsync(person, way, name => way.InForm.Contains(name) && name != "file" ? Guid.NewGuid() : Everybody.Id(way, name, target), query);
        var location = answer.Headers.Location?.ToString() ?? "";
        if (me is null || location.StartsWith(all.World.Identity.Authority, StringComparison.Ordinal))
        {
            location.Should().StartWith(all.World.Identity.Authority, way.Name);
            return 's';
        }

        if (location.StartsWith("/door?", StringComparison.Ordinal))
        {
            return 'd';
        }

        var body = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).Should().BeOneOf([200, 204, 302, 403, 404], "{0} as {1}", way.Name, person.Name);
        return body.Contains("data-closed-by", StringComparison.Ordinal) ? '?'
            : (int)answer.StatusCode == 404 && !(await all.World.LedgerAsync()).Skip(before).Any(x => x is { Permitted: true, User: not null }) ? '.'
            : '+';
    }
}
