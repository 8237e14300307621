using System.Security.Cryptography;
using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.Contracts.Values;
using ArboDossier.Signing;

namespace ArboDossier.Reintegration.Tests;

/// <summary>Rosters and releases, offline: what a doctor signed and nothing else.</summary>
public sealed class VerificationTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);
    private readonly Doctor _bakker = new("S. Bakker", "19012345601");
    private readonly Doctor _willems = new("T. Willems", "29012345601");
    private readonly Doctor _late = new("L. Later", "39012345601");

    public void Dispose()
    {
        _bakker.Dispose();
        _willems.Dispose();
        _late.Dispose();
    }

    [Fact]
    public void Number_1_is_signed_by_two_doctors_of_itself_and_has_a_fingerprint()
    {
        var roster = First();
        RosterChain.Begin(MedicalSide.Origin).TryExtend(roster.Document, roster.Proofs, out var chain, out var error).Should().BeTrue(error.ToString());
        chain.Fingerprint.Should().Be(Convert.ToHexStringLower(SHA256.HashData(roster.Document)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("Rule", "R-082")]
    public void Each_altered_byte_of_a_roster_is_refused(int step)
    {
        var roster = First();
        for (var i = 0; i < roster.Document.Length; i += step)
        {
            var bytes = roster.Document.ToArray();
            bytes[i] ^= (byte)(step == 1 ? 0x01 : 0x20);
            RosterChain.Begin(MedicalSide.Origin).TryExtend(bytes, roster.Proofs, out _, out _).Should().BeFalse("byte {0} was altered", i);
        }
    }

    [Fact]
    public void One_signature_or_one_doctor_twice_is_not_two()
    {
        var roster = MedicalSide.RosterOf(1, [], Start, _bakker, _willems);
        Refused(RosterChain.Begin(), MedicalSide.Sign(roster, _bakker)).Should().Be(RosterError.NotTwoSigners);
        Refused(RosterChain.Begin(), MedicalSide.Sign(roster, _bakker, _bakker)).Should().Be(RosterError.NotTwoSigners);
        Refused(RosterChain.Begin(), MedicalSide.Sign(roster, _bakker, _willems, _bakker)).Should().Be(RosterError.NotTwoSigners);
        Refused(RosterChain.Begin(), MedicalSide.Sign(roster, _bakker, _late)).Should().Be(RosterError.UnknownSigner);
    }

    [Fact]
    public void Two_credentials_of_one_doctor_are_one_signer()
    {
        var other = new Doctor(_bakker.Name, _bakker.Big);
        var line = _bakker.Line with { Credentials = [.. _bakker.Line.Credentials, .. other.Line.Credentials] };
        var roster = MedicalSide.RosterOf(1, [], Start, _bakker, _willems) with { Doctors = [line, _willems.Line] };
        Refused(RosterChain.Begin(), MedicalSide.Sign(roster, _bakker, other)).Should().Be(RosterError.NotTwoSigners);
        other.Dispose();
    }

    [Fact]
    public void A_later_roster_is_signed_by_two_of_the_one_before()
    {
        var chain = Chain();
        var next = Next(chain, 2, Start.AddDays(1), _bakker, _willems, _late);
        Extended(chain, MedicalSide.Sign(next, _bakker, _willems)).Rosters.Should().HaveCount(2);
        Refused(chain, MedicalSide.Sign(next, _bakker, _late)).Should().Be(RosterError.UnknownSigner, "who is only on the new one does not let himself in");
    }

    [Fact]
    public void A_gap_a_step_back_and_a_broken_link_are_refused()
    {
        var chain = Chain();
        Refused(chain, MedicalSide.Sign(Next(chain, 3, Start.AddDays(1), _bakker, _willems), _bakker, _willems)).Should().Be(RosterError.Gap);
        Refused(chain, MedicalSide.Sign(Next(chain, 1, Start.AddDays(1), _bakker, _willems), _bakker, _willems)).Should().Be(RosterError.StepBack);
        Refused(chain, MedicalSide.Sign(MedicalSide.RosterOf(2, SHA256.HashData([1]), Start.AddDays(1), _bakker, _willems), _bakker, _willems)).Should().Be(RosterError.BrokenLink);
        Refused(chain, MedicalSide.Sign(Next(chain, 2, Start, _bakker, _willems), _bakker, _willems)).Should().Be(RosterError.BrokenLink, "not younger");
        Refused(RosterChain.Begin(), MedicalSide.Sign(MedicalSide.RosterOf(1, [1], Start, _bakker, _willems), _bakker, _willems)).Should().Be(RosterError.BrokenLink);
    }

    [Fact]
    public void Another_door_or_service_is_refused()
    {
        var roster = MedicalSide.RosterOf(1, [], Start, _bakker, _willems);
        Refused(RosterChain.Begin("https://medisch.example"), MedicalSide.Sign(roster, _bakker, _willems)).Should().Be(RosterError.WrongDoor);
        Refused(RosterChain.Begin(), MedicalSide.Sign(roster with { RelyingParty = "elders.example" }, _bakker, _willems)).Should().Be(RosterError.WrongDoor);
        var chain = Chain();
        Refused(chain, MedicalSide.Sign(Next(chain, 2, Start.AddDays(1), _bakker, _willems) with { Service = "Een ander" }, _bakker, _willems)).Should().Be(RosterError.OtherService);
    }

    [Fact]
    public void Doctors_who_contradict_each_other_are_no_roster()
    {
        var good = MedicalSide.RosterOf(1, [], Start, _bakker, _willems);
        Refused(RosterChain.Begin(), MedicalSide.Sign(good with { Doctors = [_bakker.Line, _willems.Line with { Big = _bakker.Big }] }, _bakker, _willems)).Should().Be(RosterError.Malformed);
        Refused(RosterChain.Begin(), MedicalSide.Sign(good with { Doctors = [_bakker.Line, _willems.Line with { Credentials = _bakker.Line.Credentials }] }, _bakker, _bakker)).Should().Be(RosterError.Malformed);
        Refused(RosterChain.Begin(), MedicalSide.Sign(good with { Doctors = [_bakker.Line, _willems.Line with { Big = "29012345630" }] }, _bakker, _willems)).Should().Be(RosterError.Malformed, "a nurse does not sign");
    }

    [Fact]
    [Trait("Rule", "R-082")]
    public void Custodians_give_the_same_doctors_other_credentials_and_change_nothing_else()
    {
        using Doctor first = new("K. Notaris", ""), second = new("L. Raad", ""), third = new("M. Bestuur", ""), anew = new(_bakker.Name, _bakker.Big);
        var named = new RosterCustodians(2, [.. new[] { first, second, third }.Select(x => new RosterCustodian(x.Id, x.Name, x.Line.Credentials))]);
        var chain = Extended(RosterChain.Begin(), MedicalSide.Sign(MedicalSide.RosterOf(1, [], Start, _bakker, _willems) with { Custodians = named }, _bakker, _willems));
        var line = _bakker.Line with { Credentials = anew.Line.Credentials };
        var recovered = Next(chain, 2, Start.AddDays(1), _bakker, _willems) with { Doctors = [line, _willems.Line], Custodians = named };

        var longer = Extended(chain, MedicalSide.Sign(recovered, third, first));
        longer.Recoveries[2].Should().Equal("K. Notaris", "M. Bestuur");
        Extended(chain, MedicalSide.Sign(recovered with { Doctors = [line] }, first, second)).Recoveries.Should().ContainKey(2, "one who left is left out");
        Extended(longer, MedicalSide.Sign(MedicalSide.RosterOf(3, SHA256.HashData(recovered.ToCanonicalBytes()), Start.AddDays(2), _willems, _late) with { Custodians = null }, anew, _willems)).Recoveries.Should().HaveCount(1, "two doctors go on");

        Refused(chain, MedicalSide.Sign(recovered, first)).Should().Be(RosterError.NotTwoSigners);
        Refused(chain, MedicalSide.Sign(recovered, first, first)).Should().Be(RosterError.NotTwoSigners);
        Refused(chain, MedicalSide.Sign(recovered, first, second, third)).Should().Be(RosterError.NotTwoSigners);
        Refused(chain, MedicalSide.Sign(recovered, first, _willems)).Should().Be(RosterError.UnknownSigner, "a doctor is no custodian");
        Refused(chain, MedicalSide.Sign(recovered, first, anew)).Should().Be(RosterError.UnknownSigner, "who comes back does not let himself in");
        Refused(chain, new(recovered.ToCanonicalBytes(), [.. MedicalSide.Sign(recovered, first).Proofs, .. MedicalSide.Sign(recovered with { MadeAt = Start.AddDays(3) }, second).Proofs])).Should().Be(RosterError.BadSignature);
        foreach (var more in (DoctorRoster[])[
            recovered with { Doctors = [line, _willems.Line, _late.Line] },
            recovered with { Doctors = [line with { Name = "S. Bakker-Smit" }, _willems.Line] },
            recovered with { Doctors = [line with { Big = _late.Big }, _willems.Line] },
            recovered with { Doctors = [line, _willems.Line with { SignsOutcomes = false }] },
            recovered with { Custodians = named with { People = [.. named.People.Take(2)] } },
            recovered with { Custodians = null }])
        {
            Refused(chain, MedicalSide.Sign(more, first, second)).Should().Be(RosterError.NotRecovery);
        }

        Refused(RosterChain.Begin(), MedicalSide.Sign(MedicalSide.RosterOf(1, [], Start, _bakker, _willems) with { Custodians = named }, first, second)).Should().Be(RosterError.UnknownSigner, "number 1 is of two doctors");
        foreach (var wrong in (RosterCustodians[])[named with { Needed = 1 }, named with { Needed = 4 }, named with { People = [named.People[0], named.People[0]] }, named with { People = [named.People[0], new(_willems.Id, "T. Willems", third.Line.Credentials)] }, named with { People = [named.People[0], named.People[1] with { Credentials = _willems.Line.Credentials }] }])
        {
            Refused(RosterChain.Begin(), MedicalSide.Sign(MedicalSide.RosterOf(1, [], Start, _bakker, _willems) with { Custodians = wrong }, _bakker, _willems)).Should().Be(RosterError.Malformed);
        }
    }

    [Fact]
    [Trait("Rule", "R-082")]
    public void A_release_of_a_doctor_on_the_roster_is_good()
    {
        ReleaseVerification.Verify(Document(), _bakker.Sign(Document()), Chain(), out var good, out var error).Should().BeTrue(error.ToString());
        good.Outcome.Signer.Should().Be("S. Bakker");
        good.Roster.Number.Should().Be(1);
    }

    [Fact]
    [Trait("Rule", "R-060")]
    [Trait("Rule", "R-082")]
    public void A_doctor_of_another_service_signs_rosters_and_no_outcomes()
    {
        var roster = MedicalSide.RosterOf(1, [], Start, _bakker, _willems) with { Doctors = [_bakker.Line with { SignsOutcomes = false }, _willems.Line] };
        var chain = Extended(RosterChain.Begin(), MedicalSide.Sign(roster, _bakker, _willems));
        ReleaseVerification.Verify(Document(), _bakker.Sign(Document()), chain, out _, out var error).Should().BeFalse();
        error.Should().Be(ReleaseError.NotOnRoster);
    }

    [Fact]
    [Trait("Rule", "R-082")]
    public void Each_altered_byte_of_a_release_or_its_proof_is_refused()
    {
        var chain = Chain();
        var document = Document();
        var proof = _bakker.Sign(document);
        for (var i = 0; i < document.Length; i++)
        {
            var bytes = document.ToArray();
            bytes[i] ^= 0x01;
            ReleaseVerification.Verify(bytes, proof, chain, out _, out _).Should().BeFalse("byte {0} of the document was altered", i);
        }

        foreach (var altered in Altered(proof))
        {
            ReleaseVerification.Verify(document, altered, chain, out _, out _).Should().BeFalse();
        }
    }

    [Theory]
    [InlineData("S. Bakker", "29012345601", ReleaseError.NotOnRoster)]
    [InlineData("S. bakker", "19012345601", ReleaseError.NotOnRoster)]
    [InlineData("T. Willems", "29012345601", ReleaseError.OtherCredential)]
    [InlineData("X. Vreemd", "99012345601", ReleaseError.NotOnRoster)]
    [Trait("Rule", "R-082")]
    public void Name_register_number_and_credential_belong_together(string name, string big, ReleaseError why)
    {
        BigNumber.TryParse(big, out var number).Should().BeTrue();
        var document = Document(x => x with { Signer = name, Big = number });
        ReleaseVerification.Verify(document, _bakker.Sign(document), Chain(), out _, out var error).Should().BeFalse();
        error.Should().Be(why);
    }

    [Fact]
    public void The_roster_of_its_day_decides()
    {
        var first = Chain();
        var second = Extended(first, MedicalSide.Sign(Next(first, 2, Start.AddDays(10), _willems, _late), _bakker, _willems));
        Verified(second, _bakker, Start.AddDays(5)).Should().Be(ReleaseError.None, "he stood on the roster when he signed");
        Verified(second, _bakker, Start.AddDays(11)).Should().Be(ReleaseError.NotOnRoster, "he left");
        Verified(second, _late, Start.AddDays(5)).Should().Be(ReleaseError.NotOnRoster, "he had not come yet");
        Verified(second, _late, Start.AddDays(11)).Should().Be(ReleaseError.None);
        Verified(second, _bakker, Start.AddDays(-1)).Should().Be(ReleaseError.NoRoster);
        Verified(RosterChain.Begin(), _bakker, Start.AddDays(5)).Should().Be(ReleaseError.NoRoster);
    }

    [Fact]
    public void A_release_of_another_service_or_of_no_form_is_refused()
    {
        var document = Document(x => x with { Service = "Een ander" });
        ReleaseVerification.Verify(document, _bakker.Sign(document), Chain(), out _, out var error).Should().BeFalse();
        error.Should().Be(ReleaseError.OtherService);
        byte[] garbage = [1, 2, 3];
        ReleaseVerification.Verify(garbage, _bakker.Sign(garbage), Chain(), out _, out error).Should().BeFalse();
        error.Should().Be(ReleaseError.Malformed);
    }

    private static IEnumerable<SignatureProof> Altered(SignatureProof proof)
    {
        static byte[] Flip(byte[] bytes, int at) => [.. bytes.Select((x, i) => i == at ? (byte)(x ^ 0x01) : x)];
        for (var i = 0; i < proof.Signature.Length; i++)
        {
            yield return proof with { Signature = Flip(proof.Signature, i) };
        }

        for (var i = 0; i < proof.AuthenticatorData.Length; i++)
        {
            yield return proof with { AuthenticatorData = Flip(proof.AuthenticatorData, i) };
        }

        for (var i = 0; i < proof.ClientData.Length; i++)
        {
            yield return proof with { ClientData = Flip(proof.ClientData, i) };
        }

        yield return proof with { CredentialId = Flip(proof.CredentialId, 0) };
        yield return proof with { Signature = [] };
        yield return proof with { ClientData = [] };
        yield return proof with { AuthenticatorData = [] };
        yield return proof with { CredentialId = [] };
    }

    private ReleaseError Verified(RosterChain chain, Doctor doctor, DateTimeOffset at)
    {
        BigNumber.TryParse(doctor.Big, out var big).Should().BeTrue();
        var document = Document(x => x with { Signer = doctor.Name, Big = big, SignedAt = at });
        ReleaseVerification.Verify(document, doctor.Sign(document), chain, out _, out var error);
        return error;
    }

    private byte[] Document(Func<FitnessOutcome, FitnessOutcome>? change = null)
    {
        BigNumber.TryParse(_bakker.Big, out var big).Should().BeTrue();
        var outcome = new FitnessOutcome(MedicalSide.Service, Guid.Parse("11111111-2222-3333-4444-555555555555"), Guid.Parse("66666666-7777-8888-9999-000000000000"), 1, null, FitnessVerdict.Unfit, new(2026, 11, 3), "S. Bakker", big, Start.AddDays(5));
        return (change?.Invoke(outcome) ?? outcome).ToCanonicalBytes();
    }

    private SignedRoster First() => MedicalSide.Sign(MedicalSide.RosterOf(1, [], Start, _bakker, _willems), _bakker, _willems);

    private RosterChain Chain() => Extended(RosterChain.Begin(MedicalSide.Origin), First());

    private static DoctorRoster Next(RosterChain chain, int number, DateTimeOffset at, params IReadOnlyList<Doctor> doctors) =>
        MedicalSide.RosterOf(number, SHA256.HashData(chain.Rosters[^1].ToCanonicalBytes()), at, doctors);

    private static RosterChain Extended(RosterChain chain, SignedRoster roster)
    {
        chain.TryExtend(roster.Document, roster.Proofs, out var longer, out var error).Should().BeTrue(error.ToString());
        return longer;
    }

    private static RosterError Refused(RosterChain chain, SignedRoster roster)
    {
        chain.TryExtend(roster.Document, roster.Proofs, out var same, out var error).Should().BeFalse();
        same.Should().BeSameAs(chain);
        return error;
    }
}
