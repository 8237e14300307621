using System.Buffers.Text;
using System.Net;
using System.Text.Json.Nodes;
using ArboDossier.Contracts.Messages;
using ArboDossier.DemoAuthenticator;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using Microsoft.EntityFrameworkCore;
using Ceremony = ArboDossier.DemoAuthenticator.SoftwarePasskey.Ceremony;

namespace ArboDossier.Medical.Tests;

/// <summary>A passkey's answer that was made elsewhere, before, by a copy, or for something else: at the door and under an outcome.</summary>
[Trait("Rule", "R-064")]
[Trait("Rule", "R-082")]
public sealed class CeremonyAttackTests
{
    private const string Form = "form[data-passkey=get]";

    [Fact]
    public async Task An_answer_that_was_made_elsewhere_or_without_its_owner_opens_no_door_and_signs_nothing()
    {
        await using var stage = await Stage.StartAsync();
        var world = stage.World;
        var @case = await stage.TreatedAsync("Jansen");
        var signing = await stage.SigningPageAsync(@case);
        var uri = new Uri(world.At.Medical);
        var passkey = stage.Doctor.Passkeys[0];
        Ceremony honest = new("webauthn.get", world.At.Medical);
        (string What, Ceremony Ceremony)[] bent =
        [
            ("another port", honest with { Origin = $"http://{uri.Host}:{uri.Port + 1}" }), ("no port", honest with { Origin = $"http://{uri.Host}" }), ("https", honest with { Origin = $"https://{uri.Authority}" }),
            ("another host", honest with { Origin = world.At.Reintegration }), ("Identity", honest with { Origin = world.At.Identity }), ("a host under it", honest with { Origin = $"http://x.{uri.Authority}" }),
            ("a longer host", honest with { Origin = $"http://{uri.Authority}.kwaad.example" }), ("in a frame of another", honest with { CrossOrigin = true }), ("for another host", honest with { RpId = "reintegratie.localhost" }),
            ("a registration", honest with { Type = "webauthn.create" }), ("nobody verified", honest with { Flags = 0x01 }), ("nobody there", honest with { Flags = 0x04 }),
        ];
        var again = await AtTheDoorAsync(stage);
        foreach (var (what, ceremony) in bent)
        {
            var door = await again.Browser.GetAsync($"{world.At.Medical}/door");
            var page = await again.Browser.SubmitAsync(door, Form, Answer(passkey.Assert(Challenge(door), ceremony)));
            (page.Address.AbsolutePath, page.Errors.Length > 0).Should().Be(("/door", true), what);
            signing = await stage.Doctor.Browser.SubmitAsync(signing, Form, Answer(passkey.Assert(Challenge(signing), ceremony)));
            signing.Errors.Should().Contain("niet getekend", what);
        }

        (await again.Browser.GetAsync(await stage.AddressAsync(@case))).Address.AbsolutePath.Should().Be("/door");
        await NothingReleasedAsync(stage);
        var last = await again.Browser.GetAsync($"{world.At.Medical}/door");
        (await again.Browser.SubmitAsync(last, Form, Answer(passkey.Assert(Challenge(last), honest)))).Address.AbsolutePath.Should().Be("/work", "the honest one opens");
        (await stage.Doctor.Browser.SubmitAsync(signing, Form, Answer(passkey.Assert(Challenge(signing), honest)))).Errors.Should().BeEmpty("and signs");
        (await world.LedgerAsync()).Count(x => x.Event is "door.open" or "outcome.sign-failed" && !x.Permitted && x.Reason == "assertion").Should().Be(2 * bent.Length);
    }

    [Fact]
    public async Task A_copy_of_a_passkey_is_found_out_by_its_counter()
    {
        await using var stage = await Stage.StartAsync();
        var world = stage.World;
        var signing = await stage.SigningPageAsync(await stage.TreatedAsync("Jansen"));
        using var copy = SoftwarePasskey.Import(stage.Doctor.Passkeys[0].Export());
        // The owner opens the door elsewhere; the copy knows nothing of it.
        foreach (var _ in (int[])[1, 2])
        {
            var owner = await AtTheDoorAsync(stage);
            var page = await owner.Browser.GetAsync($"{world.At.Medical}/door");
            (await owner.Browser.SubmitAsync(page, Form, Answer(stage.Doctor.Passkeys[0].Answer(Options(page), world.At.Medical)))).Address.AbsolutePath.Should().Be("/work");
        }

        var thief = await AtTheDoorAsync(stage);
        var door = await thief.Browser.GetAsync($"{world.At.Medical}/door");
        (await thief.Browser.SubmitAsync(door, Form, Answer(copy.Answer(Options(door), world.At.Medical)))).Address.AbsolutePath.Should().Be("/door");
        using var second = SoftwarePasskey.Import(copy.Export());
        (await stage.Doctor.Browser.SubmitAsync(signing, Form, Answer(second.Assert(Challenge(signing), new Ceremony("webauthn.get", world.At.Medical) { Counter = 1 })))).Errors.Should().NotBeEmpty();
        await NothingReleasedAsync(stage);
    }

