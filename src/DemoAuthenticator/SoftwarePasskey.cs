using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ArboDossier.DemoAuthenticator;

/// <summary>
/// A passkey in software, for demo people, the seeder and tests: it answers the options of a page with the JSON that a browser
/// would send (ES256, no attestation, a counter that goes up). Like a browser it refuses an RP id that is not the origin's host.
/// It protects nothing: its key is exportable. No program of the product references it.
/// </summary>
public sealed class SoftwarePasskey : IDisposable
{
    private readonly ECDsa _key;
    private readonly byte[] _credentialId;
    private readonly byte[] _userHandle;
    private uint _counter;

    private SoftwarePasskey(string rpId, ECDsa key, byte[] credentialId, byte[] userHandle, uint counter)
    {
        (RpId, _key, _credentialId, _userHandle, _counter) = (rpId, key, credentialId, userHandle, counter);
    }

    /// <summary>The host name this passkey is bound to.</summary>
    public string RpId { get; }

    /// <summary>The credential id.</summary>
    public ReadOnlyMemory<byte> CredentialId => _credentialId;

    /// <summary>Whether it says that it verified its user; one that only notices a touch says no.</summary>
    public bool VerifiesUser { get; init; } = true;

    /// <summary>The counter of the last answer.</summary>
    public uint Counter => _counter;

    /// <summary>Answers <c>navigator.credentials.create</c>.</summary>
    /// <param name="optionsJson">The content of <c>data-passkey-options</c>.</param>
    /// <param name="origin">The page's origin, as a browser knows it.</param>
    /// <param name="credentialJson">What the page's script would post.</param>
    public static SoftwarePasskey Create(string optionsJson, string origin, out string credentialJson) => Create(optionsJson, origin, copied: false, out credentialJson);

    /// <summary>The same; one that is copied to other devices says so (backup eligible and backed up).</summary>
    internal static SoftwarePasskey Create(string optionsJson, string origin, bool copied, out string credentialJson)
    {
        var options = JsonNode.Parse(optionsJson)!;
        var rpId = (string)options["rp"]!["id"]!;
        RequireHostOf(origin, rpId);
        var made = new SoftwarePasskey(
            rpId,
            ECDsa.Create(ECCurve.NamedCurves.nistP256),
            RandomNumberGenerator.GetBytes(32),
            Base64Url.DecodeFromChars((string)options["user"]!["id"]!),
            counter: 0) { IsCopied = copied };
        credentialJson = made.Attest(Base64Url.DecodeFromChars((string)options["challenge"]!), new Ceremony("webauthn.create", origin));
        return made;
    }

    /// <summary>Answers <c>navigator.credentials.get</c>.</summary>
    /// <param name="optionsJson">The content of <c>data-passkey-options</c>.</param>
    /// <param name="origin">The page's origin, as a browser knows it.</param>
    /// <exception cref="InvalidOperationException">The options ask for another RP id or other credentials: a browser would not answer.</exception>
    public string Answer(string optionsJson, string origin)
    {
        var options = JsonNode.Parse(optionsJson)!;
        RequireHostOf(origin, (string)options["rpId"]!);
        var allowed = options["allowCredentials"]?.AsArray() ?? [];
        if ((string)options["rpId"]! != RpId || (allowed.Count > 0 && !allowed.Any(c => (string)c!["id"]! == Base64Url.EncodeToString(_credentialId))))
            throw new InvalidOperationException("This passkey is not asked for.");
        return Assert(Base64Url.DecodeFromChars((string)options["challenge"]!), new Ceremony("webauthn.get", origin));
    }

    /// <summary>Whether the options name this passkey, or any that lives on the device.</summary>
    public bool IsAskedBy(string optionsJson)
    {
        var options = JsonNode.Parse(optionsJson)!;
        var allowed = options["allowCredentials"]?.AsArray() ?? [];
        return (string?)options["rpId"] == RpId
            && (allowed.Count == 0 || allowed.Any(c => (string)c!["id"]! == Base64Url.EncodeToString(_credentialId)));
    }

    /// <summary>The whole passkey, private key included, so that a demo survives a restart.</summary>
    public string Export() => new JsonObject
    {
        ["rpId"] = RpId,
        ["key"] = Convert.ToBase64String(_key.ExportPkcs8PrivateKey()),
        ["credentialId"] = Convert.ToBase64String(_credentialId),
        ["userHandle"] = Convert.ToBase64String(_userHandle),
        ["counter"] = _counter,
    }.ToJsonString();

