using System.Net;
using ArboDossier.Contracts.Messages;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Exchange.Jose;
using ArboDossier.Identity;
using ArboDossier.Store;
using ArboDossier.Web.SignIn;

namespace ArboDossier.Medical.Tests;

/// <summary>The real identity program, in place of the one that believes everybody.</summary>
internal sealed class RealIdentity : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ZoneKeys _keys;

    private RealIdentity(WebApplication app, ZoneKeys keys) => (_app, _keys) = (app, keys);

    internal SigningKey Key => _keys.Messages;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _keys.Dispose();
    }

    internal static async Task<RealIdentity> StartAsync(string data, Addresses at, string medicalData, Clock clock)
    {
        using var medical = ZoneKeys.Initialise(StoreOptions.Read(new ConfigurationBuilder().AddInMemoryCollection([new("Zone:Data", medicalData)]).Build(), "medical"));
        using var reintegration = SigningKey.Create();
        Directory.CreateDirectory(data);
        var peers = Path.Combine(data, "peers.json");
        await File.WriteAllTextAsync(peers, $"[{MedicalWorld.Peer("medical", medical.Messages)},{MedicalWorld.Peer("reintegration", reintegration)}]");
        var uri = new Uri(at.Identity);
        var builder = MedicalWorld.Builder("ArboDossier.Identity", [
            $"--Zone:Data={data}", $"--Zone:Peers={peers}", $"--Web:Host={uri.Authority}", $"--urls=http://127.0.0.1:{uri.Port}", $"--Identity:Authority={at.Identity}",
            "--Identity:PasswordIterations=1000", $"--Clients:medical:Origin={at.Medical}", $"--Clients:reintegration:Origin={at.Reintegration}",
        ]);
        builder.Services.AddSingleton<TimeProvider>(clock);
        var options = StoreOptions.Read(builder.Configuration, "identity");
        var keys = ZoneKeys.Initialise(options);
        IdentityProgram.Compose(new ZoneStart(builder, options, keys, Peers.Read(peers)));
        var app = builder.Build();
        IdentityProgram.Configure(app);
        await app.StartAsync();
        return new(app, keys);
    }
}

/// <summary>From an invitation to a signed outcome with the identity program as it is.</summary>
public sealed class RealIdentityTests
{
    [Fact]
    [Trait("Rule", "R-022")]
    [Trait("Rule", "R-064")]
    public async Task Two_doctors_begin_sign_in_and_open_the_door_with_a_second_passkey_of_its_own()
    {
        await using var world = await MedicalWorld.StartAsync(realIdentity: true);
        var inviting = world.Services.GetRequiredService<Inviting>();
        var doctors = new List<Person>();
        foreach (var (name, code, big) in (ReadOnlySpan<(string, string, string)>)[("S. Bakker", world.FoundingCodes[0], Stage.Big), ("T. Visser", world.FoundingCodes[1], Stage.OtherBig)])
        {
            doctors.Add(new Person(name, $"{big}@voorbeeld.nl", world.At) { Password = $"vier gewone woorden samen {code}" });
        }

        try
        {
            for (var i = 0; i < 2; i++)
            {
                var invitation = await inviting.InviteAsync(new Invitation(Guid.NewGuid(), "medical", doctors[i].Name, doctors[i].Email, "nl", Staff: false), CancellationToken.None);
                await doctors[i].AcceptAsync(new(invitation!.Link, invitation.Code));
                await MedicalSteps.FoundAsync(doctors[i], world.FoundingCodes[i], i == 0 ? Stage.Big : Stage.OtherBig);
            }

            await MedicalSteps.ConfirmFounderAsync(doctors[0]);
            await MedicalSteps.ConfirmFounderAsync(doctors[1]);
            doctors[0].Passkeys.Should().HaveCount(2, "one of the sign-in program, one of the door");

            // Signed in again by the sign-in program's passkey: the door is closed.
            doctors[0].Browser.Forget();
            var page = await doctors[0].Browser.GetAsync($"{world.At.Medical}/people");
            page.Address.AbsolutePath.Should().Be("/sign-in");
            page = await doctors[0].SubmitWithPasskeyAsync(page, "form[data-passkey=get]");
            page.Address.AbsolutePath.Should().Be("/door");
            page.Address.Host.Should().Be(new Uri(world.At.Medical).Host);
            page = await doctors[0].SubmitWithPasskeyAsync(page, "form[data-passkey=get]");
            page.Address.AbsolutePath.Should().Be("/people");
            page.Status.Should().Be(HttpStatusCode.OK);

            await MedicalSteps.SignRosterAsync(doctors[0]);
            await MedicalSteps.SignRosterAsync(doctors[1]);
            (await world.Reintegration.ReceivedAsync<SignedRoster>(1)).Should().ContainSingle();
        }
        finally
        {
            doctors.ForEach(x => x.Dispose());
        }
    }
}
