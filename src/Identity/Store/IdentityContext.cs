using ArboDossier.Store;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Store;

/// <summary>
/// Accounts in the schema of ASP.NET Core Identity (user and passkey; claims, logins, tokens and roles are not used and have no
/// table), and what the provider keeps beside them.
/// </summary>
public abstract class IdentityContext(DbContextOptions options) : ZoneContext(options)
{
    private const int HashBytes = 32;

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<IdentityUserPasskey<Guid>> Passkeys => Set<IdentityUserPasskey<Guid>>();

    public DbSet<ZoneSubjectRow> Subjects => Set<ZoneSubjectRow>();

    public DbSet<ZoneSessionRow> ZoneSessions => Set<ZoneSessionRow>();

    public DbSet<CodeRow> Codes => Set<CodeRow>();

    public DbSet<SpentRow> Spent => Set<SpentRow>();

    public DbSet<InvitationRow> Invitations => Set<InvitationRow>();

    public DbSet<RevocationRow> Revocations => Set<RevocationRow>();

    public DbSet<DelayRow> Delays => Set<DelayRow>();

    public DbSet<RecoveryCodeRow> RecoveryCodes => Set<RecoveryCodeRow>();

    public DbSet<SecrecyRow> Secrecy => Set<SecrecyRow>();

    public DbSet<SignInRow> SignIns => Set<SignInRow>();

    public DbSet<FoundingRow> Foundings => Set<FoundingRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Account>(row =>
        {
            row.ToTable("account");
            row.Property(x => x.NormalizedEmail).HasMaxLength(254).IsRequired();
            row.HasIndex(x => x.NormalizedEmail).IsUnique();
            row.Property(x => x.ConcurrencyStamp).IsConcurrencyToken();
            // What this program does otherwise: the e-mail address is the name, delays are kept by name, the second factor is never off.
            row.Ignore(x => x.UserName).Ignore(x => x.NormalizedUserName).Ignore(x => x.PhoneNumber).Ignore(x => x.PhoneNumberConfirmed);
            row.Ignore(x => x.TwoFactorEnabled).Ignore(x => x.LockoutEnabled).Ignore(x => x.LockoutEnd).Ignore(x => x.AccessFailedCount);
            row.Ignore(x => x.EmailConfirmed);
        });
        modelBuilder.Entity<ZoneSubjectRow>(row =>
        {
            row.ToTable("zone_subject").HasKey(x => new { x.Account, x.Zone });
            row.HasIndex(x => x.Subject).IsUnique();
        });
        modelBuilder.Entity<ZoneSessionRow>(row =>
        {
            row.ToTable("zone_session").HasKey(x => new { x.Session, x.Zone });
            row.HasIndex(x => x.Sid).IsUnique();
        });
        modelBuilder.Entity<CodeRow>(row =>
        {
            Hashed(row.ToTable("authorization_code"), x => x.CodeHash).HasIndex(x => x.ExpiresAt);
            row.HasIndex(x => x.Session);
            row.Property(x => x.UsedAt).IsConcurrencyToken();
        });
        modelBuilder.Entity<SpentRow>(row => Hashed(row.ToTable("spent"), x => x.Hash).HasIndex(x => x.ExpiresAt));
        modelBuilder.Entity<InvitationRow>(row =>
        {
            row.ToTable("invitation").HasKey(x => x.Id);
            row.HasIndex(x => x.TokenHash).IsUnique();
            row.HasIndex(x => x.AcceptedBy);
            row.Property(x => x.AcceptedBy).IsConcurrencyToken();
        });
        modelBuilder.Entity<RevocationRow>(row =>
        {
            row.ToTable("revocation").HasKey(x => x.Number);
            row.HasIndex(x => new { x.Zone, x.At });
        });
        modelBuilder.Entity<DelayRow>(row => Hashed(row.ToTable("sign_in_delay"), x => x.KeyHash));
        modelBuilder.Entity<RecoveryCodeRow>(row => Hashed(row.ToTable("recovery_code"), x => x.Hash).HasIndex(x => x.Account));
        modelBuilder.Entity<SecrecyRow>(row => row.ToTable("secrecy").HasKey(x => new { x.Account, x.Version }));
        modelBuilder.Entity<SignInRow>(row =>
        {
            row.ToTable("sign_in").HasKey(x => x.Id);
            row.HasIndex(x => new { x.Account, x.At });
            row.HasIndex(x => x.At);
            row.HasIndex(x => x.Session);
        });
        modelBuilder.Entity<FoundingRow>(row =>
        {
            row.ToTable("founding").HasKey(x => x.Id);
            row.Property(x => x.Id).ValueGeneratedNever();
            row.Property(x => x.FoundedAt).IsConcurrencyToken();
        });
        modelBuilder.Ignore<IdentityUserPasskey<Guid>>();
        modelBuilder.Ignore<IdentityPasskeyData>();
        UseSnakeCase(modelBuilder);

        // After it: the members of a JSON column may have no column names.
        modelBuilder.Entity<IdentityUserPasskey<Guid>>(row =>
        {
            row.ToTable("passkey").HasKey(x => x.CredentialId);
            row.Property(x => x.CredentialId).HasColumnName("credential_id").HasMaxLength(1024);
            row.Property(x => x.UserId).HasColumnName("user_id");
            row.OwnsOne(x => x.Data).ToJson("data");
            row.HasOne<Account>().WithMany().HasForeignKey(x => x.UserId);
        });
    }

    private static Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<T> Hashed<T>(
        Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<T> row, System.Linq.Expressions.Expression<Func<T, byte[]>> hash)
        where T : class
    {
        var name = ((System.Linq.Expressions.MemberExpression)hash.Body).Member.Name;
        row.HasKey(name);
        row.Property(hash).HasMaxLength(HashBytes);
        return row;
    }
}

/// <summary>On SQLite.</summary>
public sealed class IdentitySqliteContext(DbContextOptions<IdentitySqliteContext> options) : IdentityContext(options);

/// <summary>On PostgreSQL.</summary>
public sealed class IdentityPostgresContext(DbContextOptions<IdentityPostgresContext> options) : IdentityContext(options);
