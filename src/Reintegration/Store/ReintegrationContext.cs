using ArboDossier.Reintegration.Features.Audits;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Features.Employees;
using ArboDossier.Reintegration.Features.Employers;
using ArboDossier.Reintegration.Features.Import;
using ArboDossier.Reintegration.Features.My;
using ArboDossier.Reintegration.Features.Service;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Store;

/// <summary>
/// The reintegration zone's rows. All that is known about a person or a case is sealed; in clear stand ids, states, versions and instants of
/// recording. Rows of a case lead with the employment and have no foreign key to another's. There is no column for a BSN.
/// </summary>
public abstract class ReintegrationContext(DbContextOptions options) : ZoneContext(options)
{
    public DbSet<Employer> Employers => Set<Employer>();

    public DbSet<Member> Members => Set<Member>();

    public DbSet<Assignment> Assignments => Set<Assignment>();

    public DbSet<Substitution> Substitutions => Set<Substitution>();

    public DbSet<FoundingUse> Foundings => Set<FoundingUse>();

    public DbSet<Employment> Employments => Set<Employment>();

    public DbSet<AbsenceCase> Cases => Set<AbsenceCase>();

    public DbSet<ExpertAppointment> ExpertAppointments => Set<ExpertAppointment>();

    public DbSet<Audit> Audits => Set<Audit>();

    public DbSet<AuditCase> AuditCases => Set<AuditCase>();

    public DbSet<Authorisation> Authorisations => Set<Authorisation>();

    public DbSet<CaseEvent> CaseEvents => Set<CaseEvent>();

    public DbSet<DoctorRequest> Requests => Set<DoctorRequest>();

    public DbSet<ReleaseRow> Releases => Set<ReleaseRow>();

    public DbSet<RosterRow> Rosters => Set<RosterRow>();

    public DbSet<Alert> Alerts => Set<Alert>();

    public DbSet<SeenTick> Ticks => Set<SeenTick>();

    public DbSet<ImportKey> ImportKeys => Set<ImportKey>();

    public DbSet<ImportJob> Imports => Set<ImportJob>();

    public DbSet<PrivacyShown> PrivacyShown => Set<PrivacyShown>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Employer>(row => row.ToTable("employer"));
        modelBuilder.Entity<Member>(row =>
        {
            row.ToTable("member").HasIndex(x => x.Subject);
            row.HasIndex(x => x.Invitation);
            row.HasIndex(x => x.Employer);
            row.HasIndex(x => x.Employment);
        });
        modelBuilder.Entity<Assignment>(row =>
        {
            row.ToTable("assignment").HasIndex(x => x.Member);
            row.HasIndex(x => x.Employer);
        });
        modelBuilder.Entity<Substitution>(row =>
        {
            row.ToTable("substitution").HasIndex(x => x.Substitute);
            row.HasIndex(x => x.Manager);
        });
        modelBuilder.Entity<FoundingUse>(row => row.ToTable("founding_use").HasKey(x => x.Hash));
        modelBuilder.Entity<Employment>(row =>
        {
            row.ToTable("employment").HasIndex(x => x.Employer);
            row.HasIndex(x => x.Manager);
        });
        modelBuilder.Entity<AbsenceCase>(row =>
        {
            row.ToTable("absence_case").HasIndex(x => x.Employment);
            row.HasIndex(x => new { x.Employer, x.State });
            row.Property(x => x.ContentVersion).IsConcurrencyToken();
        });
        modelBuilder.Entity<ExpertAppointment>(row =>
        {
            row.ToTable("expert_appointment").HasIndex(x => x.Member);
            row.HasIndex(x => new { x.Employment, x.Case });
        });
        modelBuilder.Entity<Audit>(row => row.ToTable("audit").HasIndex(x => x.Member));
        modelBuilder.Entity<AuditCase>(row =>
        {
            row.ToTable("audit_case").HasIndex(x => x.Case);
            row.HasIndex(x => x.Audit);
            row.HasIndex(x => x.Employment);
        });
        modelBuilder.Entity<Authorisation>(row =>
        {
            row.ToTable("authorisation").HasIndex(x => x.Member);
            row.HasIndex(x => x.Employment);
        });
        modelBuilder.Entity<CaseEvent>(row => row.ToTable("case_event").HasIndex(x => new { x.Employment, x.Case }));
        modelBuilder.Entity<DoctorRequest>(row => row.ToTable("doctor_request").HasIndex(x => new { x.Employment, x.Case }));
        modelBuilder.Entity<ReleaseRow>(row =>
        {
            row.ToTable("release").HasIndex(x => new { x.Case, x.Version }).IsUnique();
            row.HasIndex(x => x.State);
        });
        modelBuilder.Entity<RosterRow>(row =>
        {
            row.ToTable("roster").HasKey(x => x.Number);
            row.Property(x => x.Number).ValueGeneratedNever();
        });
        modelBuilder.Entity<Alert>(row => row.ToTable("alert"));
        modelBuilder.Entity<SeenTick>(row =>
        {
            row.ToTable("seen_tick").HasKey(x => x.Id);
            row.HasIndex(x => x.At);
        });
        modelBuilder.Entity<ImportKey>(row => row.ToTable("import_key").HasIndex(x => x.Hash).IsUnique());
        modelBuilder.Entity<ImportJob>(row => row.ToTable("import_job").HasIndex(x => x.Employer));
        modelBuilder.Entity<PrivacyShown>(row => row.ToTable("privacy_shown").HasIndex(x => x.Person));
        UseSnakeCase(modelBuilder);
    }
}

/// <summary>On SQLite.</summary>
public sealed class ReintegrationSqliteContext(DbContextOptions<ReintegrationSqliteContext> options) : ReintegrationContext(options);

/// <summary>On PostgreSQL.</summary>
public sealed class ReintegrationPostgresContext(DbContextOptions<ReintegrationPostgresContext> options) : ReintegrationContext(options);
