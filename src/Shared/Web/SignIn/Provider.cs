using System.Text.Json;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Web.SignIn;

/// <summary>Where the provider's endpoints are, by its own description, and whether each of its answers names it (RFC 9207).</summary>
internal sealed record ProviderDescription(string Authorize, string Token, string Keys, string? EndSession, bool NamesItself);

/// <summary>The provider's description and published keys, fetched when first needed and again after some minutes.</summary>
internal sealed class Provider(ProviderSettings settings, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private readonly HttpClient _http = BackChannel.Client(settings);
    private readonly SemaphoreSlim _one = new(1);
    private ProviderDescription? _description;
    private DateTimeOffset _until;

    internal HttpClient Http => _http;

    internal string Authority => settings.Authority;

    internal bool IsForeign => settings.IsForeign;

    public void Dispose()
    {
        _http.Dispose();
        _one.Dispose();
    }

    /// <exception cref="HttpRequestException">The provider cannot be reached, or does not describe itself as the configured one.</exception>
    internal async Task<ProviderDescription> DescribeAsync(CancellationToken cancel)
    {
        if (_description is { } known && clock.GetUtcNow() < _until)
            return known;
        await _one.WaitAsync(cancel);
        try
        {
            if (_description is null || clock.GetUtcNow() >= _until)
            {
                _description = await FetchAsync(cancel);
                _until = clock.GetUtcNow() + Kept;
            }

            return _description;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The keys that the provider publishes; only for a provider whose keys are not pinned.</summary>
    internal async Task<PublishedKeys> KeysAsync(CancellationToken cancel) =>
        PublishedKeys.Parse(await _http.GetStringAsync(new Uri((await DescribeAsync(cancel)).Keys), cancel));

    private async Task<ProviderDescription> FetchAsync(CancellationToken cancel)
    {
        try
        {
            using var document = JsonDocument.Parse(await _http.GetStringAsync(new Uri($"{settings.Authority}/.well-known/openid-configuration"), cancel));
            var root = document.RootElement;
            if (root.GetProperty("issuer").GetString() != settings.Authority)
                throw new HttpRequestException("The provider describes itself as another one.");
            return new ProviderDescription(
                root.GetProperty("authorization_endpoint").GetString()!,
                root.GetProperty("token_endpoint").GetString()!,
                root.GetProperty("jwks_uri").GetString()!,
                root.TryGetProperty("end_session_endpoint", out var end) ? end.GetString() : null,
                root.TryGetProperty("authorization_response_iss_parameter_supported", out var names) && names.ValueKind == JsonValueKind.True);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or TaskCanceledException)
        {
            throw new HttpRequestException("The provider does not describe itself.", broken);
        }
    }
}
