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

    /// <summary>Not exactly two signatures, or both of one doctor.</summary>
    NotTwoSigners,

    /// <summary>A signer does not stand on the roster that decides who may sign.</summary>
    UnknownSigner,

    /// <summary>A signature is not one over these bytes.</summary>
    BadSignature,
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

    private RosterChain(string? pinnedOrigin, IReadOnlyList<DoctorRoster> rosters, byte[] last, string fingerprint)
    {
        (_pinnedOrigin, Rosters, _last, Fingerprint) = (pinnedOrigin, rosters, last, fingerprint);
    }

    /// <summary>The rosters, number 1 first.</summary>
    public IReadOnlyList<DoctorRoster> Rosters { get; }

    /// <summary>SHA-256 of number 1 as 64 hex digits; empty for an empty chain. The caller's duty: it is compared before anything rests on the chain.</summary>
    public string Fingerprint { get; }

    /// <summary>An empty chain. With a pinned origin every roster must be of that door; without one, all must be of the door of number 1.</summary>
    public static RosterChain Begin(string? pinnedOrigin = null) => new(pinnedOrigin, [], [], "");

    /// <summary>SHA-256 of a document as 64 hex digits.</summary>
    public static string FingerprintOf(ReadOnlySpan<byte> document) => Convert.ToHexStringLower(SHA256.HashData(document));

    /// <summary>
    /// The chain with one roster more. False where it does not follow: number without gap or step back, the hash of the one before, younger,
    /// the same service and door, and two distinct doctors of the one before (of itself for number 1) who signed exactly these bytes.
    /// </summary>
    public bool TryExtend(ReadOnlySpan<byte> document, IReadOnlyList<SignatureProof> proofs, out RosterChain longer, out RosterError error)
    {
        longer = this;
        if (!DoctorRoster.TryParse(document, out var roster) || !IsSound(roster))
        {
            error = RosterError.Malformed;
            return false;
        }

        error = Judge(document, roster, proofs);
        if (error != RosterError.None)
        {
            return false;
        }

        longer = new(_pinnedOrigin, [.. Rosters, roster], document.ToArray(), Rosters.Count == 0 ? FingerprintOf(document) : Fingerprint);
        return true;
    }

    /// <summary>The roster in force at an instant: the newest that was made by then. Null where there was none.</summary>
    public DoctorRoster? At(DateTimeOffset instant) => Rosters.LastOrDefault(x => x.MadeAt <= instant);

    private RosterError Judge(ReadOnlySpan<byte> document, DoctorRoster roster, IReadOnlyList<SignatureProof> proofs)
    {
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

        return Signed(document, proofs, former ?? roster, door);
    }

    private static RosterError Signed(ReadOnlySpan<byte> document, IReadOnlyList<SignatureProof> proofs, DoctorRoster by, RelyingParty door)
    {
        if (proofs.Count != Signers)
        {
            return RosterError.NotTwoSigners;
        }

        var signers = new HashSet<Guid>();
        foreach (var proof in proofs)
        {
            var doctor = by.Doctors.FirstOrDefault(x => x.Credentials.Any(c => c.Id.AsSpan().SequenceEqual(proof.CredentialId)));
            if (doctor is null)
            {
                return RosterError.UnknownSigner;
            }

            if (!Proofs.Verify(document, proof, door, doctor))
            {
                return RosterError.BadSignature;
            }

            signers.Add(doctor.Doctor);
        }

        return signers.Count == Signers ? RosterError.None : RosterError.NotTwoSigners;
    }

    /// <summary>One person is one line, a register number is a physician's, a credential belongs to one doctor.</summary>
    private static bool IsSound(DoctorRoster roster) =>
        roster.Number >= 1
        && FitnessOutcome.IsName(roster.Service)
        && roster.Doctors.Count > 0
        && roster.Doctors.All(x => FitnessOutcome.IsName(x.Name) && BigNumber.TryParse(x.Big, out var big) && big.IsPhysician && x.Credentials.Count > 0)
        && roster.Doctors.Select(x => x.Doctor).Distinct().Count() == roster.Doctors.Count
        && roster.Doctors.Select(x => x.Big).Distinct(StringComparer.Ordinal).Count() == roster.Doctors.Count
        && roster.Doctors.SelectMany(x => x.Credentials).All(x => Credential.TryParse(x.Id, x.PublicKey, out _))
        && roster.Doctors.SelectMany(x => x.Credentials).Select(x => Convert.ToHexString(x.Id)).GroupBy(x => x, StringComparer.Ordinal).All(x => x.Count() == 1);

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

        if (!doctor.Credentials.Any(x => x.Id.AsSpan().SequenceEqual(proof.CredentialId)))
        {
            return ReleaseError.OtherCredential;
        }

        return Proofs.Verify(document, proof, new RelyingParty(roster.RelyingParty, roster.Origin), doctor) ? ReleaseError.None : ReleaseError.BadSignature;
    }
}

/// <summary>A proof from a message, held against the credentials of one doctor.</summary>
internal static class Proofs
{
    internal static bool Verify(ReadOnlySpan<byte> document, SignatureProof proof, RelyingParty door, RosterDoctor doctor)
    {
        foreach (var listed in doctor.Credentials)
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
