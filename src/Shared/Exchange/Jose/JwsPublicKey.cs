using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ArboDossier.Signing;

namespace ArboDossier.Exchange.Jose;

/// <summary>
/// The public half of a zone's key: a point on P-256. Guarantee: it lies on the curve, and <see cref="KeyId"/> is its RFC 7638
/// thumbprint, so that a key cannot carry another key's name. Immutable and safe to share.
/// <code>{"kty":"EC","crv":"P-256","x":"…","y":"…","kid":"…","alg":"ES256","use":"sig"}</code>
/// </summary>
public sealed class JwsPublicKey : IEquatable<JwsPublicKey>
{
    private const int CoordinateBytes = 32;
    private readonly ECParameters _point;

    private JwsPublicKey(ECPoint q)
    {
        _point = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = q };
        KeyId = Thumbprint(X, Y);
    }

    /// <summary>The RFC 7638 thumbprint (SHA-256, base64url): 43 characters. Also what people compare when they pin a key.</summary>
    public string KeyId { get; }

    private string X => StrictBase64Url.Encode(_point.Q.X);

    private string Y => StrictBase64Url.Encode(_point.Q.Y);

    /// <summary>Reads one key of a JWK set; alg and use may be missing, anything else may not be there. Never throws on content.</summary>
    public static bool TryParse(JsonElement jwk, [NotNullWhen(true)] out JwsPublicKey? key)
    {
        key = null;
        try
        {
            if (jwk.ValueKind != JsonValueKind.Object)
                return false;
            var members = jwk.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetString(), StringComparer.Ordinal);
            if (!Is(members, "kty", "EC") || !Is(members, "crv", "P-256")
                || (members.ContainsKey("alg") && !Is(members, "alg", "ES256"))
                || (members.ContainsKey("use") && !Is(members, "use", "sig"))
                || members.Keys.Except(["kty", "crv", "x", "y", "kid", "alg", "use"]).Any()
                || !TryCoordinate(members, "x", out var x) || !TryCoordinate(members, "y", out var y)
                || !TryCreate(x, y, out var read)
                || !Is(members, "kid", read.KeyId))
            {
                return false;
            }

            key = read;
            return true;
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentException)
        {
            return false; // a member that is no text, or occurs twice
        }
    }

    /// <summary>The key of these coordinates (32 bytes each); false when they are no point of the curve.</summary>
    public static bool TryCreate(byte[] x, byte[] y, [NotNullWhen(true)] out JwsPublicKey? key)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        key = null;
        if (x.Length != CoordinateBytes || y.Length != CoordinateBytes)
            return false;
        var read = new JwsPublicKey(new ECPoint { X = [.. x], Y = [.. y] });
        try
        {
            using var onTheCurve = ECDsa.Create(read._point);
        }
        catch (CryptographicException)
        {
            return false;
        }

        key = read;
        return true;
    }

    /// <summary>x and y, 32 bytes each.</summary>
    public byte[] ToBytes() => [.. _point.Q.X!, .. _point.Q.Y!];

    /// <summary>The key for another signature format, such as a ledger's checkpoints. The caller disposes it.</summary>
    public ECDsa OpenKey() => ECDsa.Create(_point);

    /// <inheritdoc/>
    public bool Equals(JwsPublicKey? other) => other is not null && KeyId == other.KeyId;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as JwsPublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(KeyId);

    internal static JwsPublicKey Of(ECDsa key) => new(key.ExportParameters(includePrivateParameters: false).Q);

    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kty", "EC");
        json.WriteString("crv", "P-256");
        json.WriteString("x", X);
        json.WriteString("y", Y);
        json.WriteString("kid", KeyId);
        json.WriteString("alg", "ES256");
        json.WriteString("use", "sig");
        json.WriteEndObject();
    }

    internal bool Verify(byte[] data, byte[] signature)
    {
        using var key = ECDsa.Create(_point);
        return key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    // RFC 7638: the required members only, in alphabetical order, without blanks.
    private static string Thumbprint(string x, string y) =>
        StrictBase64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));

    private static bool Is(Dictionary<string, string?> members, string name, string value) =>
        members.TryGetValue(name, out var found) && found == value;

    private static bool TryCoordinate(Dictionary<string, string?> members, string name, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        return members.TryGetValue(name, out var text) && text is not null && StrictBase64Url.TryDecode(text, CoordinateBytes, out bytes);
    }
}
