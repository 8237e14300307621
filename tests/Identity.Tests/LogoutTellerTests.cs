using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using ArboDossier.Exchange.Jose;
using ArboDossier.Identity.Features.Connect;
using ArboDossier.Identity.Store;
using ArboDossier.Store;
using ArboDossier.Web.SignIn;

namespace ArboDossier.Identity.Tests;

/// <summary>A client with an address for it is told of each session that ended: until it answers, and nothing but what it needs.</summary>
public sealed class LogoutTellerTests : WorldTest
{
    private readonly ConcurrentQueue<string> _told = new();
    private readonly string _party = $"http://127.0.0.1:{World.FreePort()}";
    private WebApplication? _running;
    private HttpStatusCode _answer = HttpStatusCode.OK;

    protected override string[] Settings() => [$"--Clients:medical:BackChannelLogout={_party}/uit"];

    protected override async Task EndAsync()
    {
        if (_running is not null)
            await _running.DisposeAsync();
    }

    [Theory, MemberData(nameof(World.Engines), MemberType = typeof(World))]
    [Trait("Rule", "R-064")]
    public async Task Client_IsToldOfASessionThatEnded_WithWhatItKnowsTheSessionBy(StoreProvider engine)
    {
        await RunAsync();
        await using var world = await World.StartAsync(engine, Settings());
        using var browser = new Browser();
        var claims = await SignedInAsync(world, browser);
        await OutAsync(world, browser);
        await UntilAsync(() => !_told.IsEmpty);

        var form = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(_told.Single());
        form.Keys.Should().Equal("logout_token");
        Jws.Verify(form["logout_token"], world.IdentityKeys, "logout+jwt", 4096, out var content, out _).Should().BeTrue();
        var token = JsonDocument.Parse(content!.Payload).RootElement;
        token.EnumerateObject().Select(x => x.Name).Should().BeEquivalentTo("iss", "aud", "iat", "exp", "jti", "events", "sid");
        token.GetProperty("iss").GetString().Should().Be(world.Authority);
        token.GetProperty("aud").GetString().Should().Be("medical");
        token.GetProperty("sid").GetString().Should().Be(claims.GetProperty("sid").GetString());
        LogoutToken.Read(content.Payload, world.Authority, x => x == "medical", world.Clock.GetUtcNow()).Token.Should().NotBeNull("we would take it ourselves");

        // Once the answer is noted, that is it.
        await NotedAsync(world);
        await world.Identity.Services.GetRequiredService<LogoutTeller>().TellAsync(CancellationToken.None);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.Identity.Services.GetRequiredService<LogoutTeller>().TellAsync(CancellationToken.None);
        _told.Should().ContainSingle();
        (await world.LedgerAsync()).Should().ContainSingle(x => x.Event == "session.tell" && x.Permitted && x.Role == "machine:logout-teller");
    }

    [Fact]
    public async Task Client_ThatIsAway_IsToldAgain_LaterAndLater_WithANewToken()
    {
        await SignedInAsync(World, Browser);
        await OutAsync(World, Browser);
        var teller = World.Identity.Services.GetRequiredService<LogoutTeller>();
        await UntilAsync(async () => await TriesAsync() == 1);
        await teller.TellAsync(CancellationToken.None);
        (await TriesAsync()).Should().Be(1, "not again at once");

        // It is there, but in trouble.
        _answer = HttpStatusCode.ServiceUnavailable;
        await RunAsync();
        World.Clock.Advance(TimeSpan.FromSeconds(11));
        await teller.TellAsync(CancellationToken.None);
        await UntilAsync(() => _told.Count == 1);
        _answer = HttpStatusCode.OK;
        World.Clock.Advance(TimeSpan.FromSeconds(11));
        await teller.TellAsync(CancellationToken.None);
        await UntilAsync(() => _told.Count == 2);
        _told.Distinct().Should().HaveCount(2, "a second token is no replay of the first");
        await NotedAsync(World);
        World.Clock.Advance(TimeSpan.FromMinutes(10));
        await teller.TellAsync(CancellationToken.None);
        _told.Should().HaveCount(2);
    }

