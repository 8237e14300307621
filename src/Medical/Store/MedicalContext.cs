using ArboDossier.Medical.Features.Appointments;
using ArboDossier.Medical.Features.Cases;
using ArboDossier.Medical.Features.Conflicts;
using ArboDossier.Medical.Features.Deputies;
using ArboDossier.Medical.Features.Desk;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Medical.Features.Files;
using ArboDossier.Medical.Features.Notices;
using ArboDossier.Medical.Features.Openings;
using ArboDossier.Medical.Features.Outcomes;
using ArboDossier.Medical.Features.Register;
using ArboDossier.Medical.Features.Roster;
using ArboDossier.Medical.Features.Staff;
using ArboDossier.Medical.Features.Tasks;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>
/// The medical zone's rows. Every column is sealed unless it stands on <see cref="ClearColumns"/>; a test compares the two. File rows lead with
/// the file's id and have no foreign key to another file.
/// </summary>
public abstract class MedicalContext(DbContextOptions options) : ZoneContext(options)
{
    public DbSet<StaffMember> Staff => Set<StaffMember>();

    public DbSet<SecrecyStatement> Statements => Set<SecrecyStatement>();

    public DbSet<Appointment> Appointments => Set<Appointment>();

    public DbSet<KnownEmployer> Employers => Set<KnownEmployer>();

    public DbSet<DoorCredential> Credentials => Set<DoorCredential>();

    public DbSet<DoorOpening> Openings => Set<DoorOpening>();

    public DbSet<DoorChallenge> Challenges => Set<DoorChallenge>();

    public DbSet<EmployeeDoor> EmployeeDoors => Set<EmployeeDoor>();

    public DbSet<ActivationCode> Activations => Set<ActivationCode>();

    public DbSet<EmployeeFileAccess> EmployeeFiles => Set<EmployeeFileAccess>();

    public DbSet<FoundingCode> FoundingCodes => Set<FoundingCode>();

    public DbSet<KnownEmployment> Employments => Set<KnownEmployment>();

    public DbSet<NoticedCase> Cases => Set<NoticedCase>();

    public DbSet<CaseRequest> Requests => Set<CaseRequest>();

    public DbSet<MedicalFile> Files => Set<MedicalFile>();

    public DbSet<TreatingRelation> Relations => Set<TreatingRelation>();

    public DbSet<Consultation> Consultations => Set<Consultation>();

    public DbSet<FileEntry> Entries => Set<FileEntry>();

    public DbSet<WrittenTask> Tasks => Set<WrittenTask>();

    public DbSet<EntryReview> EntryReviews => Set<EntryReview>();

    public DbSet<Draft> Drafts => Set<Draft>();

    public DbSet<Outcome> Outcomes => Set<Outcome>();

    public DbSet<DoorCode> DoorCodes => Set<DoorCode>();

    public DbSet<DeskContact> DeskContacts => Set<DeskContact>();

    public DbSet<DeskStep> DeskSteps => Set<DeskStep>();

    public DbSet<EmployeeAsk> Asks => Set<EmployeeAsk>();

    public DbSet<EmployeeContact> Contacts => Set<EmployeeContact>();

    public DbSet<PrivacyShown> PrivacyShown => Set<PrivacyShown>();

    public DbSet<RosterRow> Rosters => Set<RosterRow>();

    public DbSet<Recovery> Recoveries => Set<Recovery>();

    public DbSet<Conflict> Conflicts => Set<Conflict>();

    public DbSet<Deputy> Deputies => Set<Deputy>();

    public DbSet<StatedOpening> StatedOpenings => Set<StatedOpening>();

    public DbSet<UnusualDay> UnusualDays => Set<UnusualDay>();

    public DbSet<OpenedFile> OpenedFiles => Set<OpenedFile>();

    /// <summary>The appointments that open something on a day: a second doctor confirmed them, and they did not end.</summary>
    public IQueryable<Appointment> AppointmentsOn(DateOnly day) => Appointments.Where(x => x.ConfirmedAt != null && x.From <= day && (x.Until == null || x.Until >= day));

    /// <summary>Who treats, and is not kept out: whose work it is. What is nobody's falls to all who are appointed.</summary>
    public IQueryable<TreatingRelation> Treating => Relations.Where(r => r.Until == null && !Conflicts.Any(x => x.File == r.File && x.Staff == r.Doctor && x.EndedAt == null));

