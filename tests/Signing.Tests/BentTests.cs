using System.Text;
using ArboDossier.Mutations;

namespace ArboDossier.Signing.Tests;

/// <summary>Bent answers of a browser: JSON, CBOR, authenticator data, client data. Refused, every time; none proves anything.</summary>
public sealed class BentTests : IDisposable
{
    private readonly Ceremonies _ceremonies = new();

    public void Dispose() => _ceremonies.Dispose();

    [Fact]
    public void A_bent_registration_is_refused_or_says_the_same()
    {
        Mutation.Feed(Encoding.UTF8.GetBytes(_ceremonies.RegistrationJson), bent =>
            Registration.TryParseBrowser(Encoding.UTF8.GetString(bent), out var read) && _ceremonies.RegistrationRefusal(read) is null);
    }

    [Fact]
    public void A_bent_attestation_object_is_refused_or_holds_the_very_key()
    {
        Registration.TryParseBrowser(_ceremonies.RegistrationJson, out var good).Should().BeTrue();
        Mutation.Feed(good!.AttestationObject, bent => _ceremonies.RegistrationRefusal(good with { AttestationObject = bent }) is null);
    }

    [Fact]
    public void No_bent_assertion_is_believed()
    {
        var good = _ceremonies.Assert(Ceremonies.Get);
        foreach (var (part, with) in new (byte[], Func<byte[], Assertion>)[]
        {
            (good.AuthenticatorData, x => good with { AuthenticatorData = x }),
            (good.ClientData, x => good with { ClientData = x }),
            (good.Signature, x => good with { Signature = x }),
        })
        {
            Mutation.Feed(part, bent =>
            {
                var believed = _ceremonies.Refusal(with(bent)) is null;
                believed.Should().Be(bent.AsSpan().SequenceEqual(part));
                return believed;
            });
        }
    }

    [Fact]
    public void A_bent_public_key_is_read_or_refused()
    {
        var credential = _ceremonies.Credential;
        Mutation.Feed(credential.PublicKey.ToArray(), bent => Credential.TryParse(credential.Id.Span, bent, out _));
    }
}
