using System.Collections.Concurrent;
using System.Text.Json;
using ArboDossier.Contracts.Messages;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Exchange;
using ArboDossier.Exchange.Jose;
using Microsoft.AspNetCore.WebUtilities;

namespace ArboDossier.Medical.Tests;

/// <summary>
/// An identity provider that believes what a browser's cookie says, so that a test need not enrol factors. It speaks the real protocol with a
/// pinned key: code, ID token, revocation list, invitations.
/// </summary>
internal sealed class FakeIdentity : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, (string Nonce, string Subject)> _codes = new();
    private readonly ConcurrentDictionary<string, HashSet<Guid>> _accepted = new();
    private readonly WebApplication _app;
    private readonly Clock _clock;
    private long _number;

    internal FakeIdentity(int port, Clock clock)
    {
        _clock = clock;
        Port = port;
        var builder = WebApplication.CreateSlimBuilder([$"--urls=http://127.0.0.1:{port}"]);
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => new { issuer = Authority, authorization_endpoint = Authority + "/a", token_endpoint = Authority + "/t", jwks_uri = Authority + "/k" });
        _app.MapGet("/be/{subject}", (string subject, HttpContext http) => http.Response.Headers.SetCookie = $"who={subject}; path=/");
        _app.MapGet("/a", (Delegate)Authorize);
        _app.MapPost("/t", (Delegate)TokenAsync).DisableAntiforgery();
        _app.MapGet("/exchange/revocations", () => Silent ? Results.StatusCode(503) : Results.Text(Sign("revocations+jws", new RevocationList(Interlocked.Increment(ref _number), clock.GetUtcNow(), Revoked))));
        _app.MapPost("/exchange/invitations", (Delegate)InviteAsync);
    }

    internal int Port { get; }

    internal string Authority => $"http://inloggen.localhost:{Port}";

    internal SigningKey Key { get; } = SigningKey.Create();

    /// <summary>Gives no revocation list while true.</summary>
    internal bool Silent { get; set; }

    /// <summary>Who and what is on the revocation list.</summary>
    internal IReadOnlyList<Revocation> Revoked { get; set; } = [];

    /// <summary>What somebody who holds this provider puts into each ID token before it is signed.</summary>
    internal Action<Dictionary<string, object>>? Forge { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Key.Dispose();
    }

    internal Task StartAsync() => _app.StartAsync();

    /// <summary>From now on this account has accepted the invitation in the link.</summary>
    internal void Accept(string subject, Invited invited) => _accepted.GetOrAdd(subject, _ => []).Add(Guid.ParseExact(invited.Link[(invited.Link.LastIndexOf('/') + 1)..], "N"));

    /// <summary>From now on the list has higher numbers than this.</summary>
    internal void NumberFrom(long number) => Interlocked.Exchange(ref _number, number);

    private IResult Authorize(HttpContext http)
    {
        var query = http.Request.Query;
        var code = Guid.NewGuid().ToString("N");
        _codes[code] = (query["nonce"].ToString(), http.Request.Cookies["who"]!);
        return Results.Redirect(QueryHelpers.AddQueryString(
            query["redirect_uri"].ToString(), new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"], ["iss"] = Authority }));
    }

    private async Task<IResult> TokenAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        if (!_codes.TryRemove(form["code"].ToString(), out var asked))
        {
            return Results.BadRequest();
        }

        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Authority,
            ["sub"] = asked.Subject,
            ["aud"] = "medical",
            ["exp"] = now + 300,
            ["iat"] = now,
            ["auth_time"] = now,
            ["nonce"] = asked.Nonce,
            ["amr"] = new[] { "pwd", "mfa" },
            ["sid"] = $"session-of-{asked.Subject}",
            ["invitations"] = _accepted.GetValueOrDefault(asked.Subject) ?? [],
        };
        Forge?.Invoke(claims);
        var token = Jws.Sign(Key, "JWT", JsonSerializer.SerializeToUtf8Bytes(claims));
        return Results.Json(new { access_token = "x", token_type = "Bearer", id_token = token });
    }

    private async Task<IResult> InviteAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        using var payload = JsonDocument.Parse(WebEncoders.Base64UrlDecode((await reader.ReadToEndAsync()).Split('.')[1]));
        var invitation = payload.RootElement.GetProperty("body").Deserialize<Invitation>(TickCodec.Json)!;
        return Results.Text(Sign("invitation-answer+jws", new InvitationAnswer(invitation.Id, $"{Authority}/invitation/{invitation.Id:N}", "123456")));
    }

    private string Sign<T>(string type, T body)
    {
        var now = _clock.GetUtcNow();
        return JwsMessage.Sign(Key, type, new JwsClaims("identity", "medical", Guid.NewGuid().ToString("N"), now, now.AddMinutes(1)), JsonSerializer.SerializeToUtf8Bytes(body, TickCodec.Json));
    }
}
