using System.Text.Json;
using ArboDossier.Sealing;
using Azure.Core;

namespace ArboDossier.Custody;

/// <summary>
/// The identity that the cloud gives a machine: a token from an address that only this machine reaches. So there is no secret to keep. The
/// documented interface: <c>GET …?api-version=2018-02-01&amp;resource=…</c> with the header <c>Metadata: true</c>.
/// </summary>
internal sealed class MachineIdentity(Uri endpoint, TimeSpan wait) : TokenCredential
{
    /// <summary>The cloud's own address, on every machine of it.</summary>
    public static readonly Uri Standard = new("http://169.254.169.254/metadata/identity/oauth2/token");

    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { MaxResponseContentBufferSize = 64 * 1024 };

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        var resource = Uri.EscapeDataString(requestContext.Scopes[0].Replace("/.default", "", StringComparison.Ordinal));
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(endpoint) { Query = $"api-version=2018-02-01&resource={resource}" }.Uri);
        request.Headers.Add("Metadata", "true");
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(wait);
        try
        {
            using var response = Client.Send(request, bound.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw new CustodyException($"this machine gets no identity ({(int)response.StatusCode})", fault: CustodyFault.Refusing);
            }

            using var json = JsonDocument.Parse(response.Content.ReadAsStream(bound.Token));
            var ends = long.Parse(json.RootElement.GetProperty("expires_on").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
            return new(json.RootElement.GetProperty("access_token").GetString()!, DateTimeOffset.FromUnixTimeSeconds(ends));
        }
        catch (Exception away) when (away is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            throw new CustodyException("this machine's identity cannot be had", away, CustodyFault.Down);
        }
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));
}
