using System.Security.Cryptography;
using System.Text;
using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Medical.Features.Staff;
using ArboDossier.Signing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>A credential that waits for somebody to confirm it.</summary>
/// <param name="Id">Id.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Name">Owner's name.</param>
/// <param name="Check">The six characters to compare.</param>
/// <param name="Founding">Of one of the two who begin.</param>
/// <param name="ConfirmedBy">The other founding doctor, when he confirmed it already.</param>
public sealed record PendingCredential(Guid Id, Guid Owner, string Name, string Check, bool Founding, Guid? ConfirmedBy);

/// <summary>What became of a founding code.</summary>
public enum FoundingAnswer
{
    /// <summary>Unknown, or used before.</summary>
    UnknownCode = 0,

    /// <summary>The doctor may go on.</summary>
    Begun = 1,

    /// <summary>A doctor of another service cannot be the first: one of the two is of this service.</summary>
    OwnDoctorFirst = 2,
}

/// <summary>How the door is set.</summary>
/// <param name="SyncedPasskeys">Doctors may use passkeys that their authenticator copies to other devices. Not unless the service says so.</param>
public sealed record DoorSettings(bool SyncedPasskeys);

/// <summary>What became of a new passkey.</summary>
public enum Enrolled
{
    /// <summary>It was no registration over the challenge, or is known already.</summary>
    NotKept = 0,

    /// <summary>It waits for a second person.</summary>
    Waits = 1,

    /// <summary>It can be copied to other devices, which the service does not take from doctors.</summary>
    Copied = 2,
}

/// <summary>The medical door's rows: challenges, credentials, openings.</summary>
public sealed class Doors(Func<MedicalContext> open, Commits<MedicalContext> commits, RelyingParty door, DoorSettings settings, TimeProvider clock)
{
    /// <summary>How long the door stays open without use.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(15);

    /// <summary>How long with a consultation open.</summary>
    public static readonly TimeSpan InConsultation = TimeSpan.FromMinutes(60);

    private static readonly TimeSpan ChallengeLife = TimeSpan.FromMinutes(5);

    /// <summary>The door itself: host name and origin.</summary>
    public RelyingParty Door => door;

    /// <summary>Six characters of a credential that two people compare by voice before one confirms it.</summary>
    public static string CheckOf(byte[] credentialId) => Base32.Encode(SHA256.HashData(credentialId))[..6];

    /// <summary>A new challenge for this session and purpose; an older one no longer counts.</summary>
    public async Task<byte[]> ChallengeAsync(Guid session, string purpose, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var row = new DoorChallenge { Id = Guid.CreateVersion7(now), Session = session, Purpose = purpose, Challenge = RandomNumberGenerator.GetBytes(32), ExpiresAt = now + ChallengeLife };
        await commits.RunAsync(async (act, c) =>
        {
            await act.Db.Challenges.Where(x => x.Session == session && x.Purpose == purpose || x.ExpiresAt < now).ExecuteDeleteAsync(c);
            act.Db.Challenges.Add(row);
        }, cancel);
        return row.Challenge;
    }

    /// <summary>Takes the challenge: it works once.</summary>
    public async Task<byte[]?> TakeChallengeAsync(Guid session, string purpose, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return await commits.RunAsync(async (act, c) =>
        {
            var row = await act.Db.Challenges.FirstOrDefaultAsync(x => x.Session == session && x.Purpose == purpose && x.ExpiresAt > now, c);
            if (row is not null)
            {
                act.Db.Challenges.Remove(row);
            }

            return row?.Challenge;
        }, cancel);
    }

    /// <summary>The live credentials of an owner.</summary>
    public async Task<IReadOnlyList<DoorCredential>> CredentialsAsync(Guid owner, bool confirmedOnly, CancellationToken cancel)
    {
        await using var db = open();
        return await db.Credentials.AsNoTracking().Where(x => x.Owner == owner && x.EndedAt == null && (!confirmedOnly || x.ConfirmedAt != null)).ToListAsync(cancel);
    }

    /// <summary>Checks an assertion over a challenge against the owner's confirmed credentials; gives the credential and its new counter.</summary>
    public async Task<(DoorCredential Row, uint Counter)?> CheckAsync(Guid owner, byte[] challenge, string? posted, bool confirmedOnly, CancellationToken cancel) =>
        Check(await CredentialsAsync(owner, confirmedOnly, cancel), challenge, posted);

