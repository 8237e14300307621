using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Web.SignIn;

/// <summary>
/// The keys that another party publishes (RFC 7517), under its own key ids. Our own programs are pinned and need none of this; a foreign header
/// may hold more members than ours, so that only what decides is read. The algorithm is the caller's, never the token's, and each key serves
/// one kind: ES256 and ES384 by its curve, RS256 and RS384 with a key of 2048 bits at least.
/// </summary>
public sealed class PublishedKeys
{
    /// <summary>ECDSA on P-256 with SHA-256.</summary>
    public const string Es256 = "ES256";

    /// <summary>RSA with PKCS #1 v1.5 and SHA-256.</summary>
    public const string Rs256 = "RS256";

    /// <summary>ECDSA on P-384 with SHA-384.</summary>
    public const string Es384 = "ES384";

    /// <summary>RSA with PKCS #1 v1.5 and SHA-384.</summary>
    public const string Rs384 = "RS384";

    private const int MaximumCharacters = 16 * 1024;
    private const int FewestModulusBytes = 256;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };
    private readonly Dictionary<string, (string Algorithm, ECParameters Key)> _curve = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string? Algorithm, RSAParameters Key)> _rsa = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count => _curve.Count + _rsa.Count;

    /// <summary>Whether one has this id.</summary>
    public bool Has(string keyId) => _curve.ContainsKey(keyId) || _rsa.ContainsKey(keyId);

    /// <summary>Reads a JWK set; what it does not know is left out, and a set that is none is empty.</summary>
    public static PublishedKeys Parse(string json)
    {
        var read = new PublishedKeys();
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            foreach (var jwk in document.RootElement.GetProperty("keys").EnumerateArray())
                read.Add(jwk);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            read._curve.Clear();
            read._rsa.Clear();
        }

        return read;
    }

    /// <summary>The key id that a token names, which is looked up in a set and nowhere else; null where it names none.</summary>
    public static string? KeyIdOf(string? token) => Split(token) is [var header, _, _] && Header(header, out var document) && Text(document, "kid") is { } kid ? kid : null;

    /// <summary>What one of these keys signed; null where the signature, the algorithm or the type does not hold. Never throws on content.</summary>
    /// <param name="token">A compact JWS.</param>
    /// <param name="algorithm">The one algorithm that counts here.</param>
    /// <param name="types">The types that count here; none where the specification leaves the type out.</param>
    public JwsContent? Verify(string? token, string algorithm = Es256, params IReadOnlyCollection<string> types)
    {
        ArgumentNullException.ThrowIfNull(types);
        if (Split(token) is not [var header, var payload, var signature] || !Header(header, out var head))
            return null;
        if (Text(head, "alg") != algorithm || head.TryGetProperty("crit", out _) || Text(head, "kid") is not { } kid || (types.Count > 0 && !types.Contains(Text(head, "typ"))))
            return null;
        try
        {
            var (signed, by) = (Encoding.ASCII.GetBytes($"{header}.{payload}"), Base64Url.DecodeFromChars(signature));
            return IsSigned(algorithm, kid, signed, by) ? new JwsContent(kid, Base64Url.DecodeFromChars(payload)) : null;
        }
        catch (Exception broken) when (broken is FormatException or CryptographicException)
        {
            return null;
        }
    }

    private bool IsSigned(string algorithm, string kid, byte[] signed, byte[] signature)
    {
        var hash = algorithm is Es384 or Rs384 ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;
        if (_curve.TryGetValue(kid, out var curve) && curve.Algorithm == algorithm)
        {
            using var key = ECDsa.Create(curve.Key);
            return key.VerifyData(signed, signature, hash);
        }

        if (algorithm is Rs256 or Rs384 && _rsa.TryGetValue(kid, out var rsa) && (rsa.Algorithm ?? algorithm) == algorithm)
        {
            using var key = RSA.Create(rsa.Key);
            return key.VerifyData(signed, signature, hash, RSASignaturePadding.Pkcs1);
        }

        return false;
    }

    private void Add(JsonElement jwk)
    {
        if (Text(jwk, "use") is not (null or "sig") || Text(jwk, "kid") is not { Length: > 0 } kid)
            return;
        switch (Text(jwk, "kty"))
        {
            case "EC" when Text(jwk, "crv") is var curve and ("P-256" or "P-384"):
                var algorithm = curve == "P-256" ? Es256 : Es384;
                var q = new ECPoint { X = Base64Url.DecodeFromChars(Text(jwk, "x")), Y = Base64Url.DecodeFromChars(Text(jwk, "y")) };
                if ((Text(jwk, "alg") ?? algorithm) == algorithm)
                    _curve[kid] = (algorithm, new ECParameters { Curve = curve == "P-256" ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384, Q = q });
                break;
            case "RSA" when Text(jwk, "alg") is null or Rs256 or Rs384:
                var (modulus, exponent) = (Base64Url.DecodeFromChars(Text(jwk, "n")), Base64Url.DecodeFromChars(Text(jwk, "e")));
                if (modulus.AsSpan().TrimStart((byte)0).Length >= FewestModulusBytes)
                    _rsa[kid] = (Text(jwk, "alg"), new RSAParameters { Modulus = modulus, Exponent = exponent });
                break;
            default:
                break;
        }
    }

    private static string[]? Split(string? token) => token is { Length: > 0 and <= MaximumCharacters } && Ascii.IsValid(token) ? token.Split('.') : null;

    private static bool Header(string text, out JsonElement header)
    {
        header = default;
        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(text), Strict);
            header = document.RootElement.Clone();
            return header.ValueKind == JsonValueKind.Object;
        }
        catch (Exception broken) when (broken is JsonException or FormatException)
        {
            return false;
        }
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