    [Fact]
    public async Task An_answer_counts_for_what_was_asked_and_for_nothing_else()
    {
        await using var stage = await Stage.StartAsync();
        var world = stage.World;
        var (first, second) = (await stage.TreatedAsync("Jansen"), await stage.TreatedAsync("Pieters"));
        var (one, two) = (await stage.SigningPageAsync(first), await stage.SigningPageAsync(second));

        // Under another document, and one for the door under a document.
        var answer = stage.Doctor.Answer(Options(one), world.At.Medical);
        two = await stage.Doctor.Browser.SubmitAsync(two, Form, Answer(answer));
        two.Errors.Should().NotBeEmpty();
        var again = await AtTheDoorAsync(stage);
        var door = await again.Browser.GetAsync($"{world.At.Medical}/door");
        two = await stage.Doctor.Browser.SubmitAsync(two, Form, Answer(stage.Doctor.Answer(Options(door), world.At.Medical)));
        two.Errors.Should().NotBeEmpty();
        // One for a document at the door.
        (await again.Browser.SubmitAsync(door, Form, Answer(stage.Doctor.Answer(Options(one), world.At.Medical)))).Address.AbsolutePath.Should().Be("/door");
        await NothingReleasedAsync(stage);

        // For its own document it counts, once; the same again gives no second release.
        var good = stage.Doctor.Answer(Options(one), world.At.Medical);
        (await stage.Doctor.Browser.SubmitAsync(one, Form, Answer(good))).Errors.Should().BeEmpty();
        await stage.Doctor.Browser.SubmitAsync(one, Form, Answer(good));
        await stage.Reintegration.ReceivedAsync<SignedRelease>(1);
        await stage.Reintegration.QuietAsync();
        stage.Reintegration.Got.OfType<SignedRelease>().Should().ContainSingle();
        two = await stage.Doctor.Browser.SubmitAsync(two, Form, Answer(good));
        two.Errors.Should().NotBeEmpty();
        (await world.LedgerAsync()).Count(x => x.Event == "outcome.release").Should().Be(1);
    }

    [Fact]
    [Trait("Rule", "R-065")]
    public async Task The_same_person_is_no_second_person()
    {
        await using var stage = await Stage.StartAsync();
        var world = stage.World;

        // The list of who may sign, signed twice by one doctor: also from the page that was kept.
        await stage.NewDoctorAsync("R. Mulder", "39012345601");
        var roster = await stage.Doctor.OpenAsync($"{world.At.Medical}/roster");
        await stage.Doctor.SubmitWithPasskeyAsync(roster, Form);
        await stage.Doctor.SubmitWithPasskeyAsync(roster, Form);
        (await world.ReadAsync(db => db.Rosters.CountAsync(x => x.SecondSigner != null))).Should().Be(1, "one doctor twice is not two");

        // An own passkey, confirmed by its owner with the right six characters.
        var arriving = await stage.HireAsync("CompanyDoctor", "I. Nieuw", "49012345601");
        var check = await MedicalSteps.EnrolAsync(arriving);
        var waiting = await world.ReadAsync(db => db.Credentials.Where(x => x.ConfirmedAt == null).Select(x => x.Id).SingleAsync());
        var page = await arriving.Browser.GetAsync($"{world.At.Medical}/enrol");
        using var own = new FormUrlEncodedContent(new Dictionary<string, string> { ["credential"] = $"{waiting}", ["check"] = check, ["__RequestVerificationToken"] = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")! });
        (await arriving.Browser.PostAsync($"{world.At.Medical}/people?handler=Confirm&credential={waiting}", own)).Status.Should().Be(HttpStatusCode.NotFound);
        using var founding = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")! });
        (await arriving.Browser.PostAsync($"{world.At.Medical}/enrol?handler=Confirm", founding)).Status.Should().Be(HttpStatusCode.NotFound);
        (await world.ReadAsync(db => db.Credentials.CountAsync(x => x.ConfirmedAt == null))).Should().Be(1);

        // An appointment that he proposed himself.
        await MedicalSteps.ProposeAsync(stage.Doctor, "S. Bakker", $"{Guid.NewGuid():N}", "Drukkerij De Letter");
        var proposal = await world.ReadAsync(db => db.Appointments.Where(x => x.ConfirmedAt == null).Select(x => x.Id).SingleAsync());
        var appointments = await stage.Doctor.OpenAsync($"{world.At.Medical}/appointments");
        using var alone = new FormUrlEncodedContent(new Dictionary<string, string> { ["appointment"] = $"{proposal}", ["id"] = $"{proposal}", ["__RequestVerificationToken"] = appointments.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")! });
        (await stage.Doctor.Browser.PostAsync($"{world.At.Medical}/appointments?handler=Second&appointment={proposal}&id={proposal}", alone)).Status.Should().Be(HttpStatusCode.NotFound);
        (await world.ReadAsync(db => db.Appointments.CountAsync(x => x.ConfirmedAt == null))).Should().Be(1);
    }

    private static Task<Person> AtTheDoorAsync(Stage stage) => stage.World.PersonAsync("Bakker elders", MedicalWorld.Subject("S. Bakker"));

    private static Dictionary<string, string> Answer(string credential) => new() { ["Credential"] = credential };

    private static string Options(Page page) => page.Document.QuerySelector(Form)!.GetAttribute("data-passkey-options")!;

    private static byte[] Challenge(Page page) => Base64Url.DecodeFromChars((string)JsonNode.Parse(Options(page))!["challenge"]!);

    private static async Task NothingReleasedAsync(Stage stage)
    {
        await stage.Reintegration.QuietAsync();
        stage.Reintegration.Got.OfType<SignedRelease>().Should().BeEmpty();
        (await stage.World.ReadAsync(db => db.Outcomes.CountAsync(x => x.State == Features.Outcomes.OutcomeState.Released))).Should().Be(0);
    }
}
