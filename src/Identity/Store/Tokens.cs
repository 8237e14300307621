using System.Security.Cryptography;
using System.Text;

namespace ArboDossier.Identity.Store;

/// <summary>
/// Random texts for links, codes and names of sessions: 256 bits. In lower-case hexadecimal, because addresses made by the framework
/// are lower case, whatever stands in them.
/// </summary>
internal static class Tokens
{
    internal static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    internal static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    internal static byte[] Hash(string kind, string text) => SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{text}"));
}
