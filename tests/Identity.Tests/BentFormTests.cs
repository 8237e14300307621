using ArboDossier.Mutations;

namespace ArboDossier.Identity.Tests;

/// <summary>Rubbish in forms, sent by people who may send forms there, and at the ways in that are open to everyone.</summary>
[Collection(nameof(Alone))]
public sealed class BentFormTests : WorldTest
{
    [Fact]
    public async Task BentForm_IsRefusedClearlyOrTaken_AndNeverBringsTheProgramDown()
    {
        var administrator = await Browser.FoundAsync(World);
        using var nobody = new Browser();
        var uri = new Uri(World.Authority);
        Task<Sender> SenderAsync(Browser browser) =>
            Task.FromResult(new Sender([("Cookie", string.Join("; ", browser.CookiesOf(uri.Host).Select(x => $"{x.Key}={x.Value}")))], browser.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!));
        await nobody.GetAsync(World.Authority + "/sign-in");
        await new BentForms(World.Identity, uri.Port, uri.Authority).FeedAsync(
            async way =>
            {
                if (way.Anonymous)
                    return await SenderAsync(nobody);
                // A form may have ended all sessions: whoever was signed out signs in again.
                await Browser.GetAsync(World.Authority + "/");
                if (Browser.Url.AbsolutePath == "/sign-in")
                    await Browser.SignInAsync(World, administrator);
                return await SenderAsync(Browser);
            },
            (_, _, _) => Guid.NewGuid(),
            new Dictionary<string, string> { ["Email"] = "iemand@voorbeeld.nl", ["Zone"] = "medical", ["Language"] = "nl", ["Password"] = "Zq7kanarie vier woorden", ["Confirm"] = "Zq7kanarie vier woorden" },
            () => { });
    }
}

/// <summary>Tests that weigh the whole process run by themselves.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
