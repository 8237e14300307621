using System.Security.Cryptography;
using ArboDossier.Exchange.Jose;
using ArboDossier.Sealing;

namespace ArboDossier.Custody;

/// <summary>
/// Keys on a PKCS#11 token. The operator makes them there, under the names <c>wrapping-1</c> (RSA, 3072 bits or more), <c>messages-1</c> and
/// <c>ledger-1</c> (P-256), with higher numbers for what takes over; no private half ever leaves the token.
/// </summary>
public sealed class TokenKeys : KeySource
{
    private const int LeastBits = 3072;
    private const string Kept = "pkcs11";
    private readonly Token _token;
    private readonly OaepHash _hash;

    /// <summary>Requires the path of the module, the label of the token, a file of mode 0600 with the PIN, and <c>sha256</c> or <c>sha1</c>.</summary>
    public TokenKeys(string module, string label, string pinFile, string oaepHash, TimeSpan wait)
    {
        _token = new(module, label, pinFile, wait);
        _hash = oaepHash == "sha1" ? OaepHash.Sha1 : OaepHash.Sha256;
    }

    /// <inheritdoc/>
    public override string Kind => Kept;

    /// <inheritdoc/>
    public override string Next(KeyUse use, IReadOnlyCollection<string> known)
    {
        var generation = Following(known);
        _token.Call((module, session, find) => find(Pkcs11Class.PrivateKey, NameOf(use, generation)));
        return generation;
    }

    /// <inheritdoc/>
    public override IKeyCustody OpenWrapping(string generation)
    {
        var name = NameOf(KeyUse.Wrapping, generation);
        var open = _token.Call((module, session, find) => ReadRsa(module, session, find(Pkcs11Class.PublicKey, name)));
        if (open.Modulus!.Length * 8 < LeastBits)
        {
            throw new CustodyException($"{name} on the token is shorter than {LeastBits} bits", fault: CustodyFault.Refusing);
        }

        var padding = _hash == OaepHash.Sha1 ? RSAEncryptionPadding.OaepSHA1 : RSAEncryptionPadding.OaepSHA256;
        // The public half wraps here. That the token is there with the same key is seen first: nothing is wrapped that cannot be opened.
        void RequireSame(Pkcs11Module module, nuint session, Func<Pkcs11Class, string, nuint> find)
        {
            if (!ReadRsa(module, session, find(Pkcs11Class.PublicKey, name)).Modulus.AsSpan().SequenceEqual(open.Modulus))
            {
                throw new CustodyException("the token holds another key", fault: CustodyFault.WrongKey);
            }
        }

        return new EnvelopeCustody(
            Kind,
            KeyEncryptionKeyId.Of(Kind, open.Modulus),
            async (key, cancel) =>
            {
                await _token.CallAsync(
                    (module, session, find) =>
                    {
                        RequireSame(module, session, find);
                        return find(Pkcs11Class.PrivateKey, name);
                    },
                    cancel);
                using var rsa = RSA.Create(open);
                return rsa.Encrypt(key, padding);
            },
            async (wrapped, cancel) => await _token.CallAsync(
                (module, session, find) =>
                {
                    RequireSame(module, session, find);
                    return module.Decrypt(session, find(Pkcs11Class.PrivateKey, name), _hash, wrapped);
                },
                cancel));
    }

    /// <inheritdoc/>
    public override SigningKey OpenSigning(KeyUse use, string generation)
    {
        var name = NameOf(use, generation);
        var point = _token.Call((module, session, find) => module.Attribute(session, find(Pkcs11Class.PublicKey, name), Pkcs11Attribute.EcPoint));
        // DER OCTET STRING (04 41) around an uncompressed point (04, x, y).
        return point is [0x04, 0x41, 0x04, .. { Length: 64 } xy] && JwsPublicKey.TryCreate(xy[..32], xy[32..], out var key)
            ? SigningKey.HeldElsewhere(key, hash => _token.Call((module, session, find) => module.Sign(session, find(Pkcs11Class.PrivateKey, name), hash)))
            : throw new CustodyException($"{name} on the token is no P-256 key", fault: CustodyFault.Refusing);
    }

    /// <inheritdoc/>
    public override void Retire(KeyUse use, IReadOnlyCollection<string> kept)
    {
        // The operator removes it from the token, when backups that still need it are gone (SECURITY.md).
    }

    private static string NameOf(KeyUse use, string generation) => use switch
    {
        KeyUse.Wrapping => $"wrapping-{generation}",
        KeyUse.Messages => $"messages-{generation}",
        KeyUse.Ledger => $"ledger-{generation}",
    };

    private static RSAParameters ReadRsa(Pkcs11Module module, nuint session, nuint key) => new()
    {
        Modulus = module.Attribute(session, key, Pkcs11Attribute.Modulus),
        Exponent = module.Attribute(session, key, Pkcs11Attribute.PublicExponent),
    };
}
