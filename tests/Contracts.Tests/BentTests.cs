using System.Text;
using ArboDossier.Contracts.Values;
using ArboDossier.Mutations;

namespace ArboDossier.Contracts.Tests;

/// <summary>Bent documents: the canonical bytes and no others are read.</summary>
public sealed class BentTests
{
    [Fact]
    public void A_bent_outcome_is_refused_or_is_canonical_itself()
    {
        Mutation.Feed(DocumentTests.Outcome.ToCanonicalBytes(), bent =>
        {
            var isOne = FitnessOutcome.TryParse(bent, out var read);
            (!isOne || read.ToCanonicalBytes().AsSpan().SequenceEqual(bent)).Should().BeTrue("there are no two ways to write one outcome");
            return isOne;
        });
    }

    [Fact]
    public void A_bent_roster_is_refused_or_is_canonical_itself()
    {
        Mutation.Feed(DocumentTests.Roster.ToCanonicalBytes(), bent =>
        {
            var isOne = DoctorRoster.TryParse(bent, out var read);
            (!isOne || read.ToCanonicalBytes().AsSpan().SequenceEqual(bent)).Should().BeTrue("there are no two ways to write one roster");
            return isOne;
        });
    }

    [Fact]
    public void Bent_numbers_and_codes_are_refused_or_read()
    {
        Mutation.Feed("123456782"u8.ToArray(), bent => Bsn.TryParse(Encoding.Latin1.GetString(bent), out _));
        Mutation.Feed("19012345601"u8.ToArray(), bent => BigNumber.TryParse(Encoding.Latin1.GetString(bent), out _));
        Mutation.Feed("L122"u8.ToArray(), bent => CasCode.TryParse(Encoding.Latin1.GetString(bent), out _));
        Mutation.Feed("1234 AB"u8.ToArray(), bent => Postcode.TryParse(Encoding.Latin1.GetString(bent), out _));
    }
}
