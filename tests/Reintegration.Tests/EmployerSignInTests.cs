using ArboDossier.Reintegration.Features.SignIn;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Tests;

/// <summary>
/// What an employer's own provider may vouch for. That somebody came from it is told to the store as the client does it; the client itself is tried with a
/// certified provider over real processes.
/// </summary>
public sealed class EmployerSignInTests
{
    [Theory]
    [MemberData(nameof(World.Engines), MemberType = typeof(World))]
    [Trait("Rule", "R-065")]
    public async Task An_employers_provider_vouches_for_people_of_that_employer_as_long_as_it_is_that_employers(StoreProvider engine)
    {
        await using var stage = await Stage.SetAsync(engine, Through.Settings);
        await Through.SetAsync(stage, stage.VanDam, "vandam");
        await Through.SetAsync(stage, stage.Linde, "linde");
        await Through.GiveAsync(stage, stage.VanDam, "zaken@vandam.example");
        var person = await Through.ComesAsync(stage, "vandam", "zaken", "Zaken@VanDam.example");
        (await person.SeeAsync("/employees")).Should().Contain("Marieke de Vries");
        var karims = await stage.ReportAsync(person, "Karim");
        (await person.SeeAsync($"/cases/{karims}")).Should().Contain("Karim Bouali");
        foreach (var closed in (string[])["/my", "/employers", "/service", "/founding"])
        {
            (await person.GetAsync(closed)).Status.Should().Be(404, closed);
        }

        // Nobody becomes the same person by the same address, nor by the same name at another provider.
        (await (await Through.ComesAsync(stage, "vandam", "ander", "zaken@vandam.example")).GetAsync("/employees")).Status.Should().Be(404);
        (await (await Through.ComesAsync(stage, "linde", "zaken", "zaken@vandam.example")).GetAsync("/employees")).Status.Should().Be(404);
        await Through.ComesAsync(stage, "vandam", "zaken", "trouwde@vandam.example");
        (await person.GetAsync("/employees")).Status.Should().Be(200, "the subject counts from now on");

        foreach (var other in (string[])["", "linde"])
        {
            await Through.SetAsync(stage, stage.VanDam, other);
            (await person.GetAsync("/employees")).Status.Should().Be(404, "the provider is not this employer's any more");
            (await person.GetAsync($"/cases/{karims}")).Status.Should().Be(404);
            (await stage.Hr.GetAsync("/employees")).Status.Should().Be(200, "whoever has an account of ours keeps it");
        }

        (await stage.Admin.SeeAsync($"/employers/{stage.VanDam}")).Should().Contain("Telt niet meer");
        foreach (var nothing in ((string, string)[][])[[], [("SignInAt", "")], [("SignInAt", "weg")]])
        {
            (await stage.Admin.PostToAsync($"/employers/{stage.VanDam}", $"/employers/{stage.VanDam}?handler=SignIn", nothing)).Body.Should().Contain("Kies een aanbieder uit de lijst");
        }

        await Through.SetAsync(stage, stage.VanDam, "vandam");
        (await person.GetAsync("/employees")).Status.Should().Be(200);
        var row = await stage.World.RowsAsync(db => db.Members.Where(x => x.Provider == "vandam").Select(x => x.Id).SingleAsync());
        await stage.Admin.DoAsync($"/employers/{stage.VanDam}", ("EndMember", row.ToString()));
        (await person.GetAsync("/employees")).Status.Should().Be(404);
        (await stage.World.LedgerAsync()).Select(x => x.Event).Should().Contain(["employer.sign-in", "member.match", "member.bind"]);
    }

    [Theory]
    [MemberData(nameof(World.Engines), MemberType = typeof(World))]
    [Trait("Rule", "R-069")]
    public async Task Who_comes_from_the_employer_never_handles_the_own_case_and_is_not_the_employee_of_it(StoreProvider engine)
    {
        await using var stage = await Stage.SetAsync(engine, Through.Settings);
        var (own, colleagues) = (await stage.ReportAsync(stage.Hr, "Olga"), await stage.ReportAsync(stage.Hr, "Karim"));
        await Through.SetAsync(stage, stage.VanDam, "vandam");
        await Through.GiveAsync(stage, stage.VanDam, "olga@vandam.example");
        var olga = await Through.ComesAsync(stage, "vandam", "olga", "olga@vandam.example");
        (await olga.GetAsync($"/cases/{colleagues}")).Status.Should().Be(200);
        var refused = await olga.GetAsync($"/cases/{own}");
        refused.Status.Should().Be(403);
        refused.Body.Should().Contain("data-closed-by");
        (await olga.PostToAsync($"/cases/{colleagues}/correct", $"/cases/{own}/correct", ("Input.Expected", "OneToTwoWeeks"))).Status.Should().Be(403);
        (await olga.PostToAsync($"/cases/{colleagues}/recovery", $"/cases/{own}/recovery", ("Input.Kind", "Full"))).Status.Should().Be(404);
        (await olga.GetAsync($"/my/representatives/{stage.Employees["Olga"]}")).Status.Should().Be(404);
    }

