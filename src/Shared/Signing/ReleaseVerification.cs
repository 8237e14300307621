using System.Security.Cryptography;
using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.Contracts.Values;

namespace ArboDossier.Signing;

/// <summary>Why a roster does not follow on the ones before.</summary>
public enum RosterError
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The bytes are not a canonical roster, or its doctors and credentials contradict each other.</summary>
    Malformed,

    /// <summary>Made for another host name or origin than the pinned one.</summary>
    WrongDoor,

    /// <summary>Of another service than the ones before.</summary>
    OtherService,

    /// <summary>A number that was seen before, with other content or again.</summary>
    StepBack,

    /// <summary>Numbers are missing in between.</summary>
    Gap,

    /// <summary>Does not name the bytes of the one before, or is not younger than it.</summary>
    BrokenLink,

    /// <summary>Not exactly two signatures, or both of one doctor; or not those of as many custodians as are needed.</summary>
    NotTwoSigners,

    /// <summary>A signer does not stand on the roster that decides who may sign.</summary>
    UnknownSigner,

    /// <summary>A signature is not one over these bytes.</summary>
    BadSignature,

    /// <summary>Custodians signed for more than other credentials of the doctors who stood there.</summary>
    NotRecovery,
}

/// <summary>Why a release is not what a doctor signed.</summary>
public enum ReleaseError
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The bytes are not a canonical outcome.</summary>
    Malformed,

    /// <summary>No roster was in force when it was signed.</summary>
    NoRoster,

    /// <summary>Of another service than the roster.</summary>
    OtherService,

    /// <summary>The signer does not stand, with this name and register number, on the roster of that day.</summary>
    NotOnRoster,

    /// <summary>The credential is not the signer's on the roster of that day.</summary>
    OtherCredential,

    /// <summary>The signature is not one over these bytes.</summary>
    BadSignature,
}

/// <summary>A release that was found good, and the roster by which.</summary>
public sealed record VerifiedRelease(FitnessOutcome Outcome, DoctorRoster Roster);

/// <summary>
/// The rosters of a service from number 1 on, each checked against the one before. Immutable; pure and offline, so that a program, the command
/// line and a court's expert come to the same answer. Number 1 is signed by two doctors of itself: who they are is known only to somebody who
/// compared <see cref="Fingerprint"/> with what the doctors told.
/// </summary>
public sealed class RosterChain
{
    private const int Signers = 2;
    private readonly string? _pinnedOrigin;
    private readonly byte[] _last;

    private RosterChain(string? pinnedOrigin, IReadOnlyList<DoctorRoster> rosters, IReadOnlyDictionary<int, IReadOnlyList<string>> recoveries, byte[] last, string fingerprint)
    {
        (_pinnedOrigin, Rosters, Recoveries, _last, Fingerprint) = (pinnedOrigin, rosters, recoveries, last, fingerprint);
    }

    /// <summary>The rosters, number 1 first.</summary>
    public IReadOnlyList<DoctorRoster> Rosters { get; }

    /// <summary>The numbers of the rosters that custodians signed instead of two doctors, with their names.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<string>> Recoveries { get; }

    /// <summary>SHA-256 of number 1 as 64 hex digits; empty for an empty chain. The caller's duty: it is compared before anything rests on the chain.</summary>
    public string Fingerprint { get; }

    /// <summary>An empty chain. With a pinned origin every roster must be of that door; without one, all must be of the door of number 1.</summary>
    public static RosterChain Begin(string? pinnedOrigin = null) => new(pinnedOrigin, [], new Dictionary<int, IReadOnlyList<string>>(), [], "");

    /// <summary>SHA-256 of a document as 64 hex digits.</summary>
    public static string FingerprintOf(ReadOnlySpan<byte> document) => Convert.ToHexStringLower(SHA256.HashData(document));

    /// <summary>
    /// The chain with one roster more. False where it does not follow: number without gap or step back, the hash of the one before, younger,
    /// the same service and door, and two distinct doctors of the one before (of itself for number 1) who signed exactly these bytes; or, where they
    /// could not, as many custodians of the one before as it asks for, who gave its doctors other credentials and changed nothing else.
    /// </summary>
    public bool TryExtend(ReadOnlySpan<byte> document, IReadOnlyList<SignatureProof> proofs, out RosterChain longer, out RosterError error)
    {
        longer = this;
        if (!DoctorRoster.TryParse(document, out var roster) || !IsSound(roster))
        {
            error = RosterError.Malformed;
            return false;
        }

        error = Judge(document, roster, proofs, out var custodians);
        if (error != RosterError.None)
        {
            return false;
        }

        var recoveries = custodians.Count == 0 ? Recoveries : new Dictionary<int, IReadOnlyList<string>>(Recoveries) { [roster.Number] = custodians };
        longer = new(_pinnedOrigin, [.. Rosters, roster], recoveries, document.ToArray(), Rosters.Count == 0 ? FingerprintOf(document) : Fingerprint);
        return true;
    }

