using ArboDossier.AuditLedger;
using ArboDossier.Contracts;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Appointments;
using ArboDossier.Medical.Features.Cases;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Medical.Features.Files;
using ArboDossier.Medical.Features.Register;
using ArboDossier.Medical.Features.Staff;
using ArboDossier.Medical.Features.Tasks;
using ArboDossier.Medical.Store;
using ArboDossier.Shape;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace ArboDossier.Medical.Tests;

/// <summary>
/// Random histories of appointments, statements, supervision, relations, tasks, written tasks, doors, departures and lapses, over the real stores and the real rules: nobody
/// opens what the reference says is closed, and the other way round.
/// </summary>
public sealed class AccessHistoryTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("sqlite", 60)]
    [InlineData("postgres", 15)]
    [Trait("Rule", "R-060")]
    [Trait("Rule", "R-071")]
    [Trait("Rule", "R-076")]
    [Trait("Rule", "R-050")]
    [Trait("Rule", "R-047")]
    public async Task Nobody_opens_what_the_rules_close_and_whoever_may_does(string engine, int histories)
    {
        await using var world = await MedicalWorld.StartAsync(engine);
        await world.QuietAsync();
        await Histories.TellAsync(histories, seed => new AccessHistory(world, seed), output.WriteLine);
    }
}

/// <summary>One history: what happens is done to the program's rows and told to the reference.</summary>
internal sealed class AccessHistory(MedicalWorld world, int seed) : IHistory
{
    private static readonly Decision Anything = Decision.Permit(new AuditAct("test", ActKind.Update, Actor.Machine("test"), "test", default), "test", "test");
    private readonly Random _random = new(seed);
    private readonly ReferenceAccess _reference = new(world.Clock.GetUtcNow);
    private readonly Dictionary<Guid, (string Subject, Guid Session)> _people = [];
    private readonly List<Guid> _employees = [];
    private readonly List<Guid> _employers = [Guid.NewGuid(), Guid.NewGuid()];
    private readonly List<Guid> _files = [];
    private readonly List<string> _story = [];

    public int Permitted { get; private set; }

    public int Refused { get; private set; }

    private DateTimeOffset Now => world.Clock.GetUtcNow();

    private DateOnly Today => Web.Words.LocalDay(Now);

    public Task BeginAsync() => ChangeAsync(async db =>
    {
        for (var i = 0; i < 9; i++)
        {
            var (id, kind) = (Guid.NewGuid(), i < 3 ? _reference.Doctors : i < 5 ? _reference.Clerks : i == 5 ? _reference.Supports : i == 6 ? _reference.Physicians : _employees);
            kind.Add(id);
            _people[id] = ($"history-{id:N}", Guid.NewGuid());
            if (kind == _employees)
            {
                db.EmployeeDoors.Add(new EmployeeDoor { Id = id, Subject = _people[id].Subject, AccountNumber = id.ToString("N")[..8], CreatedAt = Now });
            }
            else
            {
                _reference.Register[id] = (true, Now);
                db.Staff.Add(new StaffMember { Id = id, Role = i < 3 ? MedicalRole.CompanyDoctor : i < 5 ? MedicalRole.DerivedSecrecyStaff : i == 5 ? MedicalRole.PracticeSupport : MedicalRole.SupervisedPhysician, Name = "X. Proef", Subject = _people[id].Subject, CreatedAt = Now });
            }
        }

        for (var i = 0; i < 4; i++)
        {
            var file = Guid.NewGuid();
            var employer = _employers[i % 2];
            _files.Add(file);
            _reference.EmployerOfFile[file] = employer;
            db.Employments.Add(new KnownEmployment { Id = file, Employment = Guid.NewGuid(), Employer = employer });
            if (i < 3)
            {
                db.Files.Add(new MedicalFile { Id = file, OpenedAt = Now });
                _reference.Opened.Add(file);
            }
        }

        // Everyone begins with the door open and the first doctor at work, so that something is open at all.
        _people.Keys.ToList().ForEach(x => Open(db, x));
        Appoint(db, _reference.Doctors[0], _employers[0], Today.AddDays(-1), null, _reference.Doctors[1], _reference.Doctors[2]);
        await BeginRosterAsync(db);
        Relate(db, _files[0], _reference.Doctors[0]);
        // And with somebody who has a task there.
        var statement = new SecrecyStatement { Id = Guid.NewGuid(), Staff = _reference.Supports[0], Doctor = _reference.Doctors[0], TextVersion = "1", SignedOn = Today, InstructedOn = Today, RecordedAt = Now };
        db.Statements.Add(statement);
        _reference.Statements.Add(new(statement.Id, statement.Staff, statement.Doctor, Today));
        Write(db, statement.Staff, statement.Doctor, _files[0], Today, Today.AddDays(20));
    });

