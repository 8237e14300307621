using System.Linq.Expressions;
using System.Security.Cryptography;
using System.Text;
using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Desk;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Sealing;
using ArboDossier.Signing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>What opens an employee's door from now on: a new passkey, an app whose first code was right, or the way in that is open now.</summary>
public sealed record DoorMeans(DoorCredential? Passkey = null, (Guid Id, long Step)? App = null, Guid? Opened = null);

/// <summary>How the employee was identified for a way in that was made .</summary>
/// <param name="Since">When the way in was made.</param>
/// <param name="Code">The code that it was made with, and with it the way, the document and the day of the identification.</param>
/// <param name="By">Who identified; who gave the file code where a scheme did.</param>
/// <param name="Scheme">The scheme and its level; null where it was another way.</param>
public sealed record OwnWay(DateTimeOffset Since, ActivationCode Code, string By, SchemeLevel? Scheme);

/// <summary>
/// How an employee's account comes to lead to a file: a code handed over on identification works for one account and one file.
/// </summary>
public sealed class EmployeeDoors(Func<MedicalContext> open, Commits<MedicalContext> commits, Vault vault, TimeProvider clock)
{
    /// <summary>Days a code lives.</summary>
    public const int CodeDays = 30;

    /// <summary>Days that a code by post lives.</summary>
    public const int PostDays = 14;

    /// <summary>Tries of a code.</summary>
    public const int CodeTries = 5;

    /// <summary>How long somebody who matched may take to make the passkey or the app.</summary>
    public static readonly TimeSpan MatchLife = TimeSpan.FromMinutes(15);

    private const string Matched = "electronic-id";
    private const int NumberLength = 8;
    private const int SelectorLength = 4;

    /// <summary>The account's door row, made at the first look; its short number is what the person reads out at the desk.</summary>
    public async Task<EmployeeDoor> DoorOfAsync(string subject, CancellationToken cancel)
    {
        await using (var db = open())
        {
            if (await db.EmployeeDoors.AsNoTracking().FirstOrDefaultAsync(x => x.Subject == subject, cancel) is { } known)
            {
                return known;
            }
        }

        var now = clock.GetUtcNow();
        var made = new EmployeeDoor { Id = Guid.CreateVersion7(now), Subject = subject, AccountNumber = RandomText(NumberLength), CreatedAt = now };
        return await commits.RunAsync(async (act, c) =>
        {
            // Two requests of one new account: the first one's row counts.
            if (await act.Db.EmployeeDoors.FirstOrDefaultAsync(x => x.Subject == subject, c) is { } first)
            {
                return first;
            }

            act.Db.EmployeeDoors.Add(made);
            return made;
        }, cancel);
    }

