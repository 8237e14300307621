using ArboDossier.Exchange.Jose;
using Microsoft.Extensions.Logging;

namespace ArboDossier.Web.SignIn;

/// <summary>
/// Keys fetched from where their owner publishes them: when first needed, again after ten minutes, and sooner where a token names one that is
/// not among them, but never more than once in ten seconds, whatever is sent here. Where they cannot be had, the ones that were had still count.
/// </summary>
public sealed class FetchedKeys : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(10);
    private readonly Func<CancellationToken, Task<Uri>> _address;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _one = new(1);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = TimeSpan.FromSeconds(5),
        MaxResponseContentBufferSize = 256 * 1024,
    };

    private PublishedKeys _keys = PublishedKeys.Parse("");
    private DateTimeOffset _asked = DateTimeOffset.MinValue;

    /// <summary>Requires an address that only the owner of the keys answers: https, outside development.</summary>
    public FetchedKeys(Uri address, TimeProvider clock, ILogger log)
        : this(_ => Task.FromResult(address), clock, log)
    {
    }

    /// <summary>For an address that the owner of the keys tells itself.</summary>
    internal FetchedKeys(Func<CancellationToken, Task<Uri>> address, TimeProvider clock, ILogger log) => (_address, _clock, _log) = (address, clock, log);

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _one.Dispose();
    }

    /// <summary>What the owner signed with this algorithm, as one of these types; null where that does not hold, or the keys cannot be had.</summary>
    public async Task<JwsContent?> VerifyAsync(string? token, string algorithm, IReadOnlyCollection<string> types, CancellationToken cancel)
    {
        if (PublishedKeys.KeyIdOf(token) is not { } kid)
            return null;
        await _one.WaitAsync(cancel);
        try
        {
            var age = _clock.GetUtcNow() - _asked;
            if (age > Kept || (age > AtMostEvery && !_keys.Has(kid)))
            {
                _asked = _clock.GetUtcNow();
                await FetchAsync(cancel);
            }

            return _keys.Verify(token, algorithm, types);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task FetchAsync(CancellationToken cancel)
    {
        try
        {
            var read = PublishedKeys.Parse(await _http.GetStringAsync(await _address(cancel), cancel));
            if (read.Count > 0)
                _keys = read;
        }
        catch (Exception failed) when (failed is HttpRequestException || (failed is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            _log.LogWarning("The keys of the other provider cannot be fetched ({Kind}); they are asked for again with its next token.", failed.GetType().Name);
        }
    }
}
