using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Web.SignIn;

/// <summary>
/// The ES256 keys that another provider publishes, under its own key ids. Our own Identity is pinned and needs none of this; a foreign
/// provider's header may hold more members than ours, so that only what decides is read: <c>alg</c> must be ES256.
/// </summary>
internal sealed class PublishedKeys
{
    private const int MaximumCharacters = 16 * 1024;
    private readonly Dictionary<string, ECParameters> _keys = new(StringComparer.Ordinal);

    internal static PublishedKeys Parse(string json)
    {
        var read = new PublishedKeys();
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var jwk in document.RootElement.GetProperty("keys").EnumerateArray())
            {
                if (Text(jwk, "kty") != "EC" || Text(jwk, "crv") != "P-256" || Text(jwk, "use") is not (null or "sig") || Text(jwk, "kid") is not { } kid)
                    continue;
                var q = new ECPoint { X = Base64Url.DecodeFromChars(Text(jwk, "x")), Y = Base64Url.DecodeFromChars(Text(jwk, "y")) };
                read._keys[kid] = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = q };
            }
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            read._keys.Clear();
        }

        return read;
    }

    internal JwsContent? Verify(string token)
    {
        try
        {
            if (token.Length > MaximumCharacters || token.Split('.') is not [var header, var payload, var signature])
                return null;
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(header));
            var root = document.RootElement;
            if (Text(root, "alg") != "ES256" || root.TryGetProperty("crit", out _) || Text(root, "kid") is not { } kid || !_keys.TryGetValue(kid, out var parameters))
                return null;
            using var key = ECDsa.Create(parameters);
            return key.VerifyData(Encoding.ASCII.GetBytes($"{header}.{payload}"), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256)
                ? new JwsContent(kid, Base64Url.DecodeFromChars(payload))
                : null;
        }
        catch (Exception broken) when (broken is JsonException or FormatException or CryptographicException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
