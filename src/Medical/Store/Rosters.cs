using System.Security.Cryptography;
using System.Text.Json;
using ArboDossier.AuditLedger;
using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Medical.Features.Roster;
using ArboDossier.Medical.Features.Staff;
using ArboDossier.Sealing;
using ArboDossier.Signing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>The roster of doctors who may sign: proposed by one, published by a second, delivered to Reintegration.</summary>
public sealed class Rosters(Func<MedicalContext> open, Commits<MedicalContext> commits, Outbox<MedicalContext> outbox, RelyingParty door, TimeProvider clock)
{
    /// <summary>All rosters, newest first; the newest may be a proposal.</summary>
    public async Task<IReadOnlyList<RosterRow>> AllAsync(CancellationToken cancel)
    {
        await using var db = open();
        return await db.Rosters.AsNoTracking().OrderByDescending(x => x.Number).ToListAsync(cancel);
    }

    /// <summary>The newest published roster, or null.</summary>
    public async Task<DoctorRoster?> CurrentAsync(CancellationToken cancel)
    {
        await using var db = open();
        var row = await db.Rosters.AsNoTracking().Where(x => x.SecondSigner != null).OrderByDescending(x => x.Number).FirstOrDefaultAsync(cancel);
        return row is not null && DoctorRoster.TryParse(row.Document, out var roster) ? roster : null;
    }

    /// <summary>
    /// The passkeys of a doctor, or a custodian, that work and that the published roster names. Only with these is a doctor one of the two who sign,
    /// propose and confirm: two doctors vouched for them, and the employer's side believes no others.
    /// </summary>
    public async Task<IReadOnlyList<DoorCredential>> ListedAsync(Guid person, CancellationToken cancel)
    {
        var current = await CurrentAsync(cancel);
        var listed = current?.Doctors.FirstOrDefault(x => x.Doctor == person)?.Credentials ?? current?.Custodians?.People.FirstOrDefault(x => x.Id == person)?.Credentials ?? [];
        await using var db = open();
        var live = await db.Credentials.AsNoTracking().Where(x => x.Owner == person && x.EndedAt == null && x.ConfirmedAt != null).ToListAsync(cancel);
        return live.FindAll(x => listed.Any(l => x.CredentialId.AsSpan().SequenceEqual(l.Id)));
    }

    /// <summary>
    /// What a roster of today would hold: every doctor with a confirmed credential, where one of another service signs no outcomes; and the custodians, if
    /// there are two or more, of whom more than half are needed.
    /// </summary>
    public async Task<DoctorRoster> DraftAsync(string service, CancellationToken cancel)
    {
        await using var db = open();
        var former = await db.Rosters.AsNoTracking().Where(x => x.SecondSigner != null).OrderByDescending(x => x.Number).FirstOrDefaultAsync(cancel);
        var staff = await db.Staff.AsNoTracking().Where(x => x.Role != MedicalRole.DerivedSecrecyStaff && x.EndedAt == null).OrderBy(x => x.CreatedAt).ToListAsync(cancel);
        var credentials = await db.Credentials.AsNoTracking().Where(x => x.EndedAt == null && x.ConfirmedAt != null).OrderBy(x => x.CreatedAt).ToListAsync(cancel);
        RosterCredential[] Of(StaffMember member) => [.. credentials.Where(c => c.Owner == member.Id).Select(c => new RosterCredential(c.CredentialId, c.PublicKey, c.BackupEligible))];
        var lines = staff
            .Where(x => x.Role is MedicalRole.CompanyDoctor or MedicalRole.OutsideDoctor)
            .Select(d => new RosterDoctor(d.Id, d.Name, d.Big, d.Role == MedicalRole.CompanyDoctor, Of(d)))
            .Where(d => d.Credentials.Count > 0)
            .ToList();
        var custodians = staff.Where(x => x.Role == MedicalRole.Custodian).Select(x => new RosterCustodian(x.Id, x.Name, Of(x))).Where(x => x.Credentials.Count > 0).ToList();
        var named = custodians.Count < 2 ? null : new RosterCustodians(Math.Max(2, (custodians.Count / 2) + 1), custodians);
        return After(former, new(service, 0, [], default, door.Id, door.Origin, lines, named), clock.GetUtcNow());
    }