    [Theory]
    [MemberData(nameof(World.Engines), MemberType = typeof(World))]
    [Trait("Rule", "R-065")]
    [Trait("Rule", "R-068")]
    public async Task A_line_manager_comes_from_the_employer_and_sees_the_own_absence_with_an_account_of_the_own(StoreProvider engine)
    {
        await using var stage = await Stage.SetAsync(engine, Through.Settings);
        await Through.SetAsync(stage, stage.VanDam, "vandam");
        var page = $"/employees/{stage.Employees["Olga"]}/invite";
        (await stage.Hr.PostAsync(page, ("Input.Name", "Olga Smit"), ("Input.Email", "nergens"), ("Input.Language", "nl"), ("LineManager", "true"))).Status.Should().Be(200);
        (await stage.World.RowsAsync(db => db.Members.CountAsync(x => x.Provider != null))).Should().Be(0, "what is refused gives nothing");
        var employee = await stage.InviteAsync(stage.Hr, page, ("Input.Name", "Olga Smit"), ("Input.Email", "olga.thuis@proef.invalid"), ("Input.Language", "nl"), ("LineManager", "true"));
        var manager = await Through.ComesAsync(stage, "vandam", "olga", "olga@vandam.example");
        (await employee.GetAsync("/my")).Status.Should().Be(200);
        (await employee.GetAsync("/employees")).Status.Should().Be(404, "the role came through the employer");
        (await manager.GetAsync("/employees")).Status.Should().Be(200);
        (await manager.GetAsync("/my")).Status.Should().Be(404, "an employer cannot become its employee");
        (await stage.World.RowsAsync(db => db.Members.CountAsync(x => x.Provider != null && x.Role != Access.Role.LineManager))).Should().Be(0);

        // Given twice it is one role.
        await stage.Hr.DoAsync(page, ("LineManager", "true"));
        (await stage.World.RowsAsync(db => db.Members.CountAsync(x => x.Provider != null))).Should().Be(1);
    }