    /// <summary>The same against these credentials and no others.</summary>
    public (DoorCredential Row, uint Counter)? Check(IReadOnlyList<DoorCredential> among, byte[] challenge, string? posted)
    {
        if (!Assertion.TryParseBrowser(posted, out var assertion, out _))
        {
            return null;
        }

        foreach (var row in among)
        {
            if (row.CredentialId.AsSpan().SequenceEqual(assertion.CredentialId)
                && Credential.TryParse(row.CredentialId, row.PublicKey, out var credential)
                && WebAuthn.VerifyAssertion(assertion, challenge, door, credential, row.Counter, out var shown, out _))
            {
                return (row, shown.Counter);
            }
        }

        return null;
    }

    /// <summary>A signature over a document by one of these, as it is kept and sent: the challenge is the document's hash.</summary>
    public (SignatureProof Proof, DoorCredential Row, uint Counter)? Sign(IReadOnlyList<DoorCredential> among, byte[] document, string? posted) =>
        Check(among, DocumentSignature.ChallengeFor(document), posted) is var (row, counter) && Assertion.TryParseBrowser(posted, out var made, out _)
            ? (new(made.CredentialId, made.AuthenticatorData, made.ClientData, made.Signature), row, counter)
            : null;

    /// <summary>Opens the door for a session.</summary>
    public Task OpenAsync(Visitor visitor, DoorCredential credential, uint counter, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return commits.RunAsync(async (act, c) =>
        {
            await act.Db.Credentials.Where(x => x.Id == credential.Id).ExecuteUpdateAsync(set => set.SetProperty(x => x.Counter, counter), c);
            await act.Db.Openings.Where(x => x.Session == visitor.Session || x.ClosesAt < now).ExecuteDeleteAsync(c);
            act.Db.Openings.Add(new DoorOpening { Session = visitor.Session, Credential = credential.Id, OpenedAt = now, ClosesAt = now + Idle });
            act.Record(SideAccess.AtTheDoor(visitor, "door.open", good: true, "credential"), new AuditObject("credential", credential.Id));
        }, cancel);
    }

