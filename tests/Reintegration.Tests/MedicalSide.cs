using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.Contracts.Values;
using ArboDossier.DemoAuthenticator;
using ArboDossier.Exchange;
using ArboDossier.Exchange.Jose;
using ArboDossier.Signing;

namespace ArboDossier.Reintegration.Tests;

/// <summary>A doctor with a passkey of the medical door.</summary>
public sealed class Doctor : IDisposable
{
    private readonly SoftwarePasskey _passkey;

    public Doctor(string name, string big)
    {
        (Name, Big) = (name, big);
        var challenge = RandomNumberGenerator.GetBytes(32);
        var options = $$"""{"rp":{"id":"medisch.localhost"},"user":{"id":"{{Base64Url.EncodeToString(Id.ToByteArray())}}"},"challenge":"{{Base64Url.EncodeToString(challenge)}}"}""";
        _passkey = SoftwarePasskey.Create(options, MedicalSide.Origin, out var made);
        Registration.TryParseBrowser(made, out var registration).Should().BeTrue();
        WebAuthn.VerifyRegistration(registration!, challenge, MedicalSide.Door, out var good, out _).Should().BeTrue();
        Line = new(Id, Name, Big, SignsOutcomes: true, [new(good!.Credential.Id.ToArray(), good.Credential.PublicKey.ToArray(), false)]);
    }

    public Guid Id { get; } = Guid.NewGuid();

    public string Name { get; }

    public string Big { get; }

    public RosterDoctor Line { get; }

    public SignatureProof Sign(ReadOnlySpan<byte> document)
    {
        var options = $$"""{"rpId":"medisch.localhost","challenge":"{{Base64Url.EncodeToString(DocumentSignature.ChallengeFor(document))}}"}""";
        Assertion.TryParseBrowser(_passkey.Answer(options, MedicalSide.Origin), out var assertion, out _).Should().BeTrue();
        return new(assertion!.CredentialId, assertion.AuthenticatorData, assertion.ClientData, assertion.Signature);
    }

    public void Dispose() => _passkey.Dispose();
}

/// <summary>Medical as far as Reintegration notices: doctors, rosters, releases and the tick.</summary>
public sealed class MedicalSide(World world) : IDisposable
{
    public const string Origin = "http://medisch.localhost:5002";
    public const string Service = "Arbodienst De Brug";
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false });

    public static RelyingParty Door { get; } = new("medisch.localhost", Origin);

    public Doctor Bakker { get; } = new("S. Bakker", "19012345601");

    public Doctor Willems { get; } = new("T. Willems", "29012345601");

    public List<SignedRoster> Rosters { get; } = [];

    public static DoctorRoster RosterOf(int number, byte[] previous, DateTimeOffset madeAt, params IReadOnlyList<Doctor> doctors) =>
        new(Service, number, previous, madeAt, "medisch.localhost", Origin, [.. doctors.Select(x => x.Line)]);

    public static SignedRoster Sign(DoctorRoster roster, params IReadOnlyList<Doctor> signers)
    {
        var document = roster.ToCanonicalBytes();
        return new(document, [.. signers.Select(x => x.Sign(document))]);
    }

    /// <summary>The next roster, signed by both.</summary>
    public SignedRoster NextRoster(params IReadOnlyList<Doctor> doctors)
    {
        var at = world.Clock.GetUtcNow().AddSeconds(-5 + Rosters.Count);
        var roster = Sign(
            RosterOf(Rosters.Count + 1, Rosters.Count == 0 ? [] : SHA256.HashData(Rosters[^1].Document), at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond)), doctors.Count == 0 ? [Bakker, Willems] : doctors), Bakker, Willems);
        Rosters.Add(roster);
        return roster;
    }

    public FitnessOutcome OutcomeOf(Guid @case, int version = 1, Guid? supersedes = null, FitnessVerdict verdict = FitnessVerdict.Unfit, DateOnly? day = null)
    {
        var now = world.Clock.GetUtcNow();
        BigNumber.TryParse(Bakker.Big, out var big).Should().BeTrue();
        return new(Service, Guid.NewGuid(), @case, version, supersedes, verdict, day ?? world.Today, Bakker.Name, big, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)));
    }

    public SignedRelease Sign(FitnessOutcome outcome, Doctor? signer = null) => new(outcome.ToCanonicalBytes(), (signer ?? Bakker).Sign(outcome.ToCanonicalBytes()));

    public static Parcel Parcel(ZoneMessage message) => new(Guid.CreateVersion7(), message);

    /// <summary>One tick that must be taken.</summary>
    public async Task<Tick> TickAsync(IReadOnlyList<Parcel>? parcels = null, IReadOnlyList<Received>? receipts = null)
    {
        var (id, token) = Token(parcels, receipts);
        var (status, body) = await PostAsync(token);
        status.Should().Be(200);
        TickCodec.TryRead(body, world.ReintegrationKeys, "reintegration", "medical", world.Clock, out var answered, out var tick, out var error).Should().BeTrue(error.ToString());
        answered.Should().Be(id);
        return tick;
    }

    /// <summary>Delivers one message; whether it was accepted.</summary>
    public async Task<bool> DeliverAsync(ZoneMessage message)
    {
        var parcel = Parcel(message);
        return (await TickAsync([parcel])).Receipts.Should().ContainSingle(x => x.Id == parcel.Id).Subject.Accepted;
    }

    /// <summary>Fetches what waits and says that it was received.</summary>
    public async Task<IReadOnlyList<ZoneMessage>> FetchAsync()
    {
        var got = await TickAsync();
        await TickAsync(receipts: [.. got.Parcels.Select(x => new Received(x.Id, true))]);
        return [.. got.Parcels.Select(x => x.Message)];
    }

    public (string Id, string Token) Token(IReadOnlyList<Parcel>? parcels = null, IReadOnlyList<Received>? receipts = null, SigningKey? key = null)
    {
        var id = Guid.NewGuid().ToString("N");
        return (id, TickCodec.Sign(key ?? world.MedicalKey, "medical", "reintegration", id, new Tick(parcels ?? [], receipts ?? [], ""), world.Clock));
    }

    public async Task<(int Status, string Body)> PostAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{world.Port}/exchange/tick") { Content = new StringContent(token, Encoding.ASCII, "application/jose") };
        request.Headers.Host = world.Host;
        using var response = await Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public void Dispose()
    {
        Bakker.Dispose();
        Willems.Dispose();
    }
}
