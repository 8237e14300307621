using System.Security.Cryptography;

namespace ArboDossier.Exchange.Jose;

/// <summary>
/// A zone's private key: ES256 on P-256, in memory or wherever custody keeps it. It signs and says its public half, and nothing else comes
/// out of it but a file for the zone's own user. Safe to share between threads.
/// <code>file: PKCS#8, PEM, "-----BEGIN PRIVATE KEY-----", mode 0600</code>
/// </summary>
public sealed class SigningKey : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int MaximumFileBytes = 4096;
    private readonly ECDsa? _own;
    private readonly Func<byte[], byte[]> _signHash;
    private readonly Lock _gate = new();

    private SigningKey(ECDsa key)
    {
        _own = key;
        _signHash = hash =>
        {
            // A key object is not for use by two threads at a time.
            lock (_gate)
                return key.SignHash(hash);
        };
        Public = JwsPublicKey.Of(key);
        Ecdsa = new HeldEcdsa(this);
    }

    private SigningKey(JwsPublicKey key, Func<byte[], byte[]> signHash)
    {
        (Public, _signHash) = (key, signHash);
        Ecdsa = new HeldEcdsa(this);
    }

    /// <summary>
    /// A key that is kept elsewhere, on a token or at a key service. Requires that <paramref name="signHash"/> gives r and s, 32 bytes each, over a
    /// SHA-256 hash, and may be called by several threads.
    /// </summary>
    public static SigningKey HeldElsewhere(JwsPublicKey key, Func<byte[], byte[]> signHash) => new(key, signHash);

    /// <summary>What others pin.</summary>
    public JwsPublicKey Public { get; }

    /// <summary>The thumbprint of the public half.</summary>
    public string KeyId => Public.KeyId;

    /// <summary>A new random key, in memory only.</summary>
    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a key. Requires a file that only its owner can read.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidOperationException">Others can read the file, or it holds no P-256 key.</exception>
    public static SigningKey Load(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException("There is no key file here.", path);
        if ((File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
            throw new InvalidOperationException($"Others than its owner have rights on key file {path}; it must have mode 0600.");
        if (new FileInfo(path).Length > MaximumFileBytes)
            throw new InvalidOperationException($"{path} is no key file.");
        var text = File.ReadAllText(path).ToCharArray();
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(text);
            if (key.KeySize != 256 || key.ExportParameters(false).Curve.Oid.FriendlyName is not ("nistP256" or "ECDSA_P256"))
                throw new CryptographicException("Not on P-256.");
            return new SigningKey(key);
        }
        catch (Exception refused) when (refused is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new InvalidOperationException($"{path} holds no P-256 private key.", refused);
        }
        finally
        {
            Array.Clear(text);
        }
    }

    /// <summary>
    /// Reads the key, or makes it when there is none yet. Guarantee: two processes that start together end with the same key, and
    /// a process killed halfway leaves no half key. Requires a directory that exists.
    /// </summary>
    public static SigningKey LoadOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            using var made = Create();
            made.SaveNew(path);
        }

        return Load(path);
    }

    /// <summary>Writes the key to a new file of mode 0600; leaves a file that is there already as it is.</summary>
    public void SaveNew(string path)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.new";
        var pem = (_own ?? throw new InvalidOperationException("A key that is kept elsewhere is in no file.")).ExportPkcs8PrivateKeyPem().ToCharArray();
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
            using (var file = new FileStream(temporary, options))
            using (var writer = new StreamWriter(file))
            {
                writer.Write(pem);
                writer.Flush();
                file.Flush(flushToDisk: true);
            }

            // Without overwriting this is a link and an unlink: whoever comes second loses, and reads what the first wrote.
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first.
        }
        finally
        {
            Array.Clear(pem);
            File.Delete(temporary);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Ecdsa.Dispose();
        _own?.Dispose();
    }

    /// <summary>For signing checkpoints, which have a format of their own. Signs and verifies; the private half does not come out of it.</summary>
    internal ECDsa Ecdsa { get; }

    internal byte[] Sign(byte[] data) => _signHash(SHA256.HashData(data));

    /// <summary>The framework's shape of a key around one that only signs.</summary>
    private sealed class HeldEcdsa : ECDsa
    {
        private readonly SigningKey _key;

        public HeldEcdsa(SigningKey key)
        {
            _key = key;
            KeySizeValue = 256;
            LegalKeySizesValue = [new KeySizes(256, 256, 0)];
        }

        public override byte[] SignHash(byte[] hash) => _key._signHash(hash);

        public override bool VerifyHash(byte[] hash, byte[] signature)
        {
            using var key = _key.Public.OpenKey();
            return key.VerifyHash(hash, signature);
        }

        public override ECParameters ExportParameters(bool includePrivateParameters)
        {
            using var key = _key.Public.OpenKey();
            return includePrivateParameters ? throw new CryptographicException("The private half stays where it is.") : key.ExportParameters(false);
        }
    }
}
