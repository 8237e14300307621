using AngleSharp.Dom;
using ArboDossier.Shape;
using ArboDossier.Web;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Tests;

/// <summary>Who gets which answer where, tried over HTTP, against the file that people review.</summary>
public sealed class MatrixTests : WorldTest
{
    [Fact]
    [Trait("Rule", "R-060")]
    public async Task EveryWayIn_AnswersEverybody_AsTheReviewedMatrixSays()
    {
        using var nobody = new Browser();
        using var someone = new Browser();
        var administrator = await Browser.FoundAsync(World);
        var account = await someone.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        using var suspended = new Browser();
        await suspended.EnrolAsync(World, "piet@voorbeeld.nl", withPasskey: true);
        await Browser.GetAsync(World.Authority + "/accounts");
        var suspend = Browser.Page.QuerySelectorAll("form[action*=Suspend]").OfType<AngleSharp.Html.Dom.IHtmlFormElement>();
        await Browser.SubmitAsync(suspend.Single(x => x.Closest("tr, li")!.TextContent.Contains("piet@voorbeeld.nl", StringComparison.Ordinal)));
        (string Nl, string En, Browser Browser, Person? Person)[] columns =
        [
            ("niet ingelogd", "not signed in", nobody, null), ("geschorst account, met de sessie van vóór de schorsing", "suspended account, with the session from before", suspended, null),
            ("account", "account", someone, account), ("beheerder van de dienst", "service administrator", Browser, administrator),
        ];
        var rows = new List<MatrixRow>();
        foreach (var way in (await WayIn.ListAsync(World.Identity.Services)).Where(x => !x.Anonymous || x.FromPrograms))
        {
            var answers = "";
            foreach (var (_, _, browser, person) in columns)
                answers += await AnswerAsync(browser, person, way);
            rows.Add(new(way.Name, answers));
        }

        MatrixFile.Check(new([.. columns.Select((x, i) => new MatrixColumn((char)('a' + i), new(x.Nl, x.En)))], rows), "Identity");
    }

    [Fact]
    public void SecurityMd_ShowsTheReviewedMatrix() => MatrixFile.CheckSecurity("Identity");

    [Fact]
    [Trait("Rule", "R-291")]
    public async Task TheProgram_ShowsTheMatrix_ToTheAdministrator()
    {
        await Browser.FoundAsync(World);
        await Browser.GetAsync(World.Authority + "/access");
        Browser.Says.Should().Contain("Wie mag wat").And.Contain("GET /accounts");
        await Browser.GetAsync(World.Authority + "/language/en?back=/access");
        Browser.Says.Should().Contain("Who may do what").And.Contain("service administrator").And.NotContain("beheerder");
    }

    private async Task<char> AnswerAsync(Browser browser, Person? person, WayIn way)
    {
        var token = "none";
        if (person is not null)
        {
            // Some ways in end the session: whoever was signed out signs in again.
            await browser.GetAsync(World.Authority + "/");
            if (browser.Url.AbsolutePath == "/sign-in")
                await browser.SignInAsync(World, person);
            token = browser.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        }

        var before = await World.CountAsync(db => db.LedgerBodies.CountAsync());
        var address = World.Authority + way.Address(_ => Guid.NewGuid());
        await (way.Method == "POST"
            ? browser.PostOnceAsync(address, [("__RequestVerificationToken", token), .. way.Form(_ => Guid.NewGuid()).Select(x => (x.Key, x.Value))])
            : browser.GetOnceAsync(address));
        var status = (int)browser.Status;
        if (way.FromPrograms)
            return status is >= 400 and < 500 ? 'k' : '+';
        if (person is null)
        {
            browser.Last.Headers.Location!.ToString().Should().Contain("/sign-in", way.Name);
            return 's';
        }

        status.Should().BeOneOf([200, 302, 404], "{0} as {1}", way.Name, person.Email);
        return status == 404 && !(await World.LedgerAsync()).Skip(before).Any(x => x is { Permitted: true, BySomebody: true }) ? '.' : '+';
    }
}
