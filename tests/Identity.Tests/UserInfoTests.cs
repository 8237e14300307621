using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Identity.Tests;

/// <summary>Who a token is about: its subject, and only for as long as what it was given in stands.</summary>
public sealed class UserInfoTests : WorldTest
{
    private RelyingClient _client = null!;
    private Person _person = null!;

    protected override async Task BeginAsync()
    {
        _client = new RelyingClient(World);
        _person = await Browser.EnrolAsync(World, "a@voorbeeld.nl", withPasskey: true);
    }

    [Fact]
    public async Task UserInfo_GivesTheSubject_AndNothingMore()
    {
        var (tokens, id) = await TokensAsync(_client);
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
        {
            using var answer = await AskAsync(tokens, method);
            answer.StatusCode.Should().Be(HttpStatusCode.OK);
            answer.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
            answer.Headers.CacheControl!.NoStore.Should().BeTrue();
            var said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
            said.EnumerateObject().Select(x => x.Name).Should().Equal("sub");
            said.GetProperty("sub").GetString().Should().Be(id.GetProperty("sub").GetString());
        }

        (await World.LedgerAsync()).Count(x => x is { Event: "userinfo.read", Permitted: true }).Should().Be(2);
    }

    [Fact]
    public async Task UserInfo_WithATokenOfAnotherClient_KnowsThatClientsSubjectOnly()
    {
        var (medical, person) = await TokensAsync(_client);
        var (other, there) = await TokensAsync(new RelyingClient(World, "reintegration"));
        (await SubjectAsync(other)).Should().Be(there.GetProperty("sub").GetString()).And.NotBe(person.GetProperty("sub").GetString());

        // Nor does a token say that it was given to somebody else.
        await RefusedAsync(Forge.Bent(other, "client_id", "medical"), "another client");
        await RefusedAsync(Forge.Bent(other, "sub", person.GetProperty("sub").GetString()!), "another subject");
        await RefusedAsync(Forge.Bent(medical, "exp", 4_102_444_800L), "a longer life");
    }

    [Fact]
    public async Task UserInfo_WithAnythingElse_IsRefusedAndRecorded()
    {
        var (access, id) = await TokensAsync(_client);
        var (_, json) = await _client.TokenAsync(_client.Form(await _client.CodeAsync(Browser)));
        using var stranger = SigningKey.Create();
        var claims = Jws.Verify(access, World.IdentityKeys, "at+jwt", 10_000, out var content, out _) ? content!.Payload : [];
        claims.Should().NotBeEmpty();
        var none = access.Split('.')[1];
        (string Why, string Token)[] wrong =
        [
            ("an ID token", json.GetProperty("id_token").GetString()!),
            ("signed by another", Jws.Sign(stranger, "at+jwt", claims)),
            ("another type", Jws.Sign(World.IdentityKey, "JWT", claims)),
            ("a zone's signature", Jws.Sign(World.MedicalKey, "at+jwt", claims)),
            ("alg none", $"eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{none}."),
            ("for another audience", Forged(id, audience: World.MedicalClient.Origin)),
            ("of another issuer", Forged(id, issuer: "https://elders.example")),
            ("without a session", Forged(id, session: null)),
            ("of a session that is not there", Forged(id, session: new string('0', 64))),
            ("of somebody else's session", Forged(id, subject: new string('0', 64))),
            ("half", access[..^8]),
            ("no token", "x"),
        ];
        foreach (var (why, token) in wrong)
            await RefusedAsync(token, why);
        (await SubjectAsync(access)).Should().Be(id.GetProperty("sub").GetString(), "and the real one still counts");
        (await World.LedgerAsync()).Count(x => x is { Event: "userinfo.read", Permitted: false }).Should().Be(wrong.Length);
        (await SubjectAsync(Forged(id))).Should().NotBeNull("the forger makes good tokens where it is told to: with our key");
    }