    /// <summary>
    /// Issues a code for the account with that number and the contact's file. Null where no account has the number. Earlier codes for the same two
    /// lapse. By telephone it goes by post to <paramref name="address"/>.
    /// </summary>
    public async Task<string?> IssueAsync(AccessGrant grant, DeskContact contact, string accountNumber, string? address, CancellationToken cancel)
    {
        var file = contact.File;
        var code = RandomText(10);
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = HashOf(salt, code);
        var now = clock.GetUtcNow();
        var wanted = Normal(accountNumber);
        var row = new ActivationCode
        {
            Id = Guid.CreateVersion7(now),
            File = file,
            Salt = salt,
            Hash = hash,
            TriesLeft = CodeTries,
            ExpiresAt = now.AddDays(contact.Route == IdentificationRoute.Telephone ? PostDays : CodeDays),
            IdentifiedBy = contact.Staff,
            Route = contact.Route,
            Document = contact.Document,
            IdentifiedAt = contact.At,
        };
        if (address is not null)
        {
            row.Address = await vault.SealAsync(grant, KeyKind.Label, file, Places.Address(row), address, cancel);
        }

        return await commits.RunAsync(async (act, c) =>
        {
            var door = await act.Db.EmployeeDoors.FirstOrDefaultAsync(x => x.AccountNumber == wanted, c);
            if (door is null)
            {
                return null;
            }

            await act.Db.Activations.Where(x => x.Door == door.Id && x.File == file && x.UsedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.TriesLeft, 0), c);
            row.Door = door.Id;
            act.Db.Activations.Add(row);
            act.Record(grant, "activation.issue", ActKind.Create, new AuditObject("activation", row.Id));
            return Grouped(code);
        }, cancel);
    }

    /// <summary>
    /// Issues a file code for an electronic identification: for a file and for no account yet, since whoever identifies as that person gets it.
    /// Earlier ones lapse. Its first characters find it, so that a wrong rest costs a try.
    /// </summary>
    public async Task<string> IssueFileCodeAsync(AccessGrant grant, Guid staff, CancellationToken cancel)
    {
        var file = grant.Scope.Id;
        var code = RandomText(10);
        var now = clock.GetUtcNow();
        var salt = SelectorOf(code);
        var row = new ActivationCode
        {
            Id = Guid.CreateVersion7(now),
            File = file,
            Salt = salt,
            Hash = HashOf(salt, code),
            TriesLeft = CodeTries,
            ExpiresAt = now.AddDays(PostDays),
            IdentifiedBy = staff,
            Route = IdentificationRoute.Electronic,
            IdentifiedAt = now,
        };
        await commits.RunAsync(async (act, c) =>
        {
            await act.Db.Activations.Where(x => x.File == file && x.Route == IdentificationRoute.Electronic && x.UsedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.TriesLeft, 0), c);
            act.Db.Activations.Add(row);
            act.Record(grant, "activation.issue", ActKind.Create, new AuditObject("activation", row.Id));
        }, cancel);
        return Grouped(code);
    }

    /// <summary>
    /// Compares a file code and whom a scheme named with the file of that code. Only where both fit does the code belong to this account, and this
    /// session may go on to make its passkey. Whatever else, a try is spent, and the answer is the same.
    /// </summary>
    public async Task<bool> MatchAsync(Visitor visitor, Guid door, string code, SchemePerson? person, Openings<MedicalContext> openings, CancellationToken cancel)
    {
        var typed = Normal(code);
        var salt = SelectorOf(typed);
        var now = clock.GetUtcNow();
        var live = await TakeTryAsync(x => x.Route == IdentificationRoute.Electronic && x.Salt == salt && (x.Door == Guid.Empty || x.Door == door), now, cancel);
        var hash = HashOf(salt, typed);
        var hit = live.FirstOrDefault(x => CryptographicOperations.FixedTimeEquals(hash, x.Hash));
        var reached = hit is not null && person is not null ? await MatchedAsync(visitor, hit, person, openings, cancel) : null;
        return await commits.RunAsync(async (act, c) =>
        {
            if (reached is not { } scheme || await act.Db.Activations.Where(x => x.Id == hit!.Id && x.UsedAt == null && (x.Door == Guid.Empty || x.Door == door))
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.Door, door).SetProperty(x => x.IdentifiedAt, now).SetProperty(x => x.Scheme, scheme), c) == 0)
            {
                act.Record(SideAccess.AtTheDoor(visitor, "activation.identify", good: false, "not-matched", hit?.File));
                return false;
            }

            await act.Db.Challenges.Where(x => x.Session == visitor.Session && x.Purpose == Matched).ExecuteDeleteAsync(c);
            act.Db.Challenges.Add(new DoorChallenge { Id = Guid.CreateVersion7(now), Session = visitor.Session, Purpose = Matched, Challenge = hit!.Id.ToByteArray(), ExpiresAt = now + MatchLife });
            act.Record(SideAccess.AtTheDoor(visitor, "activation.identify", good: true, "identified-Electronic", hit.File), new AuditObject("activation", hit.Id));
            return true;
        }, cancel);
    }

    /// <summary>An answer of a scheme that this session did not ask for. Nothing is compared, and nobody's try is spent.</summary>
    public async Task<bool> ForeignAsync(Visitor visitor, CancellationToken cancel)
    {
        await commits.RecordAsync(SideAccess.AtTheDoor(visitor, "activation.identify", good: false, "not-matched"), cancel);
        return false;
    }

    /// <summary>The code that this session matched with for this account, and has not used.</summary>
    public async Task<Guid?> MatchedAsync(Guid session, Guid door, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var db = open();
        if (await db.Challenges.AsNoTracking().FirstOrDefaultAsync(x => x.Session == session && x.Purpose == Matched && x.ExpiresAt > now, cancel) is not { } row)
        {
            return null;
        }

        var id = new Guid(row.Challenge);
        return await db.Activations.AnyAsync(x => x.Id == id && x.Door == door && x.UsedAt == null, cancel) ? id : null;
    }

    /// <summary>What is kept of the answer, sealed for the code; null where it is another person.</summary>
    private async Task<SealedBlob?> MatchedAsync(Visitor visitor, ActivationCode code, SchemePerson person, Openings<MedicalContext> openings, CancellationToken cancel)
    {
        if (await openings.OpenAsync(SideAccess.Match(visitor, code.File), cancel) is not { } grant)
        {
            return null;
        }

        await using var db = open();
        var row = await db.Employments.AsNoTracking().FirstAsync(x => x.Id == code.File, cancel);
        return person.Is(await vault.OpenAsync<PersonLabel>(grant, row.Label, Places.Label(row), cancel))
            ? await vault.SealAsync(grant, KeyKind.Label, code.File, Places.Scheme(code), person.Reached, cancel)
            : null;
    }

    /// <summary>
    /// Uses a code together with what opens the door from now on: both, or nothing. A wrong code costs a try of every live code of this account.
    /// How the person was identified decides how far the file opens, and the way in with it.
    /// In place of a code: what this session matched with.
    /// </summary>
    public async Task<bool> UseAsync(Visitor visitor, Guid door, string? code, DoorMeans means, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var matched = code is null ? await MatchedAsync(visitor.Session, door, cancel) : null;
        var typed = Normal(code ?? "");
        var live = matched is { } id
            ? await TakeTryAsync(x => x.Id == id, now, cancel, spend: false)
            : await TakeTryAsync(x => x.Door == door && x.Route != IdentificationRoute.Electronic, now, cancel);
        // Between the acts: a password hash does not belong in one.
        var hit = live.FirstOrDefault(x => x.Id == matched || CryptographicOperations.FixedTimeEquals(HashOf(x.Salt, typed), x.Hash));
        return await commits.RunAsync(async (act, c) =>
        {
            if (hit is null || await act.Db.Activations.Where(x => x.Id == hit.Id && x.UsedAt == null).ExecuteUpdateAsync(set => set.SetProperty(x => x.UsedAt, now), c) == 0)
            {
                act.Record(SideAccess.AtTheDoor(visitor, "activation.use", good: false, "wrong-code"));
                return false;
            }

            // It was no wrong code after all: the other codes of this account get their try back.
            var others = live.Where(x => x.Id != hit.Id).Select(x => x.Id).ToList();
            await act.Db.Activations.Where(x => others.Contains(x.Id)).ExecuteUpdateAsync(set => set.SetProperty(x => x.TriesLeft, x => x.TriesLeft + 1), c);
            var level = hit.Route == IdentificationRoute.Telephone ? DoorLevel.Post : DoorLevel.Passkey;
            var way = await TakeWayAsync(act, means, door, hit.IdentifiedBy, level, c);
            // Who was seen in person before does not lose that by a letter.
            var former = await act.Db.EmployeeFiles.Where(x => x.Door == door && x.File == hit.File && x.EndedAt == null).ToListAsync(c);
            former.ForEach(x => x.EndedAt = now);
            var reach = former.Select(x => x.Level).Append(level).Max();
            act.Db.EmployeeFiles.Add(new EmployeeFileAccess { Id = Guid.CreateVersion7(now), Door = door, File = hit.File, Level = reach, Activation = hit.Id, Since = now });
            await act.Db.Openings.Where(x => x.Session == visitor.Session).ExecuteDeleteAsync(c);
            act.Db.Openings.Add(new DoorOpening { Session = visitor.Session, Credential = way, OpenedAt = now, ClosesAt = now + Doors.Idle });
            if (await act.Db.Contacts.AnyAsync(x => x.File == hit.File, c))
            {
                // Whoever had a way in before hears that there is another.
                await act.TellAsync(NoticeKind.SignInChanged, hit.File, c);
            }

            act.Record(SideAccess.AtTheDoor(visitor, "activation.use", good: true, $"identified-{hit.Route}", hit.File), new AuditObject("activation", hit.Id));
            return true;
        }, cancel);
    }

    /// <summary>Puts the way in to use, no further than the identification reaches; one that was open already is raised to it.</summary>
    private static async Task<Guid> TakeWayAsync(Act<MedicalContext> act, DoorMeans means, Guid door, Guid by, DoorLevel level, CancellationToken cancel)
    {
        var now = act.Now;
        switch (means)
        {
            case { Passkey: { } made }:
                (made.Level, made.ConfirmedAt, made.ConfirmedBy) = (level, now, by);
                act.Db.Credentials.Add(made);
                return made.Id;
            case { App: var (app, step) }:
                await act.Db.DoorCodes.Where(x => x.Id == app && x.Owner == door)
                    .ExecuteUpdateAsync(set => set.SetProperty(x => x.ConfirmedAt, now).SetProperty(x => x.LastStep, step).SetProperty(x => x.Level, level), cancel);
                return app;
            case { Opened: { } opened }:
                await act.Db.Credentials.Where(x => x.Id == opened && x.Owner == door && x.Level < level).ExecuteUpdateAsync(set => set.SetProperty(x => x.Level, level), cancel);
                await act.Db.DoorCodes.Where(x => x.Id == opened && x.Owner == door && x.Level < level).ExecuteUpdateAsync(set => set.SetProperty(x => x.Level, level), cancel);
                return opened;
            default:
                throw new InvalidOperationException("a code alone opens nothing");
        }
    }

    /// <summary>
    /// Takes a try of each such live code before anything is compared, so that tries at the same moment do not count as one. Gives the
    /// codes of which one was left.
    /// </summary>
    private Task<IReadOnlyList<ActivationCode>> TakeTryAsync(Expression<Func<ActivationCode, bool>> which, DateTimeOffset now, CancellationToken cancel, bool spend = true) =>
        commits.RunAsync(async (act, c) =>
        {
            var taken = new List<ActivationCode>();
            foreach (var row in await act.Db.Activations.AsNoTracking().Where(which).Where(x => x.UsedAt == null && x.ExpiresAt > now && (x.TriesLeft > 0 || !spend)).OrderBy(x => x.Id).ToListAsync(c))
            {
                if (!spend || await act.Db.Activations.Where(x => x.Id == row.Id && x.UsedAt == null && x.TriesLeft > 0).ExecuteUpdateAsync(set => set.SetProperty(x => x.TriesLeft, x => x.TriesLeft - 1), c) > 0)
                {
                    taken.Add(row);
                }
            }

            return (IReadOnlyList<ActivationCode>)taken;
        }, cancel);

    /// <summary>The files that a door leads to.</summary>
    public async Task<IReadOnlyList<Guid>> FilesAsync(Guid door, CancellationToken cancel)
    {
        await using var db = open();
        return await db.EmployeeFiles.AsNoTracking().Where(x => x.Door == door && x.EndedAt == null).OrderBy(x => x.Since).Select(x => x.File).ToListAsync(cancel);
    }

    /// <summary>
    /// How the employee of a file was identified for each way in that was made, newest first; also before the last, since nobody loses by a letter what
    /// was seen in person. Requires a grant for the file.
    /// </summary>
    public async Task<IReadOnlyList<OwnWay>> WaysAsync(AccessGrant grant, CancellationToken cancel)
    {
        var file = grant.Scope.Id;
        await using var db = open();
        var rows = await db.EmployeeFiles.AsNoTracking().Where(x => x.File == file).Join(db.Activations.AsNoTracking(), x => x.Activation, x => x.Id, (way, code) => new { way.Since, Code = code })
            .Join(db.Staff.AsNoTracking(), x => x.Code.IdentifiedBy, x => x.Id, (x, by) => new { x.Since, x.Code, By = by.Name }).OrderByDescending(x => x.Since).ToListAsync(cancel);
        var ways = new List<OwnWay>();
        foreach (var x in rows)
        {
            ways.Add(new(x.Since, x.Code, x.By, x.Code.Scheme.IsEmpty ? null : await vault.OpenAsync<SchemeLevel>(grant, x.Code.Scheme, Places.Scheme(x.Code), cancel)));
        }

        return ways;
    }

    /// <summary>A number or code as people read it out: in groups of four or five.</summary>
    public static string Grouped(string text) => text.Length == NumberLength ? $"{text[..4]} {text[4..]}" : $"{text[..5]} {text[5..]}";

    private static byte[] HashOf(byte[] salt, string code) => Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(code), salt, 10_000, HashAlgorithmName.SHA256, 32);

    private static byte[] SelectorOf(string code) => SHA256.HashData(Encoding.ASCII.GetBytes("file code " + code[..Math.Min(SelectorLength, code.Length)]))[..16];

    /// <summary>Letters and digits that are not taken for one another, five bits each.</summary>
    private static string RandomText(int length) => RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", length);

    private static string Normal(string text) => new([.. text.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit).Take(16)]);
}
