using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Tests;

/// <summary>A substitute of a line manager has a name and a period, and sees that team in that period only (R-068).</summary>
public sealed class SubstitutionTests
{
    [Theory]
    [MemberData(nameof(World.Engines), MemberType = typeof(World))]
    [Trait("Rule", "R-068")]
    public async Task A_substitute_sees_the_team_in_the_period_and_at_no_other_time(StoreProvider engine)
    {
        await using var stage = await Stage.SetAsync(engine);
        var (karims, olgas) = (await stage.ReportAsync(stage.Hr, "Karim"), await stage.ReportAsync(stage.Hr, "Olga"));
        (await stage.Marieke.GetAsync($"/cases/{karims}")).Status.Should().Be(404);

        await NameAsync(stage, 1, 2);
        (await stage.Marieke.GetAsync($"/cases/{karims}")).Status.Should().Be(404, "it begins tomorrow");
        stage.World.Clock.Advance(TimeSpan.FromDays(1));
        (await stage.Marieke.SeeAsync("/")).Should().Contain("Karim Bouali").And.Contain("Vervangend leidinggevende").And.NotContain("Olga");
        (await stage.Marieke.SeeAsync("/employees")).Should().Contain("Karim Bouali").And.NotContain("Olga");
        (await stage.Marieke.SeeAsync($"/cases/{karims}")).Should().Contain("Marieke de Vries (vervangt)");
        (await stage.Marieke.GetAsync($"/cases/{olgas}")).Status.Should().Be(404);
        (await stage.Marieke.GetAsync($"/employees/{stage.Employees["Petra"]}/substitute")).Status.Should().Be(404);
        await stage.Marieke.DoAsync($"/cases/{karims}/withdraw", ("Sure", "true"));
        (await stage.World.LedgerAsync()).Should().Contain(x => x.Event == "case.withdraw" && x.Permitted && x.Role == "LineManager" && x.Reason == "deputised");

        stage.World.Clock.Advance(TimeSpan.FromDays(1));
        (await stage.Marieke.GetAsync($"/cases/{karims}")).Status.Should().Be(200, "the last day counts");
        stage.World.Clock.Advance(TimeSpan.FromDays(1));
        (await stage.Marieke.GetAsync($"/cases/{karims}")).Status.Should().Be(404);
        (await stage.Marieke.GetAsync("/employees")).Status.Should().Be(404);
    }

    [Fact]
    [Trait("Rule", "R-068")]
    [Trait("Rule", "R-069")]
    public async Task A_substitution_that_is_ended_is_gone_at_the_next_request_and_never_opens_the_own_case()
    {
        await using var stage = await Stage.SetAsync();
        var (karims, own) = (await stage.ReportAsync(stage.Hr, "Karim"), await stage.ReportAsync(stage.Hr, "Marieke"));
        await NameAsync(stage, 0, 7);
        (await stage.Marieke.GetAsync($"/cases/{karims}")).Status.Should().Be(200);
        (await stage.Marieke.GetAsync($"/cases/{own}")).Status.Should().NotBe(200);

        var row = await stage.World.RowsAsync(db => db.Substitutions.Select(x => x.Id).SingleAsync());
        await stage.Hr.DoAsync(Page(stage), ("End", row.ToString()));
        (await stage.Marieke.GetAsync($"/cases/{karims}")).Status.Should().Be(404);
        (await stage.World.LedgerAsync()).Select(x => x.Event).Should().Contain(["substitute.add", "substitute.end"]);
    }

    [Fact]
    [Trait("Rule", "R-065")]
    public async Task Only_the_employers_own_administrator_names_a_substitute_and_only_with_a_period()
    {
        await using var stage = await Stage.SetAsync();
        await stage.Marieke.SeeAsync("/my");
        foreach (var person in (Person[])[stage.OtherHr, stage.Admin, stage.Petra, stage.CaseManager, stage.World.Stranger()])
        {
            (await person.PostToAsync("/", Page(stage), Fields(stage, 0, 7))).Status.Should().Be(404);
        }

        foreach (var (from, until) in ((int, int?)[])[(0, null), (3, 1), (-9, -1), (0, 400)])
        {
            (await stage.Hr.PostAsync(Page(stage), Fields(stage, from, until))).Status.Should().Be(200);
        }

        // Neither the line manager herself, nor somebody without an account, nor somebody of elsewhere.
        foreach (var who in (Guid[])[stage.Employees["Petra"], stage.Employees["Olga"], Guid.NewGuid()])
        {
            (await stage.Hr.PostAsync(Page(stage), [("Input.Substitute", who.ToString()), .. Fields(stage, 0, 7)[1..]])).Status.Should().Be(200);
        }

        (await stage.World.RowsAsync(db => db.Substitutions.CountAsync())).Should().Be(0);
    }

    private static string Page(Stage stage) => $"/employees/{stage.Employees["Petra"]}/substitute";

    private static async Task NameAsync(Stage stage, int from, int until)
    {
        await stage.Marieke.SeeAsync("/my");
        (await stage.Hr.SeeAsync($"/employees/{stage.Employees["Petra"]}")).Should().Contain(Page(stage));
        await stage.Hr.DoAsync(Page(stage), Fields(stage, from, until));
    }

    private static (string Name, string Value)[] Fields(Stage stage, int from, int? until) =>
    [
        ("Input.Substitute", stage.Employees["Marieke"].ToString()), ("Input.From", Web.DutchDate.ForField(stage.World.Today.AddDays(from))),
        ("Input.Until", until is { } days ? Web.DutchDate.ForField(stage.World.Today.AddDays(days)) : ""),
    ];
}