    [Fact]
    public async Task UserInfo_AfterFiveMinutes_IsRefused()
    {
        var (access, _) = await TokensAsync(_client);
        World.Clock.Advance(TimeSpan.FromSeconds(290));
        (await SubjectAsync(access)).Should().NotBeNull();
        World.Clock.Advance(TimeSpan.FromSeconds(11));
        await RefusedAsync(access, "expired");
    }

    [Fact]
    public async Task UserInfo_AfterSigningOut_IsRefused()
    {
        var (access, _) = await TokensAsync(_client);
        await Browser.GetAsync(World.Authority + "/sign-out");
        await Browser.SubmitAsync("/sign-out");
        await RefusedAsync(access, "signed out");

        // Coming back gives another token; the one of before stays dead.
        await Browser.GetAsync(World.Authority + "/sign-in");
        await Browser.SignInAsync(World, _person);
        var (next, _) = await TokensAsync(_client);
        (await SubjectAsync(next)).Should().NotBeNull();
        await RefusedAsync(access, "still signed out");
    }

    [Fact]
    public async Task UserInfo_OfASuspendedAccount_IsRefused()
    {
        var (access, _) = await TokensAsync(_client);
        using var administrator = new Browser();
        await administrator.FoundAsync(World);
        await administrator.GetAsync(World.Authority + "/accounts");
        await administrator.SubmitAsync(administrator.Page.QuerySelectorAll("form[action*=Suspend]").OfType<AngleSharp.Html.Dom.IHtmlFormElement>().Single());
        await RefusedAsync(access, "suspended");
    }

    [Fact]
    public async Task UserInfo_WithoutAToken_NamesNoError()
    {
        using var http = World.Program();
        foreach (var header in (string?[])[null, "Basic YTpi", "Bearer"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/connect/userinfo");
            if (header is not null)
                request.Headers.TryAddWithoutValidation("Authorization", header);
            using var answer = await http.SendAsync(request);
            answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
            answer.Headers.WwwAuthenticate.ToString().Should().Be("Bearer", "RFC 6750 section 3.1");
        }
    }

    private string Forged(JsonElement id, string? issuer = null, string? audience = null, string? session = "own", string? subject = "own") =>
        Jws.Sign(World.IdentityKey, "at+jwt", JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
        {
            ["iss"] = issuer ?? World.Authority,
            ["sub"] = subject == "own" ? id.GetProperty("sub").GetString() : subject ?? "nobody",
            ["aud"] = audience ?? World.Authority,
            ["client_id"] = "medical",
            ["exp"] = World.Clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds(),
            ["iat"] = World.Clock.GetUtcNow().ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["scope"] = "openid",
            ["sid"] = session == "own" ? id.GetProperty("sid").GetString() : session,
        }.Where(x => x.Value is not null).ToDictionary()));

    private async Task<(string Access, JsonElement Id)> TokensAsync(RelyingClient client)
    {
        var (_, json) = await client.TokenAsync(client.Form(await client.CodeAsync(Browser)));
        Jws.Verify(json.GetProperty("id_token").GetString(), World.IdentityKeys, "JWT", 10_000, out var content, out _).Should().BeTrue();
        return (json.GetProperty("access_token").GetString()!, JsonDocument.Parse(content!.Payload).RootElement);
    }

    private async Task<HttpResponseMessage> AskAsync(string token, HttpMethod? method = null)
    {
        using var http = World.Program();
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, "/connect/userinfo");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request);
    }

    private async Task<string?> SubjectAsync(string token)
    {
        using var answer = await AskAsync(token);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("sub").GetString();
    }

    private async Task RefusedAsync(string token, string why)
    {
        using var answer = await AskAsync(token);
        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized, why);
        answer.Headers.WwwAuthenticate.ToString().Should().Be("Bearer error=\"invalid_token\"", why);
        (await answer.Content.ReadAsStringAsync()).Should().BeEmpty(why);
    }
}
