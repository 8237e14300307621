using ArboDossier.Sealing;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Store;

/// <summary>A wrapped key.</summary>
public sealed class KeyRow
{
    /// <summary>Key id.</summary>
    public Guid Id { get; set; }

    /// <summary>What it seals.</summary>
    public KeyKind Kind { get; set; }

    /// <summary>File, employment or employer.</summary>
    public Guid Owner { get; set; }

    /// <summary>Employer.</summary>
    public Guid Directory { get; set; }

    /// <summary>Directory key, or null for custody.</summary>
    public Guid? WrappedBy { get; set; }

    /// <summary>Wrapped bytes.</summary>
    public byte[] Wrapped { get; set; } = [];

    /// <summary>
    /// Null while the key seals. When another took over: <see cref="StillNeeded"/>, and then since when nothing is sealed by it (microseconds since 1970).
    /// </summary>
    public long? ReplacedAt { get; set; }

    /// <summary>Something may still be sealed by it.</summary>
    internal const long StillNeeded = 0;
}

/// <summary>An element of the process's Data Protection key ring, wrapped by custody.</summary>
public sealed class RingRow
{
    /// <summary>Friendly name of the element.</summary>
    public string Name { get; set; } = "";

    /// <summary>The element.</summary>
    public string Xml { get; set; } = "";
}

/// <summary>The database of wrapped keys: apart from the content, so that its backups can be short-lived.</summary>
public abstract class KeysContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>Wrapped keys.</summary>
    public DbSet<KeyRow> Keys => Set<KeyRow>();

    /// <summary>Key ring.</summary>
    public DbSet<RingRow> Ring => Set<RingRow>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<KeyRow>(row =>
        {
            row.ToTable("wrapped_key").HasKey(x => x.Id);
            // One in use; the former ones beside it open what they sealed.
            row.HasIndex(x => new { x.Kind, x.Owner }).IsUnique().HasFilter("\"ReplacedAt\" IS NULL");
            row.HasIndex(x => x.ReplacedAt).HasFilter("\"ReplacedAt\" IS NOT NULL");
        });
        modelBuilder.Entity<RingRow>(row => row.ToTable("key_ring").HasKey(x => x.Name));
    }
}

/// <summary>On SQLite.</summary>
public sealed class KeysSqliteContext(DbContextOptions<KeysSqliteContext> options) : KeysContext(options);

/// <summary>On PostgreSQL.</summary>
public sealed class KeysPostgresContext(DbContextOptions<KeysPostgresContext> options) : KeysContext(options);
