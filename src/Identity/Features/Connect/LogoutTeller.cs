using System.Text.Json;
using ArboDossier.Exchange.Jose;
using ArboDossier.Identity.Store;
using ArboDossier.Store;
using ArboDossier.Web.SignIn;

namespace ArboDossier.Identity.Features.Connect;

/// <summary>
/// Tells clients that have an address for it that a session of theirs ended (OpenID Connect Back-Channel Logout 1.0). Our own programs have none:
/// they fetch the list. A client that cannot be reached is told again, later and later, for as long as a session could have lived.
/// </summary>
public sealed class LogoutTeller(IdentitySettings settings, ZoneKeys keys, Tellings tellings, TimeProvider clock, ILogger<LogoutTeller> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);
    private readonly Dictionary<string, Uri> _addresses = settings.Clients.Values.Where(x => x.BackChannelLogout is not null).ToDictionary(x => x.Zone, x => x.BackChannelLogout!);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        // Shorter than the lease of what is told.
        Timeout = TimeSpan.FromSeconds(5),
        MaxResponseContentBufferSize = 16 * 1024,
    };

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    /// <summary>Tells what is due.</summary>
    public async Task TellAsync(CancellationToken cancel)
    {
        foreach (var row in await tellings.LeaseAsync(_addresses.Keys, cancel))
        {
            if (await PostAsync(_addresses[row.Zone], Make(row), cancel) is { } taken)
                await tellings.ToldAsync(row, taken, cancel);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_addresses.Count == 0)
            return;
        using var timer = new PeriodicTimer(Round);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await TellAsync(stoppingToken);
                }
                catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
                {
                    log.LogWarning("Telling clients of ended sessions failed ({Kind}); it is tried again.", failed.GetType().Name);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends.
        }
    }

    /// <summary>True where it was taken, false where it never will be, null where nobody could say.</summary>
    private async Task<bool?> PostAsync(Uri address, string token, CancellationToken cancel)
    {
        try
        {
            using var content = new FormUrlEncodedContent([new("logout_token", token)]);
            using var answer = await _http.PostAsync(address, content, cancel);
            if (answer.IsSuccessStatusCode)
                return true;
            if ((int)answer.StatusCode is >= 400 and < 500 and not (408 or 429))
                return false;
            log.LogWarning("A client was not told of an ended session (status {Status}); it is told again.", (int)answer.StatusCode);
        }
        catch (Exception failed) when (failed is HttpRequestException || (failed is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            log.LogWarning("A client was not told of an ended session ({Kind}); it is told again.", failed.GetType().Name);
        }

        return null;
    }

    /// <summary>A new token each time: where an answer was lost, the client must not take the second for a replay.</summary>
    private string Make(RevocationRow row)
    {
        var now = clock.GetUtcNow();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = settings.Authority,
            ["aud"] = row.Zone,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["events"] = new Dictionary<string, object> { [LogoutToken.Event] = new Dictionary<string, object>() },
        };
        if (row.Sid is { } sid)
            claims["sid"] = sid;
        if (row.Subject is { } subject)
            claims["sub"] = subject;
        return Jws.Sign(keys.Messages, LogoutToken.Type, JsonSerializer.SerializeToUtf8Bytes(claims));
    }
}
