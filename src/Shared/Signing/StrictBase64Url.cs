using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace ArboDossier.Signing;

/// <summary>
/// Base64url without padding (RFC 4648 section 5), where every byte string has exactly one text. The framework's decoder also
/// takes padding, white space and stray bits in the last character, so that one signature would have many texts.
/// </summary>
internal static class StrictBase64Url
{
    internal static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    internal static bool TryDecode(ReadOnlySpan<char> text, int maximumBytes, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text.Length % 4 == 1 || text.Length > Base64Url.GetEncodedLength(maximumBytes))
            return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                return false;
        }

        // Stray bits: 2 characters carry 12 bits for 8, 3 carry 18 for 16; what is over must be zero.
        var over = (text.Length % 4) switch { 2 => 0b1111, 3 => 0b11, _ => 0 };
        if (over != 0 && (ValueOf(text[^1]) & over) != 0)
            return false;
        bytes = Base64Url.DecodeFromChars(text);
        return true;
    }

    private static int ValueOf(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '-' => 62,
        _ => 63,
    };
}