    /// <summary>The roster in force at an instant: the newest that was made by then. Null where there was none.</summary>
    public DoctorRoster? At(DateTimeOffset instant) => Rosters.LastOrDefault(x => x.MadeAt <= instant);

    private RosterError Judge(ReadOnlySpan<byte> document, DoctorRoster roster, IReadOnlyList<SignatureProof> proofs, out IReadOnlyList<string> custodians)
    {
        custodians = [];
        if (roster.Number <= Rosters.Count)
        {
            return RosterError.StepBack;
        }

        if (roster.Number != Rosters.Count + 1)
        {
            return RosterError.Gap;
        }

        var former = Rosters.Count == 0 ? null : Rosters[^1];
        if (roster.Origin != (_pinnedOrigin ?? former?.Origin ?? roster.Origin) || Door(roster) is not { } door)
        {
            return RosterError.WrongDoor;
        }

        if (former is not null && former.Service != roster.Service)
        {
            return RosterError.OtherService;
        }

        byte[] expected = former is null ? [] : SHA256.HashData(_last);
        if (!roster.Previous.AsSpan().SequenceEqual(expected) || (former is not null && roster.MadeAt <= former.MadeAt))
        {
            return RosterError.BrokenLink;
        }

        if (former?.Custodians is { } named && proofs.Any(proof => named.People.Any(x => Proofs.IsOf(proof, x.Credentials))))
        {
            custodians = [.. named.People.Where(x => proofs.Any(proof => Proofs.IsOf(proof, x.Credentials))).Select(x => x.Name)];
            return !IsRecovery(former, roster)
                ? RosterError.NotRecovery
                : Signed(document, proofs, [.. named.People.Select(x => (x.Id, x.Credentials))], named.Needed, door);
        }

        return Signed(document, proofs, [.. (former ?? roster).Doctors.Select(x => (x.Doctor, x.Credentials))], Signers, door);
    }

    /// <summary>So many different ones of these people signed, each once, and nobody else.</summary>
    private static RosterError Signed(
        ReadOnlySpan<byte> document, IReadOnlyList<SignatureProof> proofs, IReadOnlyList<(Guid Id, IReadOnlyList<RosterCredential> Credentials)> people, int needed, RelyingParty door)
    {
        if (proofs.Count != needed)
        {
            return RosterError.NotTwoSigners;
        }

        var signers = new HashSet<Guid>();
        foreach (var proof in proofs)
        {
            var (id, credentials) = people.FirstOrDefault(x => Proofs.IsOf(proof, x.Credentials));
            if (credentials is null)
            {
                return RosterError.UnknownSigner;
            }

            if (!Proofs.Verify(document, proof, door, credentials))
            {
                return RosterError.BadSignature;
            }

            signers.Add(id);
        }

        return signers.Count == needed ? RosterError.None : RosterError.NotTwoSigners;
    }

    /// <summary>The same people, or fewer; the same custodians. Only doctors' credentials differ.</summary>
    private static bool IsRecovery(DoctorRoster former, DoctorRoster roster) =>
        roster.Doctors.All(x => former.Doctors.Any(f => (f.Doctor, f.Name, f.Big, f.SignsOutcomes) == (x.Doctor, x.Name, x.Big, x.SignsOutcomes)))
        && (roster with { Doctors = former.Doctors, Number = former.Number, Previous = former.Previous, MadeAt = former.MadeAt }).ToCanonicalBytes().AsSpan().SequenceEqual(former.ToCanonicalBytes());

    /// <summary>One person is one line, a register number is a physician's, a credential belongs to one person.</summary>
    private static bool IsSound(DoctorRoster roster) =>
        roster.Number >= 1
        && FitnessOutcome.IsName(roster.Service)
        && roster.Doctors.Count > 0
        && roster.Doctors.All(x => FitnessOutcome.IsName(x.Name) && BigNumber.TryParse(x.Big, out var big) && big.IsPhysician && x.Credentials.Count > 0)
        && roster.Doctors.Select(x => x.Doctor).Distinct().Count() == roster.Doctors.Count
        && roster.Doctors.Select(x => x.Big).Distinct(StringComparer.Ordinal).Count() == roster.Doctors.Count
        && AreSound(roster.Custodians, roster.Doctors)
        && Credentials(roster).All(x => Credential.TryParse(x.Id, x.PublicKey, out _))
        && Credentials(roster).Select(x => Convert.ToHexString(x.Id)).GroupBy(x => x, StringComparer.Ordinal).All(x => x.Count() == 1);

