namespace ArboDossier.Custody;

/// <summary>
/// Which custody a zone's keys are in. <c>Custody:Kind</c> is <c>key-file</c> (default), <c>pkcs11</c> or <c>keyvault</c>; the other settings belong to the
/// last two. No setting holds a secret: a PIN or a token stands in a file that only the zone's user can read.
/// </summary>
public sealed record CustodySettings
{
    /// <summary>Kind of custody.</summary>
    public string Kind { get; init; } = "key-file";

    /// <summary><c>pkcs11</c>: path of the module, such as <c>/usr/lib/softhsm/libsofthsm2.so</c>.</summary>
    public string Module { get; init; } = "";

    /// <summary><c>pkcs11</c>: label of the zone's token.</summary>
    public string Token { get; init; } = "";

    /// <summary><c>pkcs11</c>: file of mode 0600 with the PIN.</summary>
    public string PinFile { get; init; } = "";

    /// <summary><c>pkcs11</c>: hash within RSA-OAEP, <c>sha256</c> (default), or <c>sha1</c> for tokens that know no other.</summary>
    public string OaepHash { get; init; } = "sha256";

    /// <summary><c>keyvault</c>: address of the zone's vault.</summary>
    public Uri? Vault { get; init; }

    /// <summary><c>keyvault</c>: address that gives this machine's identity a token; the cloud's own by default.</summary>
    public Uri? TokenEndpoint { get; init; }

    /// <summary>How long one call to custody may take.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Opens the source. Throws <see cref="ArgumentException"/> with one clear line where a setting is missing.</summary>
    /// <param name="keyDirectory">Where key files lie.</param>
    public KeySource Open(string keyDirectory) => Kind switch
    {
        "key-file" => new FileKeys(keyDirectory),
        "pkcs11" when Module.Length > 0 && Token.Length > 0 && PinFile.Length > 0 && OaepHash is "sha256" or "sha1" => new TokenKeys(Module, Token, PinFile, OaepHash, Wait),
        "pkcs11" => throw new ArgumentException("Custody:Kind is pkcs11: set Custody:Module, Custody:Token and Custody:PinFile (and Custody:OaepHash to sha256 or sha1)"),
        "keyvault" when Vault is not null => new KeyServiceKeys(Vault, new MachineIdentity(TokenEndpoint ?? MachineIdentity.Standard, Wait), Wait),
        "keyvault" => throw new ArgumentException("Custody:Kind is keyvault: set Custody:Vault to the address of the zone's vault"),
        _ => throw new ArgumentException("Custody:Kind must be key-file, pkcs11 or keyvault"),
    };
}
