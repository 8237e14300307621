using ArboDossier.Exchange.Jose;
using ArboDossier.Sealing;

namespace ArboDossier.Custody;

/// <summary>What a zone needs a key for that its custody keeps.</summary>
public enum KeyUse
{
    /// <summary>Wraps the zone's other keys.</summary>
    Wrapping,

    /// <summary>Signs messages to other zones.</summary>
    Messages,

    /// <summary>Signs checkpoints of the ledger.</summary>
    Ledger,
}

/// <summary>
/// Where a zone's own keys live. Each use has generations, so that one key can take over from another while the program runs. All that fails
/// throws <see cref="CustodyException"/>.
/// </summary>
public abstract class KeySource : IDisposable
{
    /// <summary>Name of the kind of custody.</summary>
    public abstract string Kind { get; }

    /// <summary>
    /// A generation beyond those given: made where this custody makes keys, found where the operator does. With none given, the first; it may be
    /// there already, from a start that was broken off.
    /// </summary>
    public abstract string Next(KeyUse use, IReadOnlyCollection<string> known);

    /// <summary>A key-encryption key.</summary>
    public abstract IKeyCustody OpenWrapping(string generation);

    /// <summary>A signing key, ES256.</summary>
    public abstract SigningKey OpenSigning(KeyUse use, string generation);

    /// <summary>Destroys the generations before the newest that are not among those kept, where this custody can; elsewhere that is the operator's.</summary>
    public abstract void Retire(KeyUse use, IReadOnlyCollection<string> kept);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what is open.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>The number after the highest of these generations.</summary>
    private protected static string Following(IReadOnlyCollection<string> known) =>
        (known.Select(x => int.Parse(x, System.Globalization.CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max() + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