    /// <summary>Keeps a proposal with its first signature; an earlier proposal of the same number goes.</summary>
    public Task ProposeAsync(DoctorRoster roster, SignatureProof proof, Guid signer, Decision decision, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await act.Db.Rosters.Where(x => x.Number == roster.Number && x.SecondSigner == null).ExecuteDeleteAsync(c);
            act.Db.Rosters.Add(new RosterRow
            {
                Number = roster.Number,
                Document = roster.ToCanonicalBytes(),
                Proofs = JsonSerializer.Serialize<SignatureProof[]>([proof]),
                FirstSigner = signer,
                MadeAt = roster.MadeAt,
            });
            act.Record(decision, new AuditObject("roster", signer));
        }, cancel);

    /// <summary>Publishes with the second signature and sends it to Reintegration.</summary>
    public async Task PublishAsync(AccessGrant grant, RosterRow row, SignatureProof proof, Guid signer, CancellationToken cancel)
    {
        SignatureProof[] proofs = [.. ProofsOf(row), proof];
        var message = await outbox.PrepareAsync(grant, "reintegration", new SignedRoster(row.Document, proofs), cancel);
        await commits.RunAsync(async (act, c) =>
        {
            var published = await act.Db.Rosters.Where(x => x.Number == row.Number && x.SecondSigner == null)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.SecondSigner, signer).SetProperty(x => x.Proofs, JsonSerializer.Serialize(proofs)), c);
            if (published == 0)
            {
                // Another doctor was first: that roster is on its way already.
                return;
            }

            act.Db.Outbox.Add(message);
            act.Record(grant, "roster.publish", ActKind.Create, new AuditObject("roster", signer));
        }, cancel);
    }

    /// <summary>A roster in its place behind the published one: its number, the hash of that one, and a whole second.</summary>
    internal static DoctorRoster After(RosterRow? former, DoctorRoster roster, DateTimeOffset now) => roster with
    {
        Number = (former?.Number ?? 0) + 1,
        Previous = former is null ? [] : SHA256.HashData(former.Document),
        MadeAt = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)),
    };

    /// <summary>The signatures under a roster.</summary>
    internal static SignatureProof[] ProofsOf(RosterRow row) => JsonSerializer.Deserialize<SignatureProof[]>(row.Proofs) ?? [];

    /// <summary>Whether two rosters name the same doctors with the same credentials.</summary>
    public static bool SameDoctors(DoctorRoster one, DoctorRoster other) =>
        (one with { Number = 0, Previous = [], MadeAt = default }).ToCanonicalBytes().AsSpan().SequenceEqual((other with { Number = 0, Previous = [], MadeAt = default }).ToCanonicalBytes());

    /// <summary>Whether two rosters are the same but for the second in which the page was made, which may not lie in the future.</summary>
    public static bool SameBut(DoctorRoster given, DoctorRoster expected) =>
        given.MadeAt <= expected.MadeAt && expected.MadeAt - given.MadeAt < TimeSpan.FromMinutes(10)
        && (given with { MadeAt = expected.MadeAt }).ToCanonicalBytes().AsSpan().SequenceEqual(expected.ToCanonicalBytes());

    /// <summary>The roster that a page carried, and its bytes.</summary>
    public static bool TryRead(string? posted, out byte[] bytes, out DoctorRoster roster)
    {
        roster = null!;
        bytes = new byte[posted?.Length ?? 0];
        if (!Convert.TryFromBase64String(posted ?? "", bytes, out var length))
        {
            return false;
        }

        bytes = bytes[..length];
        return DoctorRoster.TryParse(bytes, out roster);
    }

    /// <summary>The fingerprint that people compare: SHA-256 of the document, in groups.</summary>
    public static string Fingerprint(byte[] document) =>
        string.Join(' ', Convert.ToHexStringLower(SHA256.HashData(document)).Chunk(8).Select(x => new string(x)));
}
