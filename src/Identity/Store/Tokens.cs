using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace ArboDossier.Identity.Store;

/// <summary>Random texts for links, codes and names of sessions: 256 bits, kept as SHA-256 only.</summary>
internal static class Tokens
{
    internal static string New() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    internal static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    internal static byte[] Hash(string kind, string text) => SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{text}"));
}
