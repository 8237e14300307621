using ArboDossier.AuditLedger;
using ArboDossier.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ArboDossier.Store;

/// <summary>
/// What every zone's database has: the ledger with its countersignatures, sessions, outbox, inbox and notices. A zone derives an abstract context of its own and one empty subclass
/// per database engine, so that each has its generated migrations.
/// </summary>
public abstract class ZoneContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>Ledger bodies.</summary>
    public DbSet<LedgerBodyRow> LedgerBodies => Set<LedgerBodyRow>();

    /// <summary>Countersigned checkpoints of this zone and of others.</summary>
    public DbSet<LedgerWitnessRow> LedgerWitnesses => Set<LedgerWitnessRow>();

    /// <summary>Sessions.</summary>
    public DbSet<SessionRow> Sessions => Set<SessionRow>();

    /// <summary>Waiting messages.</summary>
    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    /// <summary>Messages taken in.</summary>
    public DbSet<InboxRow> Inbox => Set<InboxRow>();

    /// <summary>Notices that wait.</summary>
    public DbSet<NoticeRow> Notices => Set<NoticeRow>();

    /// <summary>Instants are kept as microseconds: both engines then sort them alike.</summary>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MicrosecondsConverter>();
        configurationBuilder.Properties<SealedBlob>().HaveConversion<SealedBlobConverter>();
    }

    /// <summary>Maps the common tables; a zone calls it first and <see cref="UseSnakeCase"/> last.</summary>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<LedgerBodyRow>(row =>
        {
            row.ToTable("ledger_body").HasKey(x => x.Entry);
            row.HasIndex(x => x.At);
            row.HasIndex(x => new { x.Subject, x.At });
        });
        modelBuilder.Entity<LedgerLeafRow>(row =>
        {
            row.ToTable("ledger_leaf").HasKey(x => x.Sequence);
            row.Property(x => x.Sequence).ValueGeneratedNever();
            row.HasIndex(x => x.Entry).IsUnique();
        });
        modelBuilder.Entity<LedgerNodeRow>(row => row.ToTable("ledger_node").HasKey(x => new { x.Level, x.Index }));
        modelBuilder.Entity<LedgerCheckpointRow>(row =>
        {
            row.ToTable("ledger_checkpoint").HasKey(x => x.Size);
            row.Property(x => x.Size).ValueGeneratedNever();
        });
        modelBuilder.Entity<LedgerWitnessRow>(row =>
        {
            row.ToTable("ledger_witness").HasKey(x => new { x.Ledger, x.Witness });
            row.Property(x => x.Size).IsConcurrencyToken();
        });
        modelBuilder.Entity<SessionRow>(row =>
        {
            row.ToTable("session").HasKey(x => x.Id);
            row.HasIndex(x => x.KeyHash).IsUnique();
            row.HasIndex(x => x.ProviderSession);
            row.HasIndex(x => x.Subject);
        });
        modelBuilder.Entity<OutboxRow>(row =>
        {
            row.ToTable("outbox").HasKey(x => x.Id);
            row.HasIndex(x => new { x.Zone, x.CreatedAt });
        });
        modelBuilder.Entity<InboxRow>(row => row.ToTable("inbox").HasKey(x => x.Id));
        modelBuilder.Entity<NoticeRow>(row =>
        {
            row.ToTable("notice").HasKey(x => x.Id);
            row.HasIndex(x => new { x.Recipient, x.Kind });
            row.HasIndex(x => new { x.ToCallSince, x.DueAt });
        });
    }

    /// <summary>Column names in the style of both engines' own tools.</summary>
    protected static void UseSnakeCase(ModelBuilder modelBuilder)
    {
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Snake(property.GetColumnName()));
            }
        }
    }

    private static string Snake(string name) =>
        string.Concat(name.Select((c, i) => char.IsAsciiLetterUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));

    private sealed class MicrosecondsConverter() : ValueConverter<DateTimeOffset, long>(
        at => LedgerEntry.Microseconds(at),
        value => DateTimeOffset.UnixEpoch.AddTicks(value * TimeSpan.TicksPerMicrosecond));

    private sealed class SealedBlobConverter() : ValueConverter<SealedBlob, byte[]>(blob => blob.ToBytes(), bytes => SealedBlob.FromBytes(bytes));
}
