using System.Globalization;
using ArboDossier.Exchange.Jose;
using ArboDossier.Sealing;

namespace ArboDossier.Custody;

/// <summary>Keys in files of mode 0600: <c>zone.key</c>, <c>messages.pem</c>, <c>ledger.pem</c>, and <c>zone-2.key</c> and so on for what takes over from them.</summary>
public sealed class FileKeys(string directory) : KeySource
{
    private readonly List<KeyFileCustody> _open = [];

    /// <inheritdoc/>
    public override string Kind => "key-file";

    /// <inheritdoc/>
    public override string Next(KeyUse use, IReadOnlyCollection<string> known)
    {
        var generation = Following(known);
        var path = PathOf(use, generation);
        Try(() =>
        {
            if (use != KeyUse.Wrapping)
            {
                SigningKey.LoadOrCreate(path).Dispose();
            }
            else if (!File.Exists(path))
            {
                KeyFileCustody.Create(path);
            }

            return true;
        });
        return generation;
    }

    /// <inheritdoc/>
    public override IKeyCustody OpenWrapping(string generation)
    {
        var key = KeyFileCustody.Open(PathOf(KeyUse.Wrapping, generation));
        _open.Add(key);
        return key;
    }

    /// <inheritdoc/>
    public override SigningKey OpenSigning(KeyUse use, string generation) => Try(() => SigningKey.Load(PathOf(use, generation)));

    /// <inheritdoc/>
    public override void Retire(KeyUse use, IReadOnlyCollection<string> kept) => Try(() =>
    {
        var newest = int.Parse(Following(kept), CultureInfo.InvariantCulture) - 1;
        foreach (var gone in Enumerable.Range(1, Math.Max(newest - 1, 0)).Select(x => x.ToString(CultureInfo.InvariantCulture)).Except(kept))
        {
            File.Delete(PathOf(use, gone));
        }

        return true;
    });

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _open.ForEach(key => key.Dispose());
        base.Dispose(disposing);
    }

    /// <summary>The file of a generation.</summary>
    public static string PathOf(string directory, KeyUse use, string generation)
    {
        var (name, extension) = use switch
        {
            KeyUse.Wrapping => ("zone", ".key"),
            KeyUse.Messages => ("messages", ".pem"),
            KeyUse.Ledger => ("ledger", ".pem"),
        };
        return Path.Combine(directory, generation == "1" ? name + extension : $"{name}-{generation}{extension}");
    }

    private string PathOf(KeyUse use, string generation) => PathOf(directory, use, generation);

    private static T Try<T>(Func<T> file)
    {
        try
        {
            return file();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new CustodyException($"a key file cannot be used: {unreadable.Message}", unreadable, CustodyFault.Down);
        }
    }
}