    /// <summary>What keeps somebody out of files, or the doctor on whose behalf .</summary>
    public IQueryable<Conflict> KeepingOut(Guid staff, Guid? doctor) => Conflicts.Where(x => x.EndedAt == null && (x.Staff == staff || x.Staff == doctor));

    /// <summary>Who stands in for whom on a day, of doctors who are still here and registered.</summary>
    public IQueryable<Deputy> DeputiesOn(DateOnly day) => Deputies.Where(x => x.EndedAt == null && x.From <= day && x.Until >= day
        && Staff.Any(s => s.Id == x.Doctor && s.EndedAt == null && s.Register != RegisterState.Lapsed));

    /// <summary>
    /// Written tasks that are in force on a day: not withdrawn, and all that they rested on when they were given still holds. What was seen of
    /// the register and of the instruction is looked up with the person.
    /// </summary>
    public IQueryable<WrittenTask> TasksOn(DateOnly day)
    {
        var (appointments, deputies) = (AppointmentsOn(day), DeputiesOn(day));
        return Tasks.Where(t => t.WithdrawnAt == null && t.From <= day && t.Until >= day
            && (Statements.Any(s => s.Staff == t.Staff && s.Doctor == t.Doctor && s.EndedAt == null && s.RecordedAt <= t.GivenAt)
                || Staff.Any(m => m.Id == t.Staff && m.Supervisor == t.Doctor && m.SupervisedSince <= t.GivenAt))
            && !Conflicts.Any(k => k.File == t.File && (k.Staff == t.Staff || k.Staff == t.Doctor) && (k.EndedAt == null || k.EndedAt > t.GivenAt))
            && Relations.Any(r => r.File == t.File && r.Until == null && r.From <= t.GivenAt
                && Employments.Any(e => e.Id == t.File && appointments.Any(a => a.Employer == e.Employer && a.Doctor == r.Doctor && a.From <= t.From && a.ConfirmedAt <= t.GivenAt)
                    && (r.Doctor == t.Doctor || deputies.Any(d => d.Substitute == t.Doctor && d.Doctor == r.Doctor && (d.Employer == null || d.Employer == e.Employer) && d.From <= t.From && d.NamedAt <= t.GivenAt)))));
    }