    private static IEnumerable<RosterCredential> Credentials(DoctorRoster roster) =>
        roster.Doctors.SelectMany(x => x.Credentials).Concat(roster.Custodians?.People.SelectMany(x => x.Credentials) ?? []);

    /// <summary>Two custodians are needed at least, and there are so many; none of them is a doctor of the list.</summary>
    private static bool AreSound(RosterCustodians? custodians, IReadOnlyList<RosterDoctor> doctors) =>
        custodians is null
        || (custodians.Needed >= Signers
            && custodians.Needed <= custodians.People.Count
            && custodians.People.All(x => FitnessOutcome.IsName(x.Name) && x.Credentials.Count > 0 && doctors.All(d => d.Doctor != x.Id))
            && custodians.People.Select(x => x.Id).Distinct().Count() == custodians.People.Count);

    private static RelyingParty? Door(DoctorRoster roster)
    {
        try
        {
            return new RelyingParty(roster.RelyingParty, roster.Origin);
        }
        catch (ArgumentException)
        {
            // A host name and an origin that do not belong together are no door.
            return null;
        }
    }
}

/// <summary>Checks a doctor's release against the rosters. Pure and offline.</summary>
public static class ReleaseVerification
{
    /// <summary>
    /// Whether these bytes are an outcome that a doctor signed who stood, with this name, register number and credential, on the roster in force
    /// when it was signed. What is not judged here because it needs a case or a clock: the case, the version, what it supersedes, a signing
    /// instant in the future.
    /// </summary>
    public static bool Verify(ReadOnlySpan<byte> document, SignatureProof proof, RosterChain rosters, out VerifiedRelease release, out ReleaseError error)
    {
        ArgumentNullException.ThrowIfNull(proof);
        ArgumentNullException.ThrowIfNull(rosters);
        release = null!;
        if (!FitnessOutcome.TryParse(document, out var outcome))
        {
            error = ReleaseError.Malformed;
            return false;
        }

        error = Judge(document, proof, rosters, outcome, out var roster);
        if (error != ReleaseError.None)
        {
            return false;
        }

        release = new(outcome, roster!);
        return true;
    }

    private static ReleaseError Judge(ReadOnlySpan<byte> document, SignatureProof proof, RosterChain rosters, FitnessOutcome outcome, out DoctorRoster? roster)
    {
        roster = rosters.At(outcome.SignedAt);
        if (roster is null)
        {
            return ReleaseError.NoRoster;
        }

        if (roster.Service != outcome.Service)
        {
            return ReleaseError.OtherService;
        }

        var doctor = roster.Doctors.FirstOrDefault(x => x.SignsOutcomes && x.Name == outcome.Signer && x.Big == outcome.Big.ToString());
        if (doctor is null)
        {
            return ReleaseError.NotOnRoster;
        }

        if (!Proofs.IsOf(proof, doctor.Credentials))
        {
            return ReleaseError.OtherCredential;
        }

        return Proofs.Verify(document, proof, new RelyingParty(roster.RelyingParty, roster.Origin), doctor.Credentials) ? ReleaseError.None : ReleaseError.BadSignature;
    }
}

/// <summary>A proof from a message, held against the credentials of one person.</summary>
internal static class Proofs
{
    internal static bool IsOf(SignatureProof proof, IReadOnlyList<RosterCredential> credentials) => credentials.Any(x => x.Id.AsSpan().SequenceEqual(proof.CredentialId));

    internal static bool Verify(ReadOnlySpan<byte> document, SignatureProof proof, RelyingParty door, IReadOnlyList<RosterCredential> credentials)
    {
        foreach (var listed in credentials)
        {
            if (listed.Id.AsSpan().SequenceEqual(proof.CredentialId) && Credential.TryParse(listed.Id, listed.PublicKey, out var credential))
            {
                var assertion = new Assertion(proof.CredentialId, proof.AuthenticatorData, proof.ClientData, proof.Signature);
                return DocumentSignature.Verify(document, assertion, door, credential, out _);
            }
        }

        return false;
    }
}