    /// <summary>Keeps the door open; not more than one write a minute.</summary>
    public async Task TouchAsync(Visitor visitor, TimeSpan life, CancellationToken cancel)
    {
        var until = clock.GetUtcNow() + life;
        if (visitor.DoorClosesAt < until - TimeSpan.FromMinutes(1))
        {
            await commits.RunAsync((act, c) => act.Db.Openings.Where(x => x.Session == visitor.Session && x.ClosesAt < until)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.ClosesAt, until), c), cancel);
        }
    }

    /// <summary>The way in by which the door of a session is open.</summary>
    public async Task<Guid?> OpenedByAsync(Guid session, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var db = open();
        return await db.Openings.AsNoTracking().Where(x => x.Session == session && x.ClosesAt > now).Select(x => (Guid?)x.Credential).FirstOrDefaultAsync(cancel);
    }

    /// <summary>Whoever leaves the screen closes the door.</summary>
    public Task CloseAsync(Visitor visitor, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await act.Db.Openings.Where(x => x.Session == visitor.Session).ExecuteDeleteAsync(c);
            act.Record(SideAccess.AtTheDoor(visitor, "door.close", good: true, "own-hand"));
        }, cancel);

    /// <summary>Checks a registration over the challenge; null if it is none, or known already.</summary>
    public async Task<DoorCredential?> RegisteredAsync(Guid owner, byte[] challenge, string? posted, CancellationToken cancel)
    {
        if (!Registration.TryParseBrowser(posted, out var registration)
            || !WebAuthn.VerifyRegistration(registration, challenge, door, out var made, out _))
        {
            return null;
        }

        var id = made.Credential.Id.ToArray();
        await using var db = open();
        if (await db.Credentials.AnyAsync(x => x.CredentialId == id, cancel))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        return new DoorCredential
        {
            Id = Guid.CreateVersion7(now),
            Owner = owner,
            CredentialId = id,
            PublicKey = made.Credential.PublicKey.ToArray(),
            Counter = made.Counter,
            BackupEligible = made.BackupEligible,
            CreatedAt = now,
        };
    }

    /// <summary>Takes a new passkey of a member of the staff, which a second person still has to confirm.</summary>
    public async Task<Enrolled> EnrolAsync(Visitor visitor, byte[]? challenge, string? posted, CancellationToken cancel)
    {
        if (challenge is null || await RegisteredAsync(visitor.Id, challenge, posted, cancel) is not { } credential)
        {
            return Enrolled.NotKept;
        }

        return await commits.RunAsync(async (act, c) =>
        {
            var role = await act.Db.Staff.Where(x => x.Id == visitor.Id).Select(x => x.Role).FirstOrDefaultAsync(c);
            if (credential.BackupEligible && !role.IsSworn() && !settings.SyncedPasskeys)
            {
                act.Record(SideAccess.AtTheDoor(visitor, "credential.enrol", good: false, "copied"));
                return Enrolled.Copied;
            }

            act.Db.Credentials.Add(credential);
            act.Record(SideAccess.AtTheDoor(visitor, "credential.enrol", good: true, "to-be-confirmed"), new AuditObject("credential", credential.Id));
            return Enrolled.Waits;
        }, cancel);
    }

    /// <summary>Stores a credential that opens at once: of an employee who has the door open with another one.</summary>
    public Task AddAsync(DoorCredential credential, Decision decision, CancellationToken cancel) =>
        commits.RunAsync((act, _) =>
        {
            credential.ConfirmedAt = act.Now;
            act.Db.Credentials.Add(credential);
            act.Record(decision, new AuditObject("credential", credential.Id));
            return Task.CompletedTask;
        }, cancel);

    /// <summary>Ends one credential, or app with codes, of an owner, or all of them; what it opened closes at once.</summary>
    public Task EndAsync(Guid owner, Guid? credential, Decision decision, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await EndAsync(act, owner, credential, c);
            act.Record(decision, new AuditObject("credential", credential ?? owner));
        }, cancel);

    /// <summary>The same inside another act.</summary>
    internal static async Task EndAsync(Act<MedicalContext> act, Guid owner, Guid? credential, CancellationToken cancel)
    {
        var ended = await act.Db.Credentials.Where(x => x.Owner == owner && x.EndedAt == null && (credential == null || x.Id == credential)).Select(x => x.Id).ToListAsync(cancel);
        ended.AddRange(await act.Db.DoorCodes.Where(x => x.Owner == owner && x.EndedAt == null && (credential == null || x.Id == credential)).Select(x => x.Id).ToListAsync(cancel));
        await EndAsync(act, ended, cancel);
    }

    /// <summary>Ends all passkeys of a member of the staff but one.</summary>
    internal static async Task EndOthersAsync(Act<MedicalContext> act, Guid owner, Guid except, CancellationToken cancel) =>
        await EndAsync(act, await act.Db.Credentials.Where(x => x.Owner == owner && x.EndedAt == null && x.Id != except).Select(x => x.Id).ToListAsync(cancel), cancel);

    private static async Task EndAsync(Act<MedicalContext> act, List<Guid> ended, CancellationToken cancel)
    {
        await act.Db.Credentials.Where(x => ended.Contains(x.Id)).ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, act.Now), cancel);
        await act.Db.DoorCodes.Where(x => ended.Contains(x.Id)).ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, act.Now), cancel);
        await act.Db.Openings.Where(x => ended.Contains(x.Credential)).ExecuteDeleteAsync(cancel);
    }

    /// <summary>Confirms credentials: what the decision allowed, in one act.</summary>
    public Task ConfirmAsync(Visitor visitor, IReadOnlyList<(Guid Credential, Guid By)> confirmations, Decision decision, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return commits.RunAsync(async (act, c) =>
        {
            foreach (var (id, by) in confirmations)
            {
                await act.Db.Credentials.Where(x => x.Id == id && x.ConfirmedAt == null)
                    .ExecuteUpdateAsync(set => set.SetProperty(x => x.ConfirmedAt, now).SetProperty(x => x.ConfirmedBy, by), c);
            }

            act.Record(decision, [.. confirmations.Select(x => new AuditObject("credential", x.Credential))]);
        }, cancel);
    }

    /// <summary>
    /// A founding doctor confirms the other. What the first one confirmed is kept as "by whom" without a moment; when the second confirms too, both
    /// credentials count from the same act.
    /// </summary>
    public Task FoundAsync(Visitor visitor, PendingCredential other, PendingCredential mine, Decision decision, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return commits.RunAsync(async (act, c) =>
        {
            await act.Db.Credentials.Where(x => x.Id == other.Id).ExecuteUpdateAsync(set => set.SetProperty(x => x.ConfirmedBy, visitor.Id), c);
            await act.Db.Credentials
                .Where(x => (x.Id == other.Id || x.Id == mine.Id) && x.ConfirmedAt == null && act.Db.Credentials.Any(m => m.Id == mine.Id && m.ConfirmedBy == other.Owner))
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.ConfirmedAt, now), c);
            act.Record(decision, new AuditObject("credential", other.Id));
        }, cancel);
    }

    /// <summary>Credentials that wait: of everyone, with the name of the owner.</summary>
    public async Task<IReadOnlyList<PendingCredential>> PendingAsync(CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.Credentials.AsNoTracking().Where(x => x.ConfirmedAt == null && x.EndedAt == null)
            .Join(db.Staff.AsNoTracking(), x => x.Owner, x => x.Id, (c, s) => new { c.Id, c.Owner, s.Name, c.CredentialId, s.Founding, c.ConfirmedBy })
            .ToListAsync(cancel);
        return rows.ConvertAll(x => new PendingCredential(x.Id, x.Owner, x.Name, CheckOf(x.CredentialId), x.Founding, x.ConfirmedBy));
    }

    /// <summary>True while no credential of any doctor was confirmed: only then the founding doctors may confirm each other.</summary>
    public async Task<bool> NobodyConfirmedAsync(CancellationToken cancel)
    {
        await using var db = open();
        return !await db.Credentials.AnyAsync(x => x.ConfirmedAt != null && db.Staff.Any(s => s.Id == x.Owner), cancel);
    }

    /// <summary>True while one of the founding codes was not used.</summary>
    public async Task<bool> CanBeFoundedAsync(CancellationToken cancel)
    {
        await using var db = open();
        return await db.FoundingCodes.AnyAsync(x => x.UsedAt == null, cancel);
    }

    /// <summary>Uses a founding code. A doctor of another service comes second, so that the service has one of its own.</summary>
    public Task<FoundingAnswer> UseFoundingCodeAsync(string code, StaffMember doctor, Visitor visitor, CancellationToken cancel)
    {
        var hash = FoundingHash(code);
        return commits.RunAsync(async (act, c) =>
        {
            var row = await act.Db.FoundingCodes.FirstOrDefaultAsync(x => x.Hash == hash && x.UsedAt == null, c);
            // Who is of the staff already, a clerk without a statement for one, does not begin anew with a code.
            if (row is null || await act.Db.Staff.AnyAsync(x => x.Subject == doctor.Subject, c))
            {
                act.Record(SideAccess.AtTheDoor(visitor, "founding.code", good: false, "unknown-code"));
                return FoundingAnswer.UnknownCode;
            }

            if (doctor.Role == MedicalRole.OutsideDoctor && !await act.Db.Staff.AnyAsync(x => x.Founding && x.Role == MedicalRole.CompanyDoctor, c))
            {
                act.Record(SideAccess.AtTheDoor(visitor, "founding.code", good: false, "own-doctor-first"));
                return FoundingAnswer.OwnDoctorFirst;
            }

            row.UsedAt = act.Now;
            act.Db.Staff.Add(doctor);
            act.Record(SideAccess.AtTheDoor(visitor, "founding.code", good: true, "founding"), new AuditObject("staff", doctor.Id));
            return FoundingAnswer.Begun;
        }, cancel);
    }

    /// <summary>Makes founding codes, once: only their hashes stay. None where they were made before.</summary>
    public async Task<IReadOnlyList<string>> PrepareFoundingAsync(int count, CancellationToken cancel)
    {
        List<string> codes = [.. Enumerable.Range(0, count).Select(_ => Base32.Encode(RandomNumberGenerator.GetBytes(15)))];
        return await commits.RunAsync(async (act, c) =>
        {
            if (await act.Db.FoundingCodes.AnyAsync(c))
            {
                return (IReadOnlyList<string>)[];
            }

            act.Db.FoundingCodes.AddRange(codes.Select(code => new FoundingCode { Hash = FoundingHash(code) }));
            return codes;
        }, cancel);
    }

    /// <summary>Hash of a founding code as people type it.</summary>
    public static byte[] FoundingHash(string code) =>
        SHA256.HashData(Encoding.ASCII.GetBytes(new string([.. code.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)])));
}
