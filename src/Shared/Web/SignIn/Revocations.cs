using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Exchange.Jose;
using Microsoft.Extensions.Logging;

namespace ArboDossier.Web.SignIn;

/// <summary>
/// Identity's list of sessions and subjects that no longer count, fetched twice a second. A list is believed only when it is signed by the
/// pinned key, meant for this zone, and not older than the newest one seen.
/// </summary>
public sealed class Revocations : EverySecond
{
    private const string AskType = "revocations-request+jws";
    private const string ListType = "revocations+jws";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private readonly ArboSignInOptions _client;
    private readonly ProviderSettings _settings;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1);
    private volatile Seen _seen = new(0, null, new(), new());

    internal Revocations(ArboSignInOptions client, ProviderSettings settings, TimeProvider clock, ILogger<Revocations> log)
        : base("The fetching of the revocation list", settings, log) =>
        (_client, _settings, _clock) = (client, settings, clock);

    /// <summary>When Identity signed the newest list that was seen; null before the first. Not when it arrived: a list that somebody
    /// holds back does not stay fresh.</summary>
    public DateTimeOffset? SeenAt => _seen.IssuedAt;

    /// <summary>Whether this person's session was ended at Identity, or the account suspended since.</summary>
    public bool IsRevoked(ClaimsPrincipal person)
    {
        ArgumentNullException.ThrowIfNull(person);
        var seen = _seen;
        if (person.FindFirstValue(ArboSignInNames.ProviderSession) is { Length: > 0 } sid && seen.Sessions.Contains(sid))
            return true;
        var subject = person.FindFirstValue(ArboSignInNames.Subject);
        var signedIn = long.TryParse(person.FindFirstValue(ArboSignInNames.AuthenticatedAt), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : 0;
        return subject is null || (seen.Subjects.TryGetValue(subject, out var since) && DateTimeOffset.FromUnixTimeSeconds(signedIn) <= since);
    }

    /// <summary>Fetches the list now. False when it could not be had or believed.</summary>
    public async Task<bool> FetchAsync(CancellationToken cancel)
    {
        // One at a time: of two at one moment the older answer could come last, and would count as a failure.
        await _turn.WaitAsync(cancel);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{_settings.Service}/exchange/revocations?zone={_client.Zone}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Ask());
            using var answer = await Http.SendAsync(request, cancel);
            return answer.IsSuccessStatusCode && Take(await answer.Content.ReadAsStringAsync(cancel));
        }
        catch (Exception failed) when (IsUnreachable(failed, cancel))
        {
            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _turn.Dispose();
    }

    // What was ended is refused within a second: a round of a second, and the fetch after it, would be longer.
    private protected override TimeSpan Round => TimeSpan.FromMilliseconds(500);

    private protected override Task<bool> RoundAsync(CancellationToken cancel) => FetchAsync(cancel);

    internal bool Take(string token)
    {
        var expected = new JwsExpectation(_client.IdentityKeys(), ListType, "identity", _client.Zone, Lifetime) { MaximumCharacters = 4 * 1024 * 1024 };
        if (!JwsMessage.TryOpen(token, expected, _clock, out var message, out _))
            return false;
        try
        {
            var list = JsonSerializer.Deserialize<RevocationList>(message.Body, TickCodec.Json);
            var before = _seen;
            if (list is null || list.Number < before.Number || list.IssuedAt < before.IssuedAt)
                return false;
            var subjects = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
            foreach (var revoked in list.Revoked)
            {
                if (revoked.Subject is { } subject)
                    subjects[subject] = revoked.At;
            }

            _seen = new Seen(list.Number, list.IssuedAt, [.. list.Revoked.Select(r => r.Session).OfType<string>()], subjects);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private string Ask()
    {
        var now = _clock.GetUtcNow();
        return JwsMessage.Sign(_client.Key!(), AskType, new JwsClaims(_client.Zone, "identity", Guid.NewGuid().ToString("N"), now, now + Lifetime), "{}"u8);
    }

    private sealed record Seen(long Number, DateTimeOffset? IssuedAt, HashSet<string> Sessions, Dictionary<string, DateTimeOffset> Subjects);
}
