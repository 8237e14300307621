using ArboDossier.Cli.Ledgers;

namespace ArboDossier.Cli.Backups;

/// <summary>What one moment of a database was copied as.</summary>
internal sealed record Copied(IReadOnlyList<string> Migrations, IReadOnlyList<SetTable>? Tables);

/// <summary>A wrapped key out of a set, as the zone's program takes it to show that it opens.</summary>
internal sealed record KeySample(Guid Id, int Kind, Guid Owner, Guid Directory, byte[] Wrapped);

/// <summary>How the two engines copy a database while it is in use, and put one in the place of another.</summary>
internal abstract class Engine
{
    public static Engine Of(ZoneDatabases databases) => databases.IsPostgres ? new PostgresEngine() : new SqliteEngine();

    /// <summary>Copies one moment of a database; <paramref name="look"/> is shown the ledger of that same moment.</summary>
    public abstract Copied Copy(string database, string name, string to, Progress progress, Action<DatabaseLedger>? look = null);

    /// <summary>Some of the keys of a copy that custody wrapped.</summary>
    public abstract IReadOnlyList<KeySample> Sample(string copy, IReadOnlyList<SetTable>? tables, int atMost);

    /// <summary>Brings a pair of sets to where it only has to take its place, and changes nothing before that.</summary>
    public abstract Placement Prepare(ZoneDatabases databases, BackupSet content, BackupSet keys, IReadOnlyCollection<Guid> destroyed, string aside, bool replace, Progress progress);
}

/// <summary>A pair of sets that is ready. Dropped before it took its place it leaves nothing behind.</summary>
internal abstract class Placement : IDisposable
{
    /// <summary>The ledger as it will be.</summary>
    public abstract DatabaseLedger Ledger { get; }

    /// <summary>How many keys were destroyed again.</summary>
    public abstract int Destroyed { get; }

    /// <summary>Takes its place: the keys first, so that content never stands without them.</summary>
    public abstract void Take();

    /// <inheritdoc/>
    public abstract void Dispose();
}
