using ArboDossier.AuditLedger;
using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Appointments;
using ArboDossier.Medical.Features.Cases;
using ArboDossier.Medical.Features.Files;
using ArboDossier.Medical.Features.Staff;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>
/// Takes in what the employer's side sends. Each message counts once: its inbox row is in the act of its effect. What cannot be used is refused for
/// good and recorded; only a message that makes sense changes anything.
/// </summary>
public sealed class Inbox(Func<MedicalContext> open, Commits<MedicalContext> commits, Vault vault, TimeProvider clock)
{
    /// <summary>Takes in one message; the receipt says whether it was accepted.</summary>
    public async Task<Received> TakeAsync(Parcel parcel, Openings<MedicalContext> openings, CancellationToken cancel)
    {
        await using (var db = open())
        {
            if (await db.Inbox.AsNoTracking().FirstOrDefaultAsync(x => x.Id == parcel.Id, cancel) is { } known)
            {
                return new(parcel.Id, known.Applied);
            }
        }

        var reason = parcel.Message switch
        {
            CaseNotice notice => await NoticeAsync(parcel.Id, notice, openings, cancel),
            CaseFacts facts => await FactsAsync(parcel.Id, facts, openings, cancel),
            ConsultationRequest request => await RequestAsync(parcel.Id, request, openings, cancel),
            CaseClosed closed => await ClosedAsync(parcel.Id, closed, openings, cancel),
            _ => "not-from-there",
        };
        if (reason is null)
        {
            return new(parcel.Id, true);
        }

        await commits.RunAsync((act, _) =>
        {
            act.Db.Inbox.Add(new InboxRow { Id = parcel.Id, ReceivedAt = act.Now, Applied = false });
            act.Record(MachineAccess.Refuse(reason), new AuditObject("message", parcel.Id));
            return Task.CompletedTask;
        }, cancel);
        return new(parcel.Id, false);
    }

    private async Task<string?> NoticeAsync(Guid id, CaseNotice notice, Openings<MedicalContext> openings, CancellationToken cancel)
    {
        if (notice.Employer == Guid.Empty || notice.Employment == Guid.Empty || notice.Case == Guid.Empty)
        {
            return "bad-id";
        }

        if (!FitnessOutcome.IsName(notice.EmployerName) || !FitnessOutcome.IsName(notice.Person.Surname)
            || notice.Person.Initials.Length > 20 || notice.Person.GivenName.Length > 100 || notice.Person.Prefix.Length > 20 || notice.Person.Phone.Length > 20)
        {
            return "bad-name";
        }

        await using var db = open();
        var known = await db.Employments.AsNoTracking().FirstOrDefaultAsync(x => x.Employment == notice.Employment, cancel);
        if (known is not null && known.Employer != notice.Employer || await db.Cases.AnyAsync(x => x.Id == notice.Case, cancel))
        {
            return "other-employer-or-known-case";
        }

        var row = known ?? new KnownEmployment { Id = Guid.CreateVersion7(clock.GetUtcNow()), Employment = notice.Employment, Employer = notice.Employer };
        var grant = await openings.OpenAsync(MachineAccess.TakeIn(notice.Employer, row.Id), cancel);
        await vault.CreateKeysAsync(grant!, KeyKind.Directory, notice.Employer, [notice.Employer], cancel);
        await vault.CreateKeysAsync(grant!, KeyKind.Label, notice.Employer, [row.Id], cancel);
        row.LabelVersion++;
        row.Label = await vault.SealAsync(grant!, KeyKind.Label, row.Id, Places.Label(row), notice.Person, cancel);
        await ApplyAsync(id, grant!, "case.notice", row.Id, async (act, c) =>
        {
            if (!await act.Db.Employers.AnyAsync(x => x.Id == notice.Employer, c))
            {
                act.Db.Employers.Add(new KnownEmployer { Id = notice.Employer, Name = notice.EmployerName });
            }

            if (known is null)
            {
                act.Db.Employments.Add(row);
            }
            else
            {
                await act.Db.Employments.Where(x => x.Id == row.Id)
                    .ExecuteUpdateAsync(set => set.SetProperty(x => x.Label, row.Label).SetProperty(x => x.LabelVersion, row.LabelVersion), c);
            }

            act.Db.Cases.Add(new NoticedCase { Id = notice.Case, File = row.Id, State = CaseState.Open, NoticedAt = act.Now });
        }, cancel);
        return null;
    }

    private async Task<string?> FactsAsync(Guid id, CaseFacts facts, Openings<MedicalContext> openings, CancellationToken cancel)
    {
        // JSON reads "Days, Longer" as one number of a list that is no set: such a value is none of ours.
        if (facts.Function.Length > 200 || facts.Earlier.Count > 100 || !Enum.IsDefined(facts.Expected) || !Enum.IsDefined(facts.SafetyNet))
        {
            return "bad-facts";
        }

        if (await CaseAsync(facts.Case, cancel) is not var (@case, employer))
        {
            return "unknown-case";
        }

        var grant = await openings.OpenAsync(MachineAccess.TakeIn(employer, @case.File), cancel);
        var newer = facts.Version > @case.FactsVersion;
        @case.FactsVersion = facts.Version;
        var content = newer ? await vault.SealAsync(grant!, KeyKind.Label, @case.File, Places.Facts(@case), facts, cancel) : default;
        await ApplyAsync(id, grant!, "case.facts", @case.File, async (act, c) =>
        {
            // An older version that comes late is received and changes nothing.
            if (newer)
            {
                await act.Db.Cases.Where(x => x.Id == facts.Case && x.FactsVersion < facts.Version)
                    .ExecuteUpdateAsync(set => set.SetProperty(x => x.Facts, content).SetProperty(x => x.FactsVersion, facts.Version), c);
            }
        }, cancel);
        return null;
    }

