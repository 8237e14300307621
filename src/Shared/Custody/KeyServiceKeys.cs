using ArboDossier.Exchange.Jose;
using ArboDossier.Sealing;
using Azure.Core;

namespace ArboDossier.Custody;

/// <summary>
/// Keys in a vault of the cloud's key service. The operator makes them there, under the names <c>wrapping</c> (RSA, 3072 bits or more),
/// <c>messages</c> and <c>ledger</c> (P-256); a new version of a name takes over. No private half ever leaves the service.
/// </summary>
public sealed class KeyServiceKeys : KeySource
{
    private const int LeastBytes = 384;
    private readonly KeyService _service;

    /// <summary>Requires an https address, and a credential that may wrap, unwrap, sign and read with these keys and nothing else.</summary>
    public KeyServiceKeys(Uri vault, TokenCredential credential, TimeSpan wait) => _service = new(vault, credential, wait);

    /// <inheritdoc/>
    public override string Kind => "keyvault";

    /// <inheritdoc/>
    public override string Next(KeyUse use, IReadOnlyCollection<string> known)
    {
        var newest = _service.Read(NameOf(use), null).Version;
        return known.Contains(newest) ? throw new CustodyException($"the vault has no newer version of {NameOf(use)}", fault: CustodyFault.Refusing) : newest;
    }

    /// <inheritdoc/>
    public override IKeyCustody OpenWrapping(string generation)
    {
        var name = NameOf(KeyUse.Wrapping);
        var key = _service.Read(name, generation);
        var modulus = key.Is("RSA") ? Read(key, "n") : [];
        if (modulus.Length < LeastBytes)
        {
            throw new CustodyException($"{name} in the vault is no RSA key of {LeastBytes * 8} bits or more", fault: CustodyFault.Refusing);
        }

        return new EnvelopeCustody(
            Kind,
            KeyEncryptionKeyId.Of(Kind, modulus),
            (once, cancel) => _service.DoAsync("wrapkey", name, generation, "RSA-OAEP-256", once, cancel),
            (wrapped, cancel) => _service.DoAsync("unwrapkey", name, generation, "RSA-OAEP-256", wrapped, cancel));
    }

    /// <inheritdoc/>
    public override SigningKey OpenSigning(KeyUse use, string generation)
    {
        var name = NameOf(use);
        var key = _service.Read(name, generation);
        return key.Is("EC") && JwsPublicKey.TryCreate(Read(key, "x"), Read(key, "y"), out var open)
            ? SigningKey.HeldElsewhere(open, hash => Signature(open, hash, _service.DoAsync("sign", name, generation, "ES256", hash, default).AsTask().GetAwaiter().GetResult()))
            : throw new CustodyException($"{name} in the vault is no P-256 key", fault: CustodyFault.Refusing);
    }

    /// <inheritdoc/>
    public override void Retire(KeyUse use, IReadOnlyCollection<string> kept)
    {
        // The operator disables the version, when backups that still need it are gone (SECURITY.md); the program has no right to.
    }

    private static string NameOf(KeyUse use) => use switch
    {
        KeyUse.Wrapping => "wrapping",
        KeyUse.Messages => "messages",
        KeyUse.Ledger => "ledger",
    };

    private static byte[] Read(KeyServiceKey key, string member)
    {
        try
        {
            return key.Bytes(member);
        }
        catch (Exception garbage) when (garbage is FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new CustodyException("the key service answers nonsense", garbage, CustodyFault.Down);
        }
    }

    /// <summary>What another key signed must not go out: a peer would take it for a forgery.</summary>
    private static byte[] Signature(JwsPublicKey open, byte[] hash, byte[] signature)
    {
        using var key = open.OpenKey();
        return signature.Length == 64 && key.VerifyHash(hash, signature) ? signature : throw new CustodyException("the key service signed with another key", fault: CustodyFault.WrongKey);
    }
}
