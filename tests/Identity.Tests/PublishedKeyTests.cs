using System.Text.Json;
using ArboDossier.Custody;
using ArboDossier.Exchange.Jose;
using ArboDossier.Sealing;
using ArboDossier.Web.SignIn;

namespace ArboDossier.Identity.Tests;

/// <summary>The signing key changes, and no relying party that reads the published keys notices.</summary>
public sealed class PublishedKeyTests : WorldTest
{
    [Fact]
    [Trait("Rule", "R-220")]
    public async Task Keys_OverlapInWhatIsPublished_BeforeAndAfterTheChange()
    {
        await Browser.EnrolAsync(World, "a@voorbeeld.nl", withPasskey: true);
        var client = new RelyingClient(World);
        var former = World.Keys.Messages.KeyId;
        var before = await IdTokenAsync(client);
        (await PublishedAsync()).Ids.Should().Equal(former);

        World.Keys.Announce(KeyUse.Messages);
        var announced = (await PublishedAsync()).Ids.Should().HaveCount(2).And.Contain(former).And.Subject.Single(x => x != former);
        KidOf(await IdTokenAsync(client)).Should().Be(former, "the announced key is known to whoever asks, and signs nothing yet");

        World.Keys.SwitchMessages(World.Clock.GetUtcNow());
        var after = await IdTokenAsync(client);
        KidOf(after).Should().Be(announced);
        var (ids, published) = await PublishedAsync();
        ids.Should().BeEquivalentTo(former, announced);
        published.Verify(before).Should().NotBeNull("what the former key signed is under way");
        published.Verify(after).Should().NotBeNull();
        (await AccessStandsAsync(client)).Should().BeTrue();

        // After a day the former key is published no more, and counts no more here either.
        World.Clock.Advance(TimeSpan.FromHours(24) + TimeSpan.FromMinutes(1));
        (ids, published) = await PublishedAsync();
        ids.Should().Equal(announced);
        published.Verify(before).Should().BeNull();
        published.Verify(after).Should().NotBeNull();
        World.Keys.OwnMessages(World.Clock.GetUtcNow()).Find(former).Should().BeNull();
    }

    private async Task<string> IdTokenAsync(RelyingClient client) => (await TokensAsync(client)).GetProperty("id_token").GetString()!;

    private async Task<JsonElement> TokensAsync(RelyingClient client)
    {
        var (status, json) = await client.TokenAsync(client.Form(await client.CodeAsync(Browser)));
        status.Should().Be(200, json.GetRawText());
        return json;
    }

    private async Task<bool> AccessStandsAsync(RelyingClient client)
    {
        using var http = World.Program();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/connect/userinfo");
        request.Headers.Authorization = new("Bearer", (await TokensAsync(client)).GetProperty("access_token").GetString());
        using var answer = await http.SendAsync(request);
        return answer.IsSuccessStatusCode;
    }

    private async Task<(IReadOnlyList<string> Ids, PublishedKeys Keys)> PublishedAsync()
    {
        using var http = World.Program();
        var json = await http.GetStringAsync(new Uri("/connect/keys", UriKind.Relative));
        JwsKeys.TryParse(json, out var keys).Should().BeTrue();
        return ([.. keys!.Keys.Select(x => x.KeyId)], PublishedKeys.Parse(json));
    }

    private static string? KidOf(string token) => PublishedKeys.KeyIdOf(token);
}
