using ArboDossier.Reintegration.Features.Privacy;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Tests;

/// <summary>The privacy statement: shown to everybody before the first page, once per version, provable afterwards.</summary>
[Trait("Rule", "R-270")]
public sealed class PrivacyTests
{
    [Theory]
    [MemberData(nameof(World.Engines), MemberType = typeof(World))]
    [Trait("Rule", "R-271")]
    [Trait("Rule", "R-272")]
    [Trait("Rule", "R-273")]
    public async Task Everybody_sees_the_statement_once_per_version_before_anything_else_and_it_is_recorded(StoreProvider provider)
    {
        await using var stage = await Stage.SetAsync(provider);
        await stage.World.RowsAsync(db => db.PrivacyShown.ExecuteDeleteAsync());
        foreach (var known in (Person[])[stage.Marieke, stage.Petra, stage.Hr, stage.CaseManager, stage.Admin])
        {
            var person = stage.World.Again(known);
            var (ledger, before) = ((await stage.World.LedgerAsync()).Count(x => x.Event == "privacy.read"), await stage.World.RowsAsync(db => db.PrivacyShown.CountAsync()));
            foreach (var path in (string[])["/", "/my", "/employees", $"/cases/{Guid.NewGuid()}"])
            {
                var answer = await person.GetAsync(path);
                answer.Location.Should().Be($"/privacy?back={Uri.EscapeDataString(path)}", "{0}: the same for what is there and what is not", path);
            }

            var page = await person.SeeAsync("/privacy?back=/my");
            page.Should().Contain("Uw werkgever is daarvoor verantwoordelijk").And.Contain("in opdracht van uw werkgever").And.Contain("Autoriteit Persoonsgegevens").And.Contain("U geeft hiermee geen toestemming").And.Contain("id=\"read-on\"");
            var token = await person.TokenAsync("/privacy");
            foreach (var (back, leads) in ((string, string)[])[("/employees", "/employees"), ("https://elders.example/", "/")])
            {
                using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["Back"] = back, ["__RequestVerificationToken"] = token });
                (await person.SendAsync(HttpMethod.Post, "/privacy", form)).Location.Should().Be(leads, "on this host and nowhere else");
            }

            ((await person.GetAsync("/")).Location ?? "").Should().NotStartWith("/privacy");
            (await stage.World.RowsAsync(db => db.PrivacyShown.CountAsync())).Should().Be(before + 1, "once is enough");
            (await stage.World.LedgerAsync()).Count(x => x.Event == "privacy.read").Should().Be(ledger + 1);
            (await person.SeeAsync("/privacy")).Should().Contain("Aan u getoond op").And.NotContain("read-on");
        }

        var row = await stage.World.RowsAsync(db => db.PrivacyShown.AsNoTracking().OrderBy(x => x.At).FirstAsync());
        row.Version.Should().Be(PrivacyStatements.Current.Version);
        row.Hash.Should().Equal(PrivacyStatements.Current.Hash("nl"));
        (row.Language, row.Channel).Should().Be(("nl", PrivacyChannel.Screen));
        row.At.Should().BeCloseTo(stage.World.Clock.GetUtcNow(), TimeSpan.FromMinutes(5));

        // Another version is shown anew, and what was shown before stays provable.
        await stage.World.RowsAsync(db => db.PrivacyShown.ExecuteUpdateAsync(set => set.SetProperty(x => x.Version, "200101.001")));
        (await stage.World.Again(stage.Hr).GetAsync("/employees")).Location.Should().StartWith("/privacy?");
        await stage.Hr.SeeAsync("/employees");
        (await stage.World.RowsAsync(db => db.PrivacyShown.CountAsync())).Should().Be(6);
    }

    [Fact]
    public async Task For_somebody_without_a_role_it_is_there_to_read_and_nothing_is_recorded()
    {
        await using var stage = await Stage.SetAsync();
        var stranger = stage.World.Stranger();
        (await stranger.GetAsync("/")).Status.Should().Be(200);
        (await stranger.SeeAsync("/privacy")).Should().NotContain("read-on");
        (await stranger.PostToAsync("/founding", "/privacy")).Status.Should().BeOneOf(400, 404);
        (await stage.World.RowsAsync(db => db.PrivacyShown.Where(x => x.Person == Guid.Empty).CountAsync())).Should().Be(0);
    }

    [Fact]
    [Trait("Rule", "R-271")]
    [Trait("Rule", "R-274")]
    [Trait("Rule", "R-290")]
    public void A_version_is_a_day_and_a_number_and_its_text_is_complete_in_both_languages()
    {
        PrivacyStatements.All.Select(x => x.From).Should().BeInAscendingOrder();
        foreach (var statement in PrivacyStatements.All)
        {
            statement.Version.Should().MatchRegex(@"^\d{6}\.\d{3}$");
            statement.Sections.Should().OnlyContain(x => x.Heading.Nl.Length > 0 && x.Heading.En.Length > 0 && x.Words.Nl.Length > 0 && x.Words.En.Length > 0);
            statement.Hash("nl").Should().NotEqual(statement.Hash("en"));
        }

        Convert.ToHexStringLower(PrivacyStatements.All[0].Hash("nl")).Should().Be("3d2bc4faec9a4c3dbb9e70b30b431f3f38693c4daa1bdb741de85914e258357f", "a version that was shown to people never changes: make another one");
    }
}
