using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Exchange.Jose;
using ArboDossier.Web.SignIn;

namespace ArboDossier.Identity.Tests;

public sealed class RevocationTests : WorldTest
{
    private Revocations? _own;

    /// <summary>One that is not fetching by itself meanwhile.</summary>
    private Revocations List => _own ??= new Revocations(
        World.Medical.Services.GetRequiredService<ArboSignInOptions>(),
        World.Medical.Services.GetRequiredService<ProviderSettings>(),
        World.Clock,
        Microsoft.Extensions.Logging.Abstractions.NullLogger<Revocations>.Instance);

    [Fact]
    public async Task List_IsFetchedTwiceASecond()
    {
        var running = World.Medical.Services.GetRequiredService<Revocations>();
        for (var i = 0; i < 50 && running.SeenAt is null; i++)
            await Task.Delay(100);
        var first = running.SeenAt;
        first.Should().NotBeNull();
        for (var i = 0; i < 50 && running.SeenAt == first; i++)
            await Task.Delay(100);
        running.SeenAt.Should().BeAfter(first!.Value);
    }

    [Fact]
    public async Task List_WithoutTheZonesSignature_IsNotGiven()
    {
        (await AskAsync(null)).Should().Be(HttpStatusCode.Unauthorized);
        (await AskAsync(Ask(World.ReintegrationKey, "medical"))).Should().Be(HttpStatusCode.Unauthorized);
        (await AskAsync(Ask(World.ReintegrationKey, "reintegration"))).Should().Be(HttpStatusCode.Unauthorized, "it asks for the other zone's list");
        (await AskAsync(Ask(World.MedicalKey, "medical", "other+jws"))).Should().Be(HttpStatusCode.Unauthorized);
        (await AskAsync(Ask(World.MedicalKey, "medical"))).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task List_ThatIsOldForgedOrForAnother_IsNotBelieved()
    {
        await List.FetchAsync(CancellationToken.None);
        using var stranger = SigningKey.Create();
        var now = World.Clock.GetUtcNow();
        List.Take(Make(World.IdentityKey, 5, now)).Should().BeTrue();
        List.Take(Make(World.IdentityKey, 4, now)).Should().BeFalse("the number went back");
        List.Take(Make(World.IdentityKey, 6, now.AddSeconds(-1))).Should().BeFalse("it is older than the one seen");
        List.Take(Make(stranger, 6, now)).Should().BeFalse();
        List.Take(Make(World.IdentityKey, 6, now, audience: "reintegration")).Should().BeFalse();
        List.Take(Make(World.IdentityKey, 6, now, type: "invitation-answer+jws")).Should().BeFalse();
        List.Take("").Should().BeFalse();
        List.Take(Make(World.IdentityKey, 6, now)).Should().BeTrue();
    }

    [Fact]
    public async Task Subject_RevokedOnce_MayComeBackAfterSigningInAgain()
    {
        await List.FetchAsync(CancellationToken.None);
        var now = World.Clock.GetUtcNow();
        List.Take(Make(World.IdentityKey, 9, now, [new Revocation(null, "who", now), new Revocation("sid-1", null, now)])).Should().BeTrue();

        List.IsRevoked(Person("who", "sid-2", now.AddSeconds(-5))).Should().BeTrue();
        List.IsRevoked(Person("who", "sid-2", now.AddSeconds(5))).Should().BeFalse();
        List.IsRevoked(Person("other", "sid-1", now.AddSeconds(5))).Should().BeTrue();
        List.IsRevoked(Person("other", "sid-2", now.AddSeconds(-5))).Should().BeFalse();
        List.IsRevoked(new ClaimsPrincipal()).Should().BeTrue("nobody is not somebody");
    }

    [Fact]
    [Trait("Rule", "R-064")]
    public async Task SomebodyWhoseSubjectWasRevoked_ShowsTheFactorsAnew_AndIsSentToAndFroOnce()
    {
        var person = await Browser.EnrolAsync(World, "a@voorbeeld.nl", withPasskey: true);
        await Browser.GetAsync(World.MedicalClient.Origin + "/me");
        var subject = Browser.Body.Split("sub=")[1].Split('"')[0];
        var running = World.Medical.Services.GetRequiredService<Revocations>();
        await World.Identity.Services.GetRequiredService<Store.Sessions>().EndElsewhereAsync("medical", "een", World.Clock.GetUtcNow(), subject, null, CancellationToken.None);
        await running.FetchAsync(CancellationToken.None);

        // The session at the provider still stands, but began before: no loop, but its sign-in page.
        World.Clock.Advance(TimeSpan.FromSeconds(2));
        await Browser.GetAsync(World.MedicalClient.Origin + "/me");
        Browser.Url.Should().Match<Uri>(x => x.Host == "inloggen.localhost" && x.AbsolutePath == "/sign-in", Browser.Says);
        await Browser.SignInAsync(World, person);
        Browser.Url.ToString().Should().Be(World.MedicalClient.Origin + "/me");
        Browser.Status.Should().Be(HttpStatusCode.OK);

        // Where nobody could sign in late enough, there is an end to it.
        await World.Identity.Services.GetRequiredService<Store.Sessions>().EndElsewhereAsync("medical", "twee", World.Clock.GetUtcNow().AddMinutes(5), subject, null, CancellationToken.None);
        await running.FetchAsync(CancellationToken.None);
        World.Clock.Advance(TimeSpan.FromSeconds(2));
        await Browser.GetAsync(World.MedicalClient.Origin + "/me");
        Browser.Url.AbsolutePath.Should().Be("/sign-in");
        await Browser.SignInAsync(World, person);
        Browser.Status.Should().Be(HttpStatusCode.BadRequest, Browser.Says);
        Browser.Url.AbsolutePath.Should().Be("/sign-in/return");
    }

    private static ClaimsPrincipal Person(string subject, string sid, DateTimeOffset at) => new(new ClaimsIdentity(
    [
        new Claim(ArboSignInNames.Subject, subject),
        new Claim(ArboSignInNames.ProviderSession, sid),
        new Claim(ArboSignInNames.AuthenticatedAt, at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)),
    ]));

    private static string Make(
        SigningKey key, long number, DateTimeOffset at, IReadOnlyList<Revocation>? revoked = null, string audience = "medical", string type = "revocations+jws") =>
        JwsMessage.Sign(
            key, type, new JwsClaims("identity", audience, Guid.NewGuid().ToString("N"), at, at.AddMinutes(1)),
            JsonSerializer.SerializeToUtf8Bytes(new RevocationList(number, at, revoked ?? []), TickCodec.Json));

    private string Ask(SigningKey key, string zone, string type = "revocations-request+jws")
    {
        var now = World.Clock.GetUtcNow();
        return JwsMessage.Sign(key, type, new JwsClaims(zone, "identity", Guid.NewGuid().ToString("N"), now, now.AddMinutes(1)), "{}"u8);
    }

    private async Task<HttpStatusCode> AskAsync(string? token)
    {
        var uri = new Uri(World.Authority);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{uri.Port}") };
        http.DefaultRequestHeaders.Host = uri.Authority;
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.GetAsync(new Uri("/exchange/revocations?zone=medical", UriKind.Relative));
        return answer.StatusCode;
    }
}
