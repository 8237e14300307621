using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace ArboDossier.Identity.Store;

/// <summary>
/// What this program gives a browser to hold between two pages (a step of signing in, a passkey challenge, a request that waits):
/// protected, for one purpose, for a short while. So a visitor who does nothing more leaves no row behind.
/// </summary>
public sealed class SealedNotes(IDataProtectionProvider protection, TimeProvider clock)
{
    private const int MaximumCharacters = 8 * 1024;

    public string Write<T>(string purpose, T value, TimeSpan lifetime)
    {
        var note = new Note<T>(clock.GetUtcNow() + lifetime, value);
        return WebEncoders.Base64UrlEncode(Protector(purpose).Protect(JsonSerializer.SerializeToUtf8Bytes(note)));
    }

    /// <summary>The value, or null when the text is no note of ours for this purpose, or too old.</summary>
    public T? Read<T>(string purpose, string? text)
        where T : class
    {
        if (string.IsNullOrEmpty(text) || text.Length > MaximumCharacters)
            return null;
        try
        {
            var note = JsonSerializer.Deserialize<Note<T>>(Protector(purpose).Unprotect(WebEncoders.Base64UrlDecode(text)));
            return note is not null && note.Until > clock.GetUtcNow() ? note.Value : null;
        }
        catch (Exception refused) when (refused is CryptographicException or FormatException or JsonException)
        {
            return null;
        }
    }

    private IDataProtector Protector(string purpose) => protection.CreateProtector("ArboDossier.Identity.Note", purpose);

    private sealed record Note<T>(DateTimeOffset Until, T Value);
}