    /// <summary>Entries that were recorded under a task and wait for a doctor's review .</summary>
    public IQueryable<FileEntry> Unreviewed => Entries.Where(x => x.Task != null && !EntryReviews.Any(r => r.Entry == x.Id));

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<StaffMember>(row =>
        {
            row.ToTable("staff").HasIndex(x => x.Subject).IsUnique();
            row.HasIndex(x => x.Invitation);
        });
        modelBuilder.Entity<SecrecyStatement>(row => row.ToTable("secrecy_statement").HasIndex(x => x.Staff));
        modelBuilder.Entity<Appointment>(row =>
        {
            row.ToTable("appointment").HasIndex(x => x.Doctor);
            row.HasIndex(x => x.Employer);
        });
        modelBuilder.Entity<KnownEmployer>(row => row.ToTable("known_employer"));
        modelBuilder.Entity<DoorCredential>(row =>
        {
            row.ToTable("door_credential").HasIndex(x => x.CredentialId).IsUnique();
            row.HasIndex(x => x.Owner);
        });
        modelBuilder.Entity<DoorOpening>(row => row.ToTable("door_opening").HasKey(x => x.Session));
        modelBuilder.Entity<DoorChallenge>(row => row.ToTable("door_challenge").HasIndex(x => new { x.Session, x.Purpose }));
        modelBuilder.Entity<EmployeeDoor>(row =>
        {
            row.ToTable("employee_door").HasIndex(x => x.Subject).IsUnique();
            row.HasIndex(x => x.AccountNumber).IsUnique();
        });
        modelBuilder.Entity<ActivationCode>(row => row.ToTable("activation_code").HasIndex(x => x.Door));
        modelBuilder.Entity<EmployeeFileAccess>(row =>
        {
            row.ToTable("employee_file_access").HasIndex(x => x.Door);
            row.HasIndex(x => x.File);
        });
        modelBuilder.Entity<FoundingCode>(row => row.ToTable("founding_code").HasKey(x => x.Hash));
        modelBuilder.Entity<KnownEmployment>(row =>
        {
            row.ToTable("known_employment").HasIndex(x => x.Employment).IsUnique();
            row.HasIndex(x => x.Employer);
        });
        modelBuilder.Entity<NoticedCase>(row => row.ToTable("noticed_case").HasIndex(x => x.File));
        modelBuilder.Entity<CaseRequest>(row =>
        {
            row.ToTable("case_request").HasIndex(x => x.File);
            // The few that wait, among all that ever were.
            row.HasIndex(x => x.State);
        });
        modelBuilder.Entity<MedicalFile>(row => row.ToTable("medical_file"));
        modelBuilder.Entity<TreatingRelation>(row =>
        {
            row.ToTable("treating_relation").HasIndex(x => x.File);
            row.HasIndex(x => x.Doctor);
        });
        modelBuilder.Entity<Consultation>(row =>
        {
            row.ToTable("consultation").HasIndex(x => x.File);
            row.HasIndex(x => new { x.Doctor, x.State, x.StartsAt });
        });
        modelBuilder.Entity<FileEntry>(row => row.ToTable("file_entry").HasIndex(x => new { x.File, x.RecordedAt }));
        modelBuilder.Entity<WrittenTask>(row =>
        {
            row.ToTable("written_task").HasIndex(x => x.File);
            row.HasIndex(x => x.Staff);
        });
        modelBuilder.Entity<EntryReview>(row =>
        {
            row.ToTable("entry_review").HasKey(x => x.Entry);
            row.HasIndex(x => x.File);
        });
        modelBuilder.Entity<Draft>(row =>
        {
            row.ToTable("draft").HasIndex(x => new { x.File, x.Author }).IsUnique();
            row.HasIndex(x => x.Author);
        });
        modelBuilder.Entity<Outcome>(row =>
        {
            row.ToTable("outcome").HasIndex(x => x.File);
            row.HasIndex(x => new { x.Case, x.Version });
            row.HasIndex(x => x.State);
        });
        modelBuilder.Entity<DoorCode>(row => row.ToTable("door_code").HasIndex(x => x.Owner));
        modelBuilder.Entity<DeskContact>(row => row.ToTable("desk_contact").HasIndex(x => x.File));
        modelBuilder.Entity<DeskStep>(row => row.ToTable("desk_step").HasIndex(x => x.File));
        modelBuilder.Entity<EmployeeAsk>(row =>
        {
            row.ToTable("employee_ask").HasIndex(x => x.File);
            row.HasIndex(x => x.HandledAt);
        });
        modelBuilder.Entity<EmployeeContact>(row => row.ToTable("employee_contact").HasKey(x => x.File));
        modelBuilder.Entity<PrivacyShown>(row => row.ToTable("privacy_shown").HasIndex(x => x.Person));
        modelBuilder.Entity<RosterRow>(row =>
        {
            row.ToTable("roster").HasKey(x => x.Number);
            row.Property(x => x.Number).ValueGeneratedNever();
        });
        modelBuilder.Entity<Recovery>(row => row.ToTable("recovery"));
        modelBuilder.Entity<Conflict>(row => row.ToTable("conflict").HasIndex(x => new { x.File, x.Staff }));
        modelBuilder.Entity<Deputy>(row =>
        {
            row.ToTable("deputy").HasIndex(x => x.Substitute);
            row.HasIndex(x => x.Doctor);
        });
        modelBuilder.Entity<StatedOpening>(row =>
        {
            row.ToTable("stated_opening").HasIndex(x => x.File);
            row.HasIndex(x => x.ReviewedAt);
        });
        modelBuilder.Entity<UnusualDay>(row => row.ToTable("unusual_day").HasIndex(x => new { x.Staff, x.Day }));
        modelBuilder.Entity<OpenedFile>(row => row.ToTable("opened_file").HasIndex(x => new { x.Staff, x.Day, x.File }));
        UseSnakeCase(modelBuilder);
    }
}

/// <summary>On SQLite.</summary>
public sealed class MedicalSqliteContext(DbContextOptions<MedicalSqliteContext> options) : MedicalContext(options);

/// <summary>On PostgreSQL.</summary>
public sealed class MedicalPostgresContext(DbContextOptions<MedicalPostgresContext> options) : MedicalContext(options);
