namespace ArboDossier.Medical.Tests;

/// <summary>
/// Who opens which file, written from the rules and not from the program: lists of what happened, and questions about them. Slow and simple on
/// purpose; it knows nothing of the program's types.
/// </summary>
internal sealed class ReferenceAccess(Func<DateTimeOffset> now)
{
    private static readonly TimeZoneInfo Amsterdam = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");

    internal sealed record Appointment(Guid Id, Guid Doctor, Guid Employer, DateOnly From, DateOnly? Until, Guid Proposer, bool Confirmed);

    internal sealed record Statement(Guid Id, Guid Clerk, Guid Doctor, DateOnly Instructed);

    internal sealed record Relation(Guid Id, Guid File, Guid Doctor);

    /// <summary>A doctor supervises a physician who has no statement to sign.</summary>
    internal sealed record Supervision(Guid Id, Guid Physician, Guid Doctor);

    /// <summary>A written task, with the ids of everything that was so when it was given: it rests on that, and on nothing that came later.</summary>
    internal sealed record Written(Guid Id, Guid Person, Guid Doctor, Guid File, DateOnly From, DateOnly Until, HashSet<Guid> Then);

    internal sealed record StandIn(Guid Id, Guid Doctor, Guid Substitute, Guid? Employer, DateOnly From, DateOnly Until);

    internal List<Guid> Doctors { get; } = [];

    /// <summary>Who stands in for whom .</summary>
    internal List<StandIn> StandIns { get; } = [];

    /// <summary>Who must not open what .</summary>
    internal List<(Guid Staff, Guid File)> KeptOut { get; } = [];

    internal List<Guid> Clerks { get; } = [];

    /// <summary>Who works by written tasks, under a statement .</summary>
    internal List<Guid> Supports { get; } = [];

    /// <summary>Who works by written tasks on the own secrecy, and stands in the register .</summary>
    internal List<Guid> Physicians { get; } = [];

    internal List<Supervision> Supervisions { get; } = [];

    internal List<Written> WrittenTasks { get; } = [];

    internal List<Guid> Left { get; } = [];

    internal List<Appointment> Appointments { get; } = [];

    /// <summary>Doctors whom two doctors put on the list of who may sign, with the passkey that they vouched for.</summary>
    internal List<(Guid Doctor, Guid Credential)> Roster { get; } = [];

    /// <summary>Those that are in force; a new one takes the place of the former.</summary>
    internal List<Statement> Statements { get; } = [];

    internal Dictionary<Guid, Guid> EmployerOfFile { get; } = [];

    /// <summary>Files that were opened. A sick report alone opens none .</summary>
    internal List<Guid> Opened { get; } = [];

    internal List<Relation> Relations { get; } = [];

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

        if (KeptOut.Contains((person, file)) || (Statements.Find(x => x.Clerk == person) is { } under && KeptOut.Contains((under.Doctor, file)))
            || (Supervisions.Find(x => x.Physician == person) is { } supervision && KeptOut.Contains((supervision.Doctor, file))))
        {
            return false;
        }

        if (Doctors.Contains(person))
        {
            // in place of one who is here, registered, appointed and treats, in the period and for that employer.
            if (!Left.Contains(person) && SeenToBeRegistered(person) && StandIns.Exists(x => x.Substitute == person && StandsIn(x, file) && Appointed(x.Doctor, file) && Treats(x.Doctor, file)))
            {
                return true;
            }

            // still here, seen in the register within seven days, appointed today, and treating or with a reason.
            return !Left.Contains(person) && SeenToBeRegistered(person) && Appointed(person, file) && (Treats(person, file) || reason);
        }

        if (Clerks.Contains(person))
        {
            // a statement in force, instructed less than 24 months ago, a doctor who is still here, may open it himself by treating, and a task.
            return !Left.Contains(person) && Statements.Find(x => x.Clerk == person) is { } statement && Today.AddMonths(-24) < statement.Instructed
                && Doctors.Contains(statement.Doctor) && !Left.Contains(statement.Doctor) && SeenToBeRegistered(statement.Doctor) && Appointed(statement.Doctor, file)
                && Treats(statement.Doctor, file) && Tasks.Exists(x => x.File == file);
        }