    /// <summary>A request opens the sealed file of that employment, or finds the one that is open .</summary>
    private async Task<string?> RequestAsync(Guid id, ConsultationRequest request, Openings<MedicalContext> openings, CancellationToken cancel)
    {
        if (request.Questions.Count is 0 or > 4 || request.Questions.Distinct().Count() != request.Questions.Count
            || !request.Questions.All(Enum.IsDefined) || !FitnessOutcome.IsName(request.AskedBy))
        {
            return "bad-request";
        }

        if (await CaseAsync(request.Case, cancel) is not var (@case, employer))
        {
            return "unknown-case";
        }

        var file = @case.File;
        if (@case.State != CaseState.Open)
        {
            // Recovery came first: what was asked has lapsed on the other side too, and opens nothing here.
            var late = await openings.OpenAsync(MachineAccess.TakeIn(employer, file), cancel);
            await ApplyAsync(id, late!, "request.late", file, (_, _) => Task.CompletedTask, cancel);
            return null;
        }

        var grant = await openings.OpenAsync(MachineAccess.OpenFor(file), cancel);
        await vault.CreateKeysAsync(grant!, KeyKind.Content, file, [file], cancel);
        var row = new CaseRequest { Id = request.Request, File = file, Case = request.Case, State = RequestState.New, ReceivedAt = clock.GetUtcNow() };
        row.Content = await vault.SealAsync(grant!, KeyKind.Label, file, Places.Request(row), request, cancel);
        await ApplyAsync(id, grant!, "request.receive", file, async (act, c) =>
        {
            if (!await act.Db.Files.AnyAsync(x => x.Id == file, c))
            {
                act.Db.Files.Add(new MedicalFile { Id = file, OpenedAt = act.Now, ByRequest = request.Request });
            }

            if (!await act.Db.Requests.AnyAsync(x => x.Id == request.Request, c))
            {
                act.Db.Requests.Add(row);
            }
        }, cancel);
        return null;
    }

    /// <summary>The case ended or goes on: open requests of an ended case lapse, and what was planned for them is off .</summary>
    private async Task<string?> ClosedAsync(Guid id, CaseClosed closed, Openings<MedicalContext> openings, CancellationToken cancel)
    {
        if (!Enum.IsDefined(closed.End))
        {
            return "bad-end";
        }

        if (await CaseAsync(closed.Case, cancel) is not var (@case, employer))
        {
            return "unknown-case";
        }

        var grant = await openings.OpenAsync(MachineAccess.TakeIn(employer, @case.File), cancel);
        var state = closed.End switch
        {
            CaseEnd.Recovered => CaseState.Recovered,
            CaseEnd.Withdrawn => CaseState.Withdrawn,
            CaseEnd.Reopened => CaseState.Open,
        };
        await ApplyAsync(id, grant!, "case.closed", @case.File, async (act, c) =>
        {
            var changed = await act.Db.Cases.Where(x => x.Id == closed.Case && x.EndVersion < closed.Version)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.State, state).SetProperty(x => x.EndVersion, closed.Version), c);
            if (changed > 0 && state != CaseState.Open)
            {
                await act.Db.Consultations.Where(x => x.State == ConsultationState.Planned && act.Db.Requests.Any(r => r.Id == x.Request && r.Case == closed.Case))
                    .ExecuteUpdateAsync(set => set.SetProperty(x => x.State, ConsultationState.Cancelled), c);
                await act.Db.Requests.Where(x => x.Case == closed.Case && (x.State == RequestState.New || x.State == RequestState.Planned))
                    .ExecuteUpdateAsync(set => set.SetProperty(x => x.State, RequestState.Lapsed), c);
            }
        }, cancel);
        return null;
    }

    private async Task<(NoticedCase Case, Guid Employer)?> CaseAsync(Guid id, CancellationToken cancel)
    {
        await using var db = open();
        var found = await db.Cases.AsNoTracking().Where(x => x.Id == id).Join(db.Employments, x => x.File, x => x.Id, (c, e) => new { c, e.Employer }).FirstOrDefaultAsync(cancel);
        return found is null ? null : (found.c, found.Employer);
    }

    private Task ApplyAsync(Guid id, AccessGrant grant, string what, Guid file, Func<Act<MedicalContext>, CancellationToken, Task> effect, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            // Another copy of the program took the same message a moment ago: its effect counts.
            if (await act.Db.Inbox.AnyAsync(x => x.Id == id, c))
            {
                return;
            }

            act.Db.Inbox.Add(new InboxRow { Id = id, ReceivedAt = act.Now, Applied = true });
            await effect(act, c);
            act.Record(grant, what, ActKind.Create, new AuditObject("employment", file), new AuditObject("message", id));
        }, cancel);
}