    [Fact]
    public async Task Client_ThatRefuses_IsNotAskedForEver_AndItIsRecorded()
    {
        _answer = HttpStatusCode.BadRequest;
        await RunAsync();
        await SignedInAsync(World, Browser);
        await OutAsync(World, Browser);
        await UntilAsync(async () => (await World.LedgerAsync()).Any(x => x is { Event: "session.tell", Permitted: false }));
        World.Clock.Advance(TimeSpan.FromMinutes(10));
        await World.Identity.Services.GetRequiredService<LogoutTeller>().TellAsync(CancellationToken.None);
        _told.Should().ContainSingle();
    }

    [Fact]
    public async Task Client_ThatWasAwayForADay_IsNotToldOfWhatNoSessionOutlives()
    {
        await SignedInAsync(World, Browser);
        await OutAsync(World, Browser);
        await UntilAsync(async () => await TriesAsync() == 1);
        World.Clock.Advance(Sessions.ListedFor + TimeSpan.FromMinutes(1));
        await RunAsync();
        await World.Identity.Services.GetRequiredService<LogoutTeller>().TellAsync(CancellationToken.None);
        _told.Should().BeEmpty();
    }

    [Fact]
    public async Task AClientWithoutAnAddress_IsToldNothing()
    {
        await RunAsync();
        var other = new RelyingClient(World, "reintegration");
        await Browser.EnrolAsync(World, "a@voorbeeld.nl", withPasskey: true);
        await other.ClaimsAsync(await other.CodeAsync(Browser));
        await OutAsync(World, Browser);
        await World.Identity.Services.GetRequiredService<LogoutTeller>().TellAsync(CancellationToken.None);
        _told.Should().BeEmpty();
        (await World.Identity.Services.GetRequiredService<Sessions>().RevocationsAsync("reintegration", CancellationToken.None)).Revoked.Should().ContainSingle("it fetches the list");
    }

    [Fact]
    public async Task TwoCopiesAtOnce_TellOnce()
    {
        await RunAsync();
        await SignedInAsync(World, Browser);
        await OutAsync(World, Browser);
        var tellings = World.Identity.Services.GetRequiredService<Tellings>();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => World.Identity.Services.GetRequiredService<LogoutTeller>().TellAsync(CancellationToken.None)));
        await UntilAsync(() => !_told.IsEmpty);
        (await tellings.LeaseAsync(["medical"], CancellationToken.None)).Should().BeEmpty();
        _told.Should().ContainSingle();
    }

    private async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder([$"--urls={_party}"]);
        builder.Logging.ClearProviders();
        _running = builder.Build();
        _running.MapPost("/uit", async (HttpContext http) =>
        {
            var answer = (int)_answer;
            using var reader = new StreamReader(http.Request.Body);
            _told.Enqueue(await reader.ReadToEndAsync());
            return Results.StatusCode(answer);
        }).DisableAntiforgery();
        await _running.StartAsync();
    }

    private static async Task<JsonElement> SignedInAsync(World world, Browser browser)
    {
        await browser.EnrolAsync(world, "a@voorbeeld.nl", withPasskey: true);
        var client = new RelyingClient(world);
        return await client.ClaimsAsync(await client.CodeAsync(browser));
    }

    private static async Task OutAsync(World world, Browser browser)
    {
        await browser.GetAsync(world.Authority + "/sign-out");
        await browser.SubmitAsync("/sign-out");
    }

    private async Task<int> TriesAsync() =>
        (await World.Identity.Services.GetRequiredService<Sessions>().RevocationsAsync("medical", CancellationToken.None)).Revoked.Single().Tries;

    private static Task NotedAsync(World world) => UntilAsync(async () => (await world.LedgerAsync()).Any(x => x is { Event: "session.tell", Permitted: true }));

    private static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var i = 0; i < 100; i++)
        {
            if (await isSo())
                return;
            await Task.Delay(100);
        }

        (await isSo()).Should().BeTrue("it comes about within ten seconds");
    }
}