        if (Supports.Contains(person) || Physicians.Contains(person))
        {
            // a doctor who supervises now and was seen in the register, as a physician was too, and a written task of that doctor in this file.
            return Under(person) is { } doctor && SeenToBeRegistered(doctor) && (Supports.Contains(person) || SeenToBeRegistered(person))
                && WrittenTasks.Exists(x => x.Person == person && x.Doctor == doctor && x.File == file && IsInForce(x));
        }

        // the own file and no other.
        return Own.Contains((person, file));
    }

    /// <summary>A doctor gives a task in a file that is open to him, to whom he supervises, has a passkey, and is not kept out .</summary>
    internal bool Gives(Guid doctor, Guid person, Guid file) =>
        Doctors.Contains(doctor) && Opens(doctor, file, reason: false) && Under(person) == doctor && Credentials.Exists(x => x.Owner == person) && !KeptOut.Contains((person, file));

    /// <summary>A task that is given now.</summary>
    internal void Give(Guid id, Guid person, Guid doctor, Guid file, DateOnly from, DateOnly until)
    {
        // Who is kept out when it is given stays out of it.
        if (!KeptOut.Contains((person, file)) && !KeptOut.Contains((doctor, file)))
        {
            WrittenTasks.Add(new(id, person, doctor, file, from, until,
            [
                .. Statements.Select(x => x.Id), .. Supervisions.Select(x => x.Id), .. Relations.Select(x => x.Id), .. Appointments.Where(x => x.Confirmed).Select(x => x.Id), .. StandIns.Select(x => x.Id),
            ]));
        }
    }

    /// <summary>Somebody is kept out from now on: the tasks that he has or gave there end for good.</summary>
    internal void KeepOut(Guid staff, Guid file)
    {
        KeptOut.Add((staff, file));
        WrittenTasks.RemoveAll(x => x.File == file && (x.Person == staff || x.Doctor == staff));
    }

    /// <summary>The doctor under whom somebody works by tasks, who is still here and registered.</summary>
    private Guid? Under(Guid person)
    {
        var doctor = Supports.Contains(person)
            ? Statements.Find(x => x.Clerk == person && Today.AddMonths(-24) < x.Instructed)?.Doctor
            : Register[person].Registered ? Supervisions.Find(x => x.Physician == person)?.Doctor : null;
        return !Left.Contains(person) && doctor is { } live && !Left.Contains(live) && Register[live].Registered ? live : null;
    }

    private bool IsInForce(Written task)
    {
        bool Was(Guid id) => task.Then.Contains(id);
        bool Holds(DateOnly from, DateOnly? until) => from <= task.From && from <= Today && (until is null || Today <= until);
        var supervised = Statements.Exists(x => x.Clerk == task.Person && x.Doctor == task.Doctor && Was(x.Id)) || Supervisions.Exists(x => x.Physician == task.Person && x.Doctor == task.Doctor && Was(x.Id));
        bool Works(Guid doctor) => Relations.Exists(x => x.File == task.File && x.Doctor == doctor && Was(x.Id))
            && Appointments.Exists(x => x.Doctor == doctor && x.Employer == EmployerOfFile[task.File] && Was(x.Id) && Holds(x.From, x.Until));
        return task.From <= Today && Today <= task.Until && supervised
            && (Works(task.Doctor) || StandIns.Exists(x => x.Substitute == task.Doctor && Was(x.Id) && Holds(x.From, x.Until) && StandsIn(x, task.File) && Works(x.Doctor)));
    }

    private bool StandsIn(StandIn x, Guid file) =>
        x.From <= Today && Today <= x.Until && (x.Employer is null || x.Employer == EmployerOfFile[file]) && !Left.Contains(x.Doctor) && Register[x.Doctor].Registered;

    private bool Treats(Guid doctor, Guid file) => Relations.Exists(x => x.File == file && x.Doctor == doctor);

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
