using System.Buffers;
using System.Text;
using System.Text.Json;

namespace ArboDossier.Signing;

/// <summary>
/// The options a page hands to the browser, as JSON for <c>PublicKeyCredential.parseRequestOptionsFromJSON</c> and
/// <c>parseCreationOptionsFromJSON</c>; pages put them in the attribute <c>data-passkey-options</c>.
/// </summary>
public static class PasskeyOptions
{
    /// <summary>How long a browser waits for the person, when the caller names nothing else.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Asks for an assertion, with user verification required.</summary>
    /// <param name="challenge">At least 16 bytes: random and kept for one use, or a document's hash.</param>
    /// <param name="rp">The door.</param>
    /// <param name="allowed">The credentials that may answer; empty lets a person without a name choose one that lives on the device.</param>
    /// <param name="timeout">How long the browser waits.</param>
    public static string ForAssertion(
        ReadOnlySpan<byte> challenge, RelyingParty rp, IEnumerable<ReadOnlyMemory<byte>> allowed, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(rp);
        ArgumentNullException.ThrowIfNull(allowed);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = Begin(buffer, challenge, timeout))
        {
            json.WriteString("rpId", rp.Id);
            WriteCredentials(json, "allowCredentials", allowed);
            json.WriteString("userVerification", "required");
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Asks for a new credential (ES256 or RS256, no attestation), with user verification required.</summary>
    /// <param name="challenge">At least 16 random bytes, kept for one use.</param>
    /// <param name="rp">The door.</param>
    /// <param name="user">Whose credential it becomes.</param>
    /// <param name="excluded">The credentials that the person has already: the same device is not registered twice.</param>
    /// <param name="residentKey">Whether the credential must live on the device, for a sign-in without a name.</param>
    /// <param name="timeout">How long the browser waits.</param>
    public static string ForRegistration(
        ReadOnlySpan<byte> challenge,
        RelyingParty rp,
        PasskeyUser user,
        IEnumerable<ReadOnlyMemory<byte>> excluded,
        bool residentKey,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(rp);
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(excluded);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = Begin(buffer, challenge, timeout))
        {
            json.WriteStartObject("rp");
            json.WriteString("id", rp.Id);
            json.WriteString("name", "ArboDossier");
            json.WriteEndObject();
            json.WriteStartObject("user");
            json.WriteString("id", StrictBase64Url.Encode(user.Handle.Span));
            json.WriteString("name", user.Name);
            json.WriteString("displayName", user.DisplayName);
            json.WriteEndObject();
            json.WriteStartArray("pubKeyCredParams");
            foreach (var algorithm in (ReadOnlySpan<CoseAlgorithm>)[CoseAlgorithm.Es256, CoseAlgorithm.Rs256])
            {
                json.WriteStartObject();
                json.WriteString("type", "public-key");
                json.WriteNumber("alg", (int)algorithm);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteCredentials(json, "excludeCredentials", excluded);
            json.WriteStartObject("authenticatorSelection");
            json.WriteString("residentKey", residentKey ? "required" : "discouraged");
            json.WriteBoolean("requireResidentKey", residentKey);
            json.WriteString("userVerification", "required");
            json.WriteEndObject();
            json.WriteString("attestation", "none");
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static Utf8JsonWriter Begin(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> challenge, TimeSpan? timeout)
    {
        if (challenge.Length < WebAuthn.MinimumChallengeBytes)
            throw new ArgumentException($"A challenge has at least {WebAuthn.MinimumChallengeBytes} bytes.", nameof(challenge));
        var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("challenge", StrictBase64Url.Encode(challenge));
        json.WriteNumber("timeout", (long)(timeout ?? DefaultTimeout).TotalMilliseconds);
        return json;
    }

    private static void WriteCredentials(Utf8JsonWriter json, string name, IEnumerable<ReadOnlyMemory<byte>> ids)
    {
        json.WriteStartArray(name);
        foreach (var id in ids)
        {
            json.WriteStartObject();
            json.WriteString("type", "public-key");
            json.WriteString("id", StrictBase64Url.Encode(id.Span));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

/// <summary>Whose credential a registration makes.</summary>
public sealed record PasskeyUser
{
    /// <summary>Requires a random handle of 1 to 64 bytes: it is stored on the device and must say nothing about the person.</summary>
    /// <exception cref="ArgumentException">The handle is empty or too long.</exception>
    public PasskeyUser(ReadOnlyMemory<byte> handle, string name, string displayName)
    {
        if (handle.Length is 0 or > 64)
            throw new ArgumentException("A user handle has 1 to 64 bytes.", nameof(handle));
        (Handle, Name, DisplayName) = (handle, name, displayName);
    }

    /// <summary>Comes back as <c>userHandle</c> when somebody signs in without a name.</summary>
    public ReadOnlyMemory<byte> Handle { get; }

    /// <summary>What the device shows to tell accounts apart.</summary>
    public string Name { get; }

    /// <summary>The person's name as the device shows it.</summary>
    public string DisplayName { get; }
}