    public async Task StepAsync()
    {
        var (staff, appointing) = (world.Services.GetRequiredService<StaffStore>(), world.Services.GetRequiredService<Appointing>());
        // What happens next happens later.
        world.Clock.Advance(TimeSpan.FromMilliseconds(5));
        var (doctor, employee, employer, file) = (Any(_reference.Doctors), Any(_employees), Any(_employers), Any(_files));
        var clerk = Any([.. _reference.Clerks, .. _reference.Supports]);
        var supervised = Any([.. _reference.Supports, .. _reference.Physicians]);
        switch (_random.Next(33))
        {
            case 0 or 1:
                var from = Today.AddDays(_random.Next(-3, 4));
                var (first, second) = (Any(_reference.Doctors), Any(_reference.Doctors));
                await ChangeAsync(db => Appoint(db, doctor, employer, from, _random.Next(2) == 0 ? null : from.AddDays(_random.Next(0, 6)), first, first == second ? null : second));
                break;
            case 16 or 17 when _reference.Appointments.Find(x => !x.Confirmed) is { } waiting:
                await ConfirmAsync(appointing, waiting, doctor);
                break;
            case 2 when _reference.Appointments.Count > 0:
                await EndAppointmentsAsync(appointing, Any(_reference.Appointments));
                break;
            case 3 or 4:
                var instructed = Today.AddMonths(-24).AddDays(_random.Next(3) switch { 0 => _random.Next(-1, 3), _ => 500 });
                _reference.Statements.RemoveAll(x => x.Clerk == clerk);
                var statement = Guid.NewGuid();
                _reference.Statements.Add(new(statement, clerk, doctor, instructed));
                await staff.RecordStatementAsync(
                    new SecrecyStatement { Id = statement, Staff = clerk, Doctor = doctor, TextVersion = "1", SignedOn = instructed, InstructedOn = instructed, RecordedAt = Now }, Anything, CancellationToken.None);
                Tell($"{Name(clerk)} states under {Name(doctor)}");
                break;
            case 5:
                _reference.Statements.RemoveAll(x => x.Clerk == clerk);
                await staff.EndSupervisionAsync(clerk, Anything, CancellationToken.None);
                Tell($"statement of {Name(clerk)} ends");
                break;
            case 6 or 7:
                await ChangeAsync(db => Relate(db, file, doctor));
                break;
            case 8:
                _reference.Relations.RemoveAll(x => x.File == file && x.Doctor == doctor);
                await ChangeAsync(db => db.Relations.Where(x => x.File == file && x.Doctor == doctor).ExecuteUpdateAsync(set => set.SetProperty(x => x.Until, Now)));
                Tell($"{Name(doctor)} treats {Name(file)} no more");
                break;
            case 9 or 10:
                await BeginTaskAsync(file, doctor);
                break;
            case 11 when _reference.Tasks.Count > 0:
                await EndTaskAsync(Any(_reference.Tasks));
                break;
            case 12:
                var leaver = Any([doctor, clerk, supervised]);
                _reference.Left.Add(leaver);
                await ChangeAsync(db => db.Staff.Where(x => x.Id == leaver).ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, Now)));
                Tell($"{Name(leaver)} leaves");
                break;
            case 13:
                var (owner, credential) = Any(_reference.Credentials.Count > 0 ? _reference.Credentials : [(doctor, Guid.NewGuid())]);
                _reference.Credentials.Remove((owner, credential));
                await ChangeAsync(db => db.Credentials.Where(x => x.Id == credential).ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, Now)));
                Tell($"a passkey of {Name(owner)} is revoked");
                break;
            case 14:
                await ChangeAsync(db =>
                {
                    db.EmployeeFiles.Add(new EmployeeFileAccess { Id = Guid.NewGuid(), Door = employee, File = file, Level = DoorLevel.Passkey, Activation = Guid.NewGuid(), Since = Now });
                    _reference.Own.Add((employee, file));
                    Tell($"{Name(file)} is of {Name(employee)}");
                });
                break;
            case 15:
                _reference.Own.RemoveAll(x => x.Employee == employee);
                await ChangeAsync(db => db.EmployeeFiles.Where(x => x.Door == employee).ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, Now)));
                Tell($"{Name(employee)} has no file any more");
                break;
            case 21 or 22:
                var begins = Today.AddDays(_random.Next(-2, 2));
                var standIn = new ReferenceAccess.StandIn(Guid.NewGuid(), doctor, Any(_reference.Doctors), _random.Next(2) == 0 ? null : employer, begins, begins.AddDays(_random.Next(0, 8)));
                _reference.StandIns.Add(standIn);
                await ChangeAsync(db => db.Deputies.Add(new Features.Deputies.Deputy { Id = standIn.Id, Doctor = doctor, Substitute = standIn.Substitute, Employer = standIn.Employer, From = begins, Until = standIn.Until, NamedAt = Now }));
                Tell($"{Name(standIn.Substitute)} stands in for {Name(doctor)} until {standIn.Until:O}");
                break;
            case 23 when _reference.StandIns.Count > 0:
                var over = Any(_reference.StandIns);
                _reference.StandIns.Remove(over);
                await ChangeAsync(db => db.Deputies.Where(x => x.Id == over.Id).ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, Now)));
                Tell($"{Name(over.Substitute)} stands in for {Name(over.Doctor)} no more");
                break;
            case 24:
                var keptOut = (Any([doctor, clerk, supervised]), file);
                if (_reference.KeptOut.Remove(keptOut))
                {
                    await ChangeAsync(db => db.Conflicts.Where(x => x.Staff == keptOut.Item1 && x.File == file).ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, Now)));
                }
                else
                {
                    _reference.KeepOut(keptOut.Item1, file);
                    await ChangeAsync(db => db.Conflicts.Add(new Features.Conflicts.Conflict { Id = Guid.NewGuid(), Staff = keptOut.Item1, File = file, Kind = ConflictKind.TooClose, RecordedBy = doctor, RecordedAt = Now }));
                }

                Tell($"{Name(keptOut.Item1)} is kept out of {Name(file)} or not any more");
                break;
            case 19:
                var registered = _random.Next(4) > 0;
                doctor = _random.Next(4) == 0 ? _reference.Physicians[0] : doctor;
                _reference.Register[doctor] = (registered, Now);
                await ChangeAsync(db => db.Staff.Where(x => x.Id == doctor).ExecuteUpdateAsync(set => set.SetProperty(x => x.Register, registered ? RegisterState.Registered : RegisterState.Lapsed).SetProperty(x => x.RegisterSeenAt, Now)));
                Tell($"the register says that {Name(doctor)} is {(registered ? "registered" : "not registered")}");
                break;
            case 25 or 26:
                await TryToGiveAsync(doctor, supervised, file);
                break;
            case 27 or 28:
                // Given by whom it was, wherever it was: what it opens is looked up.
                var starts = Today.AddDays(_random.Next(-1, 3));
                var giver = _reference.Statements.Find(x => x.Clerk == supervised)?.Doctor ?? _reference.Supervisions.Find(x => x.Physician == supervised)?.Doctor ?? doctor;
                await ChangeAsync(db => Write(db, supervised, giver, _random.Next(2) == 0 ? _files[0] : file, starts, starts.AddDays(_random.Next(0, 20))));
                break;
            case 29 when _reference.WrittenTasks.Count > 0:
                var withdrawn = Any(_reference.WrittenTasks);
                _reference.WrittenTasks.Remove(withdrawn);
                await ChangeAsync(db => db.Tasks.Where(x => x.Id == withdrawn.Id).ExecuteUpdateAsync(set => set.SetProperty(x => x.WithdrawnAt, Now)));
                Tell($"a task of {Name(withdrawn.Person)} is withdrawn");
                break;
            case 30:
                var physician = _reference.Physicians[0];
                if (await staff.SuperviseAsync(physician, doctor, Anything, CancellationToken.None))
                {
                    _reference.Supervisions.Add(new(Guid.NewGuid(), physician, doctor));
                }

                Tell($"{Name(doctor)} would supervise {Name(physician)}");
                break;
            case 31:
                _reference.Supervisions.Clear();
                await staff.EndSupervisionAsync(_reference.Physicians[0], Anything, CancellationToken.None);
                Tell($"nobody supervises {Name(_reference.Physicians[0])}");
                break;
            default:
                var by = _random.Next(2) == 0 ? TimeSpan.FromMinutes(_random.Next(1, 20)) : TimeSpan.FromDays(_random.Next(1, 4));
                world.Clock.Advance(by);
                Tell($"{by} pass");
                await ChangeAsync(db => _people.Keys.Where(x => _random.Next(4) > 0 && _reference.Credentials.Exists(c => c.Owner == x)).ToList().ForEach(x => Open(db, x)));
                break;
        }
    }

    public async Task CheckAsync(bool everyone)
    {
        var (visitors, store) = (world.Services.GetRequiredService<Visitors>(), world.Services.GetRequiredService<FileStore>());
        foreach (var person in everyone ? [.. _people.Keys] : (IReadOnlyList<Guid>)[Any([.. _people.Keys])])
        {
            var visitor = await visitors.WhoAsync(_people[person].Subject, _people[person].Session, "127.0.0.1", CancellationToken.None);
            foreach (var file in _files.Append(Guid.NewGuid()))
            {
                await SaysTheSameAsync(person, file);
                var facts = await store.FactsAsync(visitor, file, CancellationToken.None);
                foreach (var reason in (StatedReason[])[StatedReason.None, StatedReason.StandIn])
                {
                    var decision = FileRules.Open(visitor, file, facts, reason);
                    decision.Permitted.Should().Be(
                        _reference.Opens(person, file, reason != StatedReason.None), "seed {0}, {1} and {2} with reason {3} ({4}), after: {5}", seed, Name(person), Name(file), reason, decision.Reason, string.Join("; ", _story));
                    _ = decision.Permitted ? Permitted++ : Refused++;
                }
            }
        }
    }

    /// <summary>The page about who can open a file names exactly those who, with the door open, can.</summary>
    private async Task SaysTheSameAsync(Guid person, Guid file)
    {
        if (!_reference.DoorIsOpen(person) || _employees.Contains(person))
        {
            return;
        }

        var said = (await world.Services.GetRequiredService<WhoMayOpen>().OfAsync(file, CancellationToken.None)).FirstOrDefault(x => x.Staff == person);
        (said?.Opening == Opening.Now).Should().Be(_reference.Opens(person, file, reason: false), "seed {0}, {1} and {2}, after: {3}", seed, Name(person), Name(file), string.Join("; ", _story));
        (said?.Opening is Opening.Now or Opening.WithReason).Should().Be(_reference.Opens(person, file, reason: true), "seed {0}, {1} and {2}, after: {3}", seed, Name(person), Name(file), string.Join("; ", _story));
    }

    private void Open(MedicalContext db, Guid person)
    {
        var credential = _reference.Credentials.Find(x => x.Owner == person).Credential;
        if (credential == Guid.Empty)
        {
            credential = Guid.NewGuid();
            _reference.Credentials.Add((person, credential));
            db.Credentials.Add(new DoorCredential { Id = credential, Owner = person, CredentialId = credential.ToByteArray(), PublicKey = [1], CreatedAt = Now, ConfirmedAt = Now, ConfirmedBy = person });
        }

        var until = Now.AddMinutes(15);
        _reference.Doors[person] = (credential, until);
        if (db.Openings.Find(_people[person].Session) is { } row)
        {
            (row.Credential, row.ClosesAt) = (credential, until);
        }
        else
        {
            db.Openings.Add(new DoorOpening { Session = _people[person].Session, Credential = credential, OpenedAt = Now, ClosesAt = until });
        }
    }

    /// <summary>Proposed by one, and confirmed if there is a second; else it waits, without a last day.</summary>
    private void Appoint(MedicalContext db, Guid doctor, Guid employer, DateOnly from, DateOnly? until, Guid first, Guid? second)
    {
        var row = new Appointment { Id = Guid.NewGuid(), Doctor = doctor, Employer = employer, From = from, Until = second is null ? null : until, ProposedBy = first, ProposedAt = Now, ConfirmedBy = second, ConfirmedAt = second is null ? null : Now };
        db.Appointments.Add(row);
        _reference.Appointments.Add(new(row.Id, doctor, employer, from, row.Until, first, second is not null));
        Tell($"{Name(doctor)} is proposed by {Name(first)} for {Name(employer)} from {from:O} until {row.Until:O}, {(second is null ? "waits" : "confirmed")}");
    }

    /// <summary>Somebody tries to be the second: the rules and the reference say the same.</summary>
    private async Task ConfirmAsync(Appointing appointing, ReferenceAccess.Appointment waiting, Guid doctor)
    {
        var visitor = await world.Services.GetRequiredService<Visitors>().WhoAsync(_people[doctor].Subject, _people[doctor].Session, "127.0.0.1", CancellationToken.None);
        var decision = SideAccess.ConfirmAppointment(visitor, await appointing.FactsAsync(visitor, waiting.Id, CancellationToken.None));
        Tell($"{Name(doctor)} tries to confirm what {Name(waiting.Proposer)} proposed");
        decision.Permitted.Should().Be(_reference.Confirms(doctor, waiting), "seed {0}, after: {1}", seed, string.Join("; ", _story));
        if (decision.Permitted)
        {
            await appointing.ConfirmAsync(waiting.Id, doctor, Today, Anything, CancellationToken.None);
            _reference.Appointments[_reference.Appointments.IndexOf(waiting)] = waiting with { Confirmed = true, From = Today };
        }
    }

    /// <summary>The first two doctors stand on the list of who may sign, the third does not.</summary>
    private async Task BeginRosterAsync(MedicalContext db)
    {
        _reference.Roster.AddRange(_reference.Doctors.Take(2).Select(x => _reference.Credentials.Find(c => c.Owner == x)));
        var number = await db.Rosters.CountAsync() + 1;
        var roster = new DoctorRoster(MedicalWorld.Service, number, [], Now, "medisch.localhost", world.At.Medical, [.. _reference.Roster.Select(x => new RosterDoctor(x.Doctor, "X. Proef", "19012345601", true, [new(x.Credential.ToByteArray(), [1], false)]))]);
        db.Rosters.Add(new Features.Roster.RosterRow { Number = number, Document = roster.ToCanonicalBytes(), FirstSigner = _reference.Doctors[0], SecondSigner = _reference.Doctors[1], MadeAt = Now });
    }

    private async Task EndAppointmentsAsync(Appointing appointing, ReferenceAccess.Appointment ended)
    {
        var yesterday = Today.AddDays(-1);
        foreach (var id in await world.ReadAsync(db => db.Appointments.Where(x => x.Doctor == ended.Doctor && x.Employer == ended.Employer).Select(x => x.Id).ToListAsync()))
        {
            await appointing.EndAsync(id, yesterday, Anything, CancellationToken.None);
        }

        _reference.Appointments.RemoveAll(x => x.Doctor == ended.Doctor && x.Employer == ended.Employer);
        Tell($"{Name(ended.Doctor)} is appointed for {Name(ended.Employer)} no more");
    }

    private void Relate(MedicalContext db, Guid file, Guid doctor)
    {
        if (!_reference.Relations.Exists(x => x.File == file && x.Doctor == doctor))
        {
            var relation = new TreatingRelation { Id = Guid.NewGuid(), File = file, Doctor = doctor, From = Now };
            db.Relations.Add(relation);
            _reference.Relations.Add(new(relation.Id, file, doctor));
            Tell($"{Name(doctor)} treats {Name(file)}");
        }
    }

    /// <summary>The rules and the reference say the same about who gives a task to whom.</summary>
    private async Task TryToGiveAsync(Guid doctor, Guid person, Guid file)
    {
        var (store, tasks) = (world.Services.GetRequiredService<FileStore>(), world.Services.GetRequiredService<TaskStore>());
        var visitor = await world.Services.GetRequiredService<Visitors>().WhoAsync(_people[doctor].Subject, _people[doctor].Session, "127.0.0.1", CancellationToken.None);
        var supervises = (await tasks.PeopleAsync(visitor.Id, file, CancellationToken.None)).Any(x => x.Id == person);
        var decision = FileRules.GiveTask(visitor, file, await store.FactsAsync(visitor, file, CancellationToken.None), supervises);
        Tell($"{Name(doctor)} tries to give {Name(person)} a task in {Name(file)}");
        decision.Permitted.Should().Be(_reference.Gives(doctor, person, file), "seed {0} ({1}), after: {2}", seed, decision.Reason, string.Join("; ", _story));
        if (decision.Permitted)
        {
            await ChangeAsync(db => Write(db, person, doctor, file, Today, Today.AddDays(_random.Next(0, WrittenTask.MostDays))));
        }
    }

    private void Write(MedicalContext db, Guid person, Guid doctor, Guid file, DateOnly from, DateOnly until)
    {
        var task = new WrittenTask { Id = Guid.NewGuid(), File = file, Staff = person, Doctor = doctor, Kind = TaskKind.History, From = from, Until = until, GivenAt = Now };
        db.Tasks.Add(task);
        _reference.Give(task.Id, person, doctor, file, from, until);
        Tell($"{Name(doctor)} gives {Name(person)} a task in {Name(file)} from {from:O} until {until:O}");
    }

    private Task BeginTaskAsync(Guid file, Guid doctor) => ChangeAsync(db =>
    {
        var task = Guid.NewGuid();
        switch (_random.Next(3))
        {
            case 0:
                db.Requests.Add(new CaseRequest { Id = task, File = file, Case = Guid.NewGuid(), State = _random.Next(2) == 0 ? RequestState.New : RequestState.Planned, ReceivedAt = Now });
                break;
            case 1:
                db.Consultations.Add(new Consultation { Id = task, File = file, Doctor = doctor, StartsAt = Now, State = ConsultationState.Planned });
                break;
            default:
                db.Outcomes.Add(new Features.Outcomes.Outcome { Id = task, File = file, Case = Guid.NewGuid(), State = Features.Outcomes.OutcomeState.Ready, PreparedBy = doctor, PreparedAt = Now });
                break;
        }

        _reference.Tasks.Add((file, task));
        Tell($"a task in {Name(file)}");
    });

    private async Task EndTaskAsync((Guid File, Guid Task) task)
    {
        await ChangeAsync(async db =>
        {
            await db.Requests.Where(x => x.Id == task.Task).ExecuteUpdateAsync(set => set.SetProperty(x => x.State, RequestState.Held));
            await db.Consultations.Where(x => x.Id == task.Task).ExecuteUpdateAsync(set => set.SetProperty(x => x.State, ConsultationState.Held));
            await db.Outcomes.Where(x => x.Id == task.Task).ExecuteUpdateAsync(set => set.SetProperty(x => x.State, Features.Outcomes.OutcomeState.Released));
        });
        _reference.Tasks.Remove(task);
        Tell($"a task in {Name(task.File)} is done");
    }

    private Task ChangeAsync(Action<MedicalContext> change) => ChangeAsync(db =>
    {
        change(db);
        return Task.CompletedTask;
    });

    private Task ChangeAsync(Func<MedicalContext, Task> change) => world.Services.GetRequiredService<Commits<MedicalContext>>().RunAsync((act, _) => change(act.Db));

    private T Any<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    private string Name(Guid id) =>
        _reference.Doctors.Contains(id) ? $"doctor {_reference.Doctors.IndexOf(id)}" : _reference.Clerks.Contains(id) ? $"clerk {_reference.Clerks.IndexOf(id)}"
        : _reference.Supports.Contains(id) ? "practice support" : _reference.Physicians.Contains(id) ? "physician under supervision"
        : _employees.Contains(id) ? $"employee {_employees.IndexOf(id)}" : _employers.Contains(id) ? $"employer {_employers.IndexOf(id)}" : $"file {_files.IndexOf(id)}";

    private void Tell(string what) => _story.Add(what);
}
