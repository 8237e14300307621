using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace ArboDossier.Signing;

/// <summary>
/// Time-based one-time codes (RFC 6238 over RFC 4226): HMAC-SHA-1, six digits, steps of 30 seconds, one step either side. That
/// is what every authenticator app knows. A code proves presence once; it never signs.
/// </summary>
public static class OneTimeCode
{
    /// <summary>Bytes of a new secret: the size of the hash (RFC 4226 section 4, R6).</summary>
    public const int SecretBytes = 20;

    /// <summary>Digits of a code.</summary>
    public const int Digits = 6;

    /// <summary>Seconds in which one code is valid.</summary>
    public const int StepSeconds = 30;

    private const int Window = 1;

    /// <summary>A new random secret. The caller's duty: store it sealed, and show it once.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>
    /// Judges a code. Returns the step it belongs to, or null. Requires that the caller stores that step in the same transaction
    /// that accepts the sign-in and passes it as <paramref name="lastAcceptedStep"/> next time: so no code is accepted twice, and
    /// none that is older than one that was accepted.
    /// </summary>
    /// <param name="secret">The shared secret.</param>
    /// <param name="code">What was typed; blanks between the digits are forgiven.</param>
    /// <param name="lastAcceptedStep">The step of the last accepted code; null when there was none.</param>
    /// <param name="clock">The time.</param>
    public static long? Accept(ReadOnlySpan<byte> secret, string? code, long? lastAcceptedStep, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        if (secret.IsEmpty || code is null || code.Length > 16)
            return null;
        Span<byte> typed = stackalloc byte[Digits];
        if (!TryDigits(code, typed))
            return null;

        // All steps are computed and compared in constant time, whatever was typed.
        var now = StepAt(clock.GetUtcNow());
        long? accepted = null;
        Span<byte> expected = stackalloc byte[Digits];
        for (var step = now - Window; step <= now + Window; step++)
        {
            WriteCode(secret, step, expected);
            var equal = CryptographicOperations.FixedTimeEquals(typed, expected);
            if (equal && (lastAcceptedStep is not { } last || step > last))
                accepted ??= step;
        }

        return accepted;
    }

    /// <summary>The step in which an instant lies.</summary>
    public static long StepAt(DateTimeOffset instant) => Math.DivRem(instant.ToUnixTimeSeconds(), StepSeconds).Quotient;

    /// <summary>The code of a step: what the other side's app shows. For software authenticators and tests.</summary>
    public static string Compute(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> code = stackalloc byte[Digits];
        WriteCode(secret, step, code);
        return System.Text.Encoding.ASCII.GetString(code);
    }

    /// <summary>The address that an app reads from a QR code (the "Key Uri Format" of the common authenticator apps).</summary>
    /// <param name="issuer">Whose account it is.</param>
    /// <param name="account">What the app shows to tell accounts apart.</param>
    /// <param name="secret">The shared secret.</param>
    public static string OtpAuthUri(string issuer, string account, ReadOnlySpan<byte> secret)
    {
        var (from, name) = (Uri.EscapeDataString(issuer), Uri.EscapeDataString(account));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"otpauth://totp/{from}:{name}?secret={Base32.Encode(secret)}&issuer={from}&algorithm=SHA1&digits={Digits}&period={StepSeconds}");
    }

    private static bool TryDigits(string code, Span<byte> digits)
    {
        var count = 0;
        foreach (var c in code)
        {
            if (c == ' ')
                continue;
            if (!char.IsAsciiDigit(c) || count == Digits)
                return false;
            digits[count++] = (byte)c;
        }

        return count == Digits;
    }

    // RFC 4226 section 5.3: the last nibble of the hash says where the 31 bits begin.
    [SuppressMessage("Security", "CA5350", Justification = "RFC 6238 as authenticator apps know it; HMAC does not need a collision-free hash.")]
    private static void WriteCode(ReadOnlySpan<byte> secret, long step, Span<byte> code)
    {
        Span<byte> counter = stackalloc byte[8];
        Span<byte> hash = stackalloc byte[20];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        HMACSHA1.HashData(secret, counter, hash);
        var value = BinaryPrimitives.ReadUInt32BigEndian(hash[(hash[^1] & 0xf)..]) & 0x7fff_ffff;
        for (var i = Digits - 1; i >= 0; i--)
        {
            code[i] = (byte)('0' + value % 10);
            value /= 10;
        }
    }
}
