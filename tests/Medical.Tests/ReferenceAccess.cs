namespace ArboDossier.Medical.Tests;

/// <summary>
/// Who opens which file, written from the rules and not from the program: lists of what happened, and questions about them. Slow and simple on
/// purpose; it knows nothing of the program's types.
/// </summary>
internal sealed class ReferenceAccess(Func<DateTimeOffset> now)
{
    private static readonly TimeZoneInfo Amsterdam = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");

    internal sealed record Appointment(Guid Id, Guid Doctor, Guid Employer, DateOnly From, DateOnly? Until, Guid Proposer, bool Confirmed);

    internal sealed record Statement(Guid Clerk, Guid Doctor, DateOnly Instructed);

    internal sealed record StandIn(Guid Id, Guid Doctor, Guid Substitute, Guid? Employer, DateOnly From, DateOnly Until);

    internal List<Guid> Doctors { get; } = [];

    /// <summary>Who stands in for whom .</summary>
    internal List<StandIn> StandIns { get; } = [];

    /// <summary>Who must not open what .</summary>
    internal List<(Guid Staff, Guid File)> KeptOut { get; } = [];

    internal List<Guid> Clerks { get; } = [];

    internal List<Guid> Left { get; } = [];

    internal List<Appointment> Appointments { get; } = [];

    /// <summary>Doctors whom two doctors put on the list of who may sign, with the passkey that they vouched for.</summary>
    internal List<(Guid Doctor, Guid Credential)> Roster { get; } = [];

    /// <summary>Those that are in force; a new one takes the place of the former.</summary>
    internal List<Statement> Statements { get; } = [];

    internal Dictionary<Guid, Guid> EmployerOfFile { get; } = [];

    /// <summary>Files that were opened. A sick report alone opens none .</summary>
    internal List<Guid> Opened { get; } = [];

    internal List<(Guid File, Guid Doctor)> Relations { get; } = [];

    internal List<(Guid File, Guid Task)> Tasks { get; } = [];

    internal List<(Guid Employee, Guid File)> Own { get; } = [];

    internal List<(Guid Owner, Guid Credential)> Credentials { get; } = [];

    internal Dictionary<Guid, (Guid Credential, DateTimeOffset Until)> Doors { get; } = [];

    /// <summary>What the register said last of a doctor, and when.</summary>
    internal Dictionary<Guid, (bool Registered, DateTimeOffset At)> Register { get; } = [];

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now(), Amsterdam).DateTime);

    internal bool Opens(Guid person, Guid file, bool reason)
    {
        if (!Opened.Contains(file) || !DoorIsOpen(person))
        {
            return false;
        }

        if (KeptOut.Contains((person, file)) || (Statements.Find(x => x.Clerk == person) is { } under && KeptOut.Contains((under.Doctor, file))))
        {
            return false;
        }

        if (Doctors.Contains(person))
        {
            // in place of one who is here, registered, appointed and treats, in the period and for that employer.
            if (!Left.Contains(person) && SeenToBeRegistered(person) && StandIns.Exists(x => x.Substitute == person && x.From <= Today && Today <= x.Until && (x.Employer is null || x.Employer == EmployerOfFile[file])
                    && !Left.Contains(x.Doctor) && Register[x.Doctor].Registered && Appointed(x.Doctor, file) && Relations.Contains((file, x.Doctor))))
            {
                return true;
            }

            // still here, seen in the register within seven days, appointed today, and treating or with a reason.
            return !Left.Contains(person) && SeenToBeRegistered(person) && Appointed(person, file) && (Relations.Contains((file, person)) || reason);
        }

        if (Clerks.Contains(person))
        {
            // a statement in force, instructed less than 24 months ago, a doctor who is still here, may open it himself by treating, and a task.
            return !Left.Contains(person) && Statements.Find(x => x.Clerk == person) is { } statement && Today.AddMonths(-24) < statement.Instructed
                && Doctors.Contains(statement.Doctor) && !Left.Contains(statement.Doctor) && SeenToBeRegistered(statement.Doctor) && Appointed(statement.Doctor, file)
                && Relations.Contains((file, statement.Doctor)) && Tasks.Exists(x => x.File == file);
        }

        // the own file and no other.
        return Own.Contains((person, file));
    }

    /// <summary>An appointment takes two: who confirms is another than who proposed, both are on the list, and the door is open.</summary>
    internal bool Confirms(Guid person, Appointment appointment) =>
        !appointment.Confirmed && person != appointment.Proposer && Doctors.Contains(person) && !Left.Contains(person) && Register[person].Registered && DoorIsOpen(person)
        && Listed(person) && Listed(appointment.Proposer);

    private bool Listed(Guid doctor) => Roster.Exists(x => x.Doctor == doctor && Credentials.Contains(x));

    private bool Appointed(Guid doctor, Guid file) =>
        Appointments.Exists(x => x.Doctor == doctor && x.Employer == EmployerOfFile[file] && x.Confirmed && x.From <= Today && (x.Until is null || Today <= x.Until));

    private bool SeenToBeRegistered(Guid doctor) => Register[doctor].Registered && now() - Register[doctor].At <= TimeSpan.FromDays(7);

    internal bool DoorIsOpen(Guid person) => Doors.TryGetValue(person, out var door) && now() < door.Until && Credentials.Contains((person, door.Credential));
}
