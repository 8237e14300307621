using Microsoft.AspNetCore.Http;

namespace ArboDossier.Web.SignIn;

/// <summary>Reads what another provider posts when somebody signed out there. What that ends is the caller's.</summary>
public sealed class LogoutTokens : IDisposable
{
    private readonly string _issuer;
    private readonly string _algorithm;
    private readonly Func<string, bool> _isClient;
    private readonly FetchedKeys _keys;
    private readonly TimeProvider _clock;

    /// <param name="issuer">The provider.</param>
    /// <param name="algorithm">The one algorithm that counts.</param>
    /// <param name="isClient">Whether a token for this client is ours to read.</param>
    /// <param name="keys">The provider's keys; disposed of with this.</param>
    /// <param name="clock">Time.</param>
    public LogoutTokens(string issuer, string algorithm, Func<string, bool> isClient, FetchedKeys keys, TimeProvider clock) =>
        (_issuer, _algorithm, _isClient, _keys, _clock) = (issuer, algorithm, isClient, keys, clock);

    /// <inheritdoc/>
    public void Dispose() => _keys.Dispose();

    /// <summary>The token of a form, or why there is none that holds, for the ledger.</summary>
    public async Task<(LogoutToken? Token, string Reason)> ReadAsync(HttpContext http, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (!http.Request.HasFormContentType || (await http.Request.ReadFormAsync(cancel))["logout_token"] is not [{ Length: > 0 } token])
            return (null, "form");
        return await _keys.VerifyAsync(token, _algorithm, [LogoutToken.Type], cancel) is { } signed
            ? LogoutToken.Read(signed.Payload, _issuer, _isClient, _clock.GetUtcNow())
            : (null, "signature");
    }
}