    /// <summary>Reads what <see cref="Export"/> wrote.</summary>
    public static SoftwarePasskey Import(string json, bool verifiesUser = true)
    {
        var stored = JsonNode.Parse(json)!;
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String((string)stored["key"]!), out _);
        return new SoftwarePasskey(
            (string)stored["rpId"]!,
            key,
            Convert.FromBase64String((string)stored["credentialId"]!),
            Convert.FromBase64String((string)stored["userHandle"]!),
            (uint)stored["counter"]!) { VerifiesUser = verifiesUser };
    }

    private bool IsCopied { get; init; }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>The registration of a ceremony that may be as wrong as a test wants it.</summary>
    internal string Attest(byte[] challenge, Ceremony ceremony)
    {
        var data = AuthenticatorData(ceremony, counter: _counter, attested: true);
        var cbor = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cbor.WriteStartMap(3);
        cbor.WriteTextString("fmt");
        cbor.WriteTextString("none");
        cbor.WriteTextString("attStmt");
        cbor.WriteStartMap(0);
        cbor.WriteEndMap();
        cbor.WriteTextString("authData");
        cbor.WriteByteString(data);
        cbor.WriteEndMap();
        return CredentialJson(new JsonObject
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(ceremony.ClientData(challenge)),
            ["attestationObject"] = Base64Url.EncodeToString(cbor.Encode()),
            ["transports"] = new JsonArray("internal"),
            ["publicKeyAlgorithm"] = -7,
        });
    }

    /// <summary>The assertion of a ceremony that may be as wrong as a test wants it.</summary>
    internal string Assert(byte[] challenge, Ceremony ceremony)
    {
        _counter = ceremony.Counter ?? _counter + 1;
        var clientData = ceremony.ClientData(challenge);
        var data = AuthenticatorData(ceremony, _counter, attested: false);
        var signature = _key.SignData(
            [.. data, .. SHA256.HashData(clientData)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return CredentialJson(new JsonObject
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(clientData),
            ["authenticatorData"] = Base64Url.EncodeToString(data),
            ["signature"] = Base64Url.EncodeToString(signature),
            ["userHandle"] = Base64Url.EncodeToString(_userHandle),
        });
    }

    private static void RequireHostOf(string origin, string rpId)
    {
        var host = new Uri(origin).Host;
        if (host != rpId && !host.EndsWith("." + rpId, StringComparison.Ordinal))
            throw new InvalidOperationException("SecurityError: the RP id is not the host of this page.");
    }

    private string CredentialJson(JsonObject response) => new JsonObject
    {
        ["id"] = Base64Url.EncodeToString(_credentialId),
        ["rawId"] = Base64Url.EncodeToString(_credentialId),
        ["type"] = "public-key",
        ["authenticatorAttachment"] = "platform",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    }.ToJsonString();

    private byte[] AuthenticatorData(Ceremony ceremony, uint counter, bool attested)
    {
        var bytes = new List<byte>(SHA256.HashData(Encoding.UTF8.GetBytes(ceremony.RpId ?? RpId)));
        bytes.Add(ceremony.Flags ?? (byte)(0x01 | (VerifiesUser ? 0x04 : 0) | (IsCopied ? 0x18 : 0) | (attested ? 0x40 : 0)));
        bytes.AddRange(BigEndian(counter));
        if (attested)
        {
            bytes.AddRange(new byte[16]); // AAGUID of no make
            bytes.AddRange([(byte)(_credentialId.Length >> 8), (byte)_credentialId.Length]);
            bytes.AddRange(_credentialId);
            bytes.AddRange(CoseKey());
        }

        return [.. bytes];
    }

    private byte[] CoseKey()
    {
        var q = _key.ExportParameters(includePrivateParameters: false).Q;
        var cbor = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cbor.WriteStartMap(5);
        foreach (var (label, value) in ((int, int)[])[(1, 2), (3, -7), (-1, 1)])
        {
            cbor.WriteInt32(label);
            cbor.WriteInt32(value);
        }

        cbor.WriteInt32(-2);
        cbor.WriteByteString(q.X!);
        cbor.WriteInt32(-3);
        cbor.WriteByteString(q.Y!);
        cbor.WriteEndMap();
        return cbor.Encode();
    }

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>One ceremony, with what an honest browser would never do as options for tests.</summary>
    internal sealed record Ceremony(string Type, string Origin)
    {
        internal bool CrossOrigin { get; init; }

        internal string? RpId { get; init; }

        internal byte? Flags { get; init; }

        internal uint? Counter { get; init; }

        internal byte[] ClientData(byte[] challenge) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["type"] = Type,
            ["challenge"] = Base64Url.EncodeToString(challenge),
            ["origin"] = Origin,
            ["crossOrigin"] = CrossOrigin,
        });
    }
}