    [Fact]
    [Trait("Rule", "R-065")]
    [Trait("Rule", "R-066")]
    public async Task A_stranger_of_a_provider_founds_nothing_and_a_session_of_a_provider_that_was_taken_away_opens_nothing()
    {
        await using var stage = await Stage.SetAsync(more: Through.Settings);
        await Through.SetAsync(stage, stage.VanDam, "vandam");
        await Through.GiveAsync(stage, stage.VanDam, "zaken@vandam.example");
        await Through.ComesAsync(stage, "vandam", "zaken", "zaken@vandam.example");
        var stranger = await Through.ComesAsync(stage, "vandam", "vreemd", "vreemd@vandam.example");
        (await stranger.SeeAsync("/")).Should().Contain("via uw werkgever ingelogd").And.NotContain("/founding");
        (await stranger.PostToAsync("/", "/founding", ("Code", World.FoundingCode))).Status.Should().Be(404);

        // The row is there; the setting is not.
        foreach (var gone in (string[])["employer:weg:zaken", "employer:", "employer:vandam", "employer:vandam:"])
        {
            (await stage.World.Person(gone).GetAsync("/employees")).Status.Should().Be(404, gone);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait("Rule", "R-065")]
    public async Task For_a_random_history_nobody_sees_an_employer_whom_the_simple_model_refuses(int seed)
    {
        await using var stage = await Stage.SetAsync(more: Through.Settings);
        var random = new Random(seed);
        Guid[] employers = [stage.VanDam, stage.Linde];
        string[] providers = ["vandam", "linde"], people = ["a", "b", "c"];
        // The model: what each employer is set to, and rows of (employer, provider, address, whose, ended).
        var set = employers.ToDictionary(x => x, _ => "");
        var rows = new List<(Guid Employer, string Provider, string Address, string? Whose, bool Ended, Guid Id)>();
        for (var step = 0; step < 40; step++)
        {
            var (employer, provider, person) = (employers[random.Next(2)], providers[random.Next(2)], people[random.Next(3)]);
            switch (random.Next(5))
            {
                case 0:
                    set[employer] = random.Next(4) == 0 ? "" : provider;
                    await Through.SetAsync(stage, employer, set[employer]);
                    break;
                case 1 when set[employer].Length > 0:
                    await Through.GiveAsync(stage, employer, $"{person}@proef.example");
                    var known = rows.Select(x => x.Id).ToList();
                    var made = await stage.World.RowsAsync(db => db.Members.Where(x => x.Provider != null && !known.Contains(x.Id)).Select(x => x.Id).SingleAsync());
                    rows.Add((employer, set[employer], $"{person}@proef.example", null, false, made));
                    break;
                case 2 when rows.Count > 0:
                    var at = random.Next(rows.Count);
                    await stage.Admin.DoAsync($"/employers/{rows[at].Employer}", ("EndMember", rows[at].Id.ToString()));
                    rows[at] = rows[at] with { Ended = true };
                    break;
                default:
                    await Through.ComesAsync(stage, provider, person, $"{person}@proef.example");
                    rows = rows.ConvertAll(x => x.Whose is null && !x.Ended && x.Provider == provider && set[x.Employer] == provider && x.Address == $"{person}@proef.example" ? x with { Whose = $"{provider}/{person}" } : x);
                    break;
            }

            foreach (var (by, who) in providers.SelectMany(_ => people, (by, who) => (by, who)))
            {
                var visitor = stage.World.Person($"employer:{by}:{who}");
                var seen = await visitor.GetAsync("/employees");
                var expected = employers.Where(x => rows.Any(r => r.Employer == x && !r.Ended && r.Whose == $"{by}/{who}" && r.Provider == set[x] && by == set[x])).ToList();
                seen.Status.Should().Be(expected.Count > 0 ? 200 : 404, $"step {step}, {by}/{who}");
                seen.Body.Contains("Marieke", StringComparison.Ordinal).Should().Be(expected.Contains(stage.VanDam), $"step {step}, {by}/{who}");
            }
        }
    }

    [Fact]
    [Trait("Rule", "R-220")]
    public async Task What_a_provider_is_said_to_tell_of_signing_out_is_refused_and_recorded_where_it_does_not_hold()
    {
        await using var stage = await Stage.SetAsync(more: Through.Settings);
        foreach (var (path, token) in (IEnumerable<(string, string?)>)[("vandam", null), ("vandam", "e30.e30.e30"), ("weg", "e30.e30.e30"), ("vandam", new string('x', 40_000))])
        {
            using var form = new FormUrlEncodedContent(token is null ? [] : [new("logout_token", token)]);
            (await stage.World.Stranger().SendAsync(HttpMethod.Post, $"/sign-in/{path}/ended", form)).Status.Should().Be(400);
        }

        (await stage.World.LedgerAsync()).Where(x => x.Event == "sign-in.ended").Select(x => (x.Permitted, x.Reason)).Should().HaveCount(4).And.OnlyContain(x => !x.Permitted);
    }

    [Theory]
    [InlineData("EmployerSignIn:return:Name", "x")]
    [InlineData("EmployerSignIn:Van_Dam:Name", "x")]
    [InlineData("EmployerSignIn:vandam:Authority", "")]
    [InlineData("EmployerSignIn:vandam:Authority", "ftp://elders.example")]
    [InlineData("EmployerSignIn:vandam:Authority", "http://inloggen.localhost:1/")]
    [InlineData("EmployerSignIn:vandam:Algorithm", "HS256")]
    [InlineData("EmployerSignIn:vandam:ClientId", "")]
    public async Task A_setting_that_cannot_be_meant_keeps_the_program_from_starting(string setting, string value) =>
        await FluentActions.Awaiting(() => World.StartAsync(StoreProvider.Sqlite, [.. Through.Settings, $"--{setting}={value}"])).Should().ThrowAsync<StoreSettingException>().WithMessage("EmployerSignIn:*");
}
