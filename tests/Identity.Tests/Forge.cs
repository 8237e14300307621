using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Identity.Tests;

/// <summary>Tokens as foreign programs make them, and as attackers do: any header, any claims, any key.</summary>
internal static class Forge
{
    internal static string Sign(ECDsa key, object header, object claims, HashAlgorithmName? hash = null) => Made(header, claims, x => key.SignData(x, hash ?? HashAlgorithmName.SHA256));

    internal static string Sign(RSA key, object header, object claims, HashAlgorithmName? hash = null) => Made(header, claims, x => key.SignData(x, hash ?? HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>A program's own key, as whoever holds its file has it.</summary>
    internal static ECDsa Opened(SigningKey key)
    {
        var directory = Directory.CreateTempSubdirectory("arbo-client-");
        var path = Path.Combine(directory.FullName, "key.pem");
        key.SaveNew(path);
        var own = ECDsa.Create();
        own.ImportFromPem(File.ReadAllText(path));
        directory.Delete(recursive: true);
        return own;
    }

    /// <summary>Signed with what everybody knows: the public key as a shared secret.</summary>
    internal static string Shared(byte[] secret, object header, object claims) => Made(header, claims, x => HMACSHA256.HashData(secret, x));

    internal static string Unsigned(object header, object claims) => Made(header, claims, _ => []);

    internal static object Jwk(ECDsa key, string kid) => key.ExportParameters(includePrivateParameters: false).Q is var q
        ? new { kty = "EC", crv = $"P-{key.KeySize}", use = "sig", kid, x = Base64Url.EncodeToString(q.X), y = Base64Url.EncodeToString(q.Y) }
        : throw new InvalidOperationException();

    internal static object Jwk(RSA key, string kid) => key.ExportParameters(includePrivateParameters: false) is var p
        ? new { kty = "RSA", use = "sig", kid, n = Base64Url.EncodeToString(p.Modulus), e = Base64Url.EncodeToString(p.Exponent) }
        : throw new InvalidOperationException();

    /// <summary>The token with one claim changed, and the signature as it was.</summary>
    internal static string Bent(string token, string claim, object value)
    {
        var parts = token.Split('.');
        var claims = JsonSerializer.Deserialize<Dictionary<string, object>>(Base64Url.DecodeFromChars(parts[1]))!;
        claims[claim] = value;
        return $"{parts[0]}.{Encoded(claims)}.{parts[2]}";
    }

    private static string Made(object header, object claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Encoded(header)}.{Encoded(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encoded(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
