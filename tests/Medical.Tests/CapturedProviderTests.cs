using System.Net;
using ArboDossier.Contracts.Messages;
using ArboDossier.DemoAuthenticator;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Shape;
using ArboDossier.Web.SignIn;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>
/// Somebody has Identity's database and its signing key: he makes any ID token, with any invitations and whatever else he likes in it, and any list of
/// revocations. He may even know what lies in Medical's own tables; of the keys and passkeys inside Medical he has none.
/// </summary>
[Trait("Rule", "R-022")]
[Trait("Rule", "R-064")]
public sealed class CapturedProviderTests
{
    private const string Get = "form[data-passkey=get]";
    private const string Create = "form[data-passkey=create]";

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    public async Task With_Identitys_database_and_keys_nothing_sealed_opens_and_nothing_is_signed(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var world = stage.World;
        var @case = await stage.TreatedAsync("Jansen");
        var employee = await stage.ActivatedAsync(@case, "M. Jansen");
        await stage.HireAsync("CompanyDoctor", "I. Nieuw", "49012345601");
        await stage.SupervisedAsync("PracticeSupport", "O. Onder");
        await MedicalSteps.GiveTaskAsync(stage.Doctor, await stage.AddressAsync(@case), "O. Onder", "FollowUp", "Houd contact.", stage.Today, stage.Today);
        var signing = await stage.SigningPageAsync(@case);
        var question = signing.Document.QuerySelector(Get)!.GetAttribute("data-passkey-options")!;
        var (before, opened) = (await CountsAsync(stage), await OpenedAsync(stage));

        // Every invitation there ever was, the session whose door stands open, and a word for each thing that a program might believe.
        var invitations = await world.ReadAsync(db => db.Staff.Where(x => x.Invitation != null).Select(x => x.Invitation!.Value).ToListAsync());
        var open = await world.ReadAsync(db => db.Openings.Select(x => x.Session).FirstAsync());
        world.Identity.Forge = claims =>
        {
            claims["invitations"] = invitations;
            claims["arbo-session"] = open.ToString("N");
            claims["acr"] = "urn:arbodossier:two-factors";
            claims["amr"] = new[] { "hwk", "user", "mfa" };
            claims["role"] = claims["roles"] = new[] { "Doctor", "CompanyDoctor", "ServiceAdministrator" };
            claims["door"] = claims["level"] = "Passkey";
        };
        world.Identity.NumberFrom(1_000_000_000);
        (await world.Services.GetRequiredService<Revocations>().FetchAsync(CancellationToken.None)).Should().BeTrue("a list with a higher number is a list");

        var file = await stage.FileAsync(@case);
        var outcome = await world.ReadAsync(db => db.Outcomes.Select(x => x.Id).SingleAsync());
        var request = await world.ReadAsync(db => db.Requests.Select(x => x.Id).SingleAsync());
        var task = await world.ReadAsync(db => db.Tasks.Select(x => x.Id).SingleAsync());
        var ways = await WayIn.ListAsync(world.Services);
        foreach (var name in (string[])["S. Bakker", "K. Smit", "O. Onder", "M. Jansen", "T. Visser", "Niemand"])
        {
            using var own = OwnPasskey(world);
            var thief = await world.PersonAsync($"{name} niet", MedicalWorld.Subject(name));
            (await thief.Browser.GetAsync($"{world.At.Medical}/privacy")).Status.Should().Be(HttpStatusCode.OK, "he is signed in as whomever he likes");
            await TryPasskeysAsync(thief, own, world);
            var token = await TokenAsync(thief, world);
            foreach (var way in ways.Where(x => !x.Anonymous))
            {
                var about = new Target(file, request, outcome, task);
                using var answer = await AskAsync(thief, world, way, about, token, own.Answer(question.Replace(IdOf(question), Id(own), StringComparison.Ordinal), world.At.Medical));
                (await answer.Content.ReadAsStringAsync()).Should().NotContain("Jansen", "{0} as {1}", way.Name, name).And.NotContain("Bevinding");
            }

            (await CountsAsync(stage)).Should().Be(before, "as {0} nothing is written, confirmed, appointed or released", name);
            (await OpenedAsync(stage)).Should().Be(opened, "as {0} nothing is opened", name);
        }

        await stage.Reintegration.QuietAsync();
        stage.Reintegration.Got.OfType<SignedRelease>().Should().BeEmpty();

        // Those whom it is about go on as before.
        world.Identity.Forge = null;
        (await stage.Doctor.OpenAsync(await stage.AddressAsync(@case))).Text.Should().Contain("Jansen");
        (await employee.OpenAsync($"{world.At.Medical}/my")).Status.Should().Be(HttpStatusCode.OK);
        (await MedicalSteps.SignAsync(stage.Doctor, await stage.Doctor.OpenAsync($"{await stage.AddressAsync(@case)}/outcomes/{outcome}/sign"))).Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task What_he_can_do_is_keep_everybody_out()
    {
        await using var stage = await Stage.StartAsync();
        var world = stage.World;
        var address = await stage.AddressAsync(await stage.TreatedAsync("Jansen"));
        (await stage.Doctor.OpenAsync(address)).Text.Should().Contain("Jansen");
        world.Identity.Revoked = [.. ((string[])["S. Bakker", "K. Smit"]).Select(x => new Revocation(null, MedicalWorld.Subject(x), world.Clock.GetUtcNow().AddYears(80)))];
        (await world.Services.GetRequiredService<Revocations>().FetchAsync(CancellationToken.None)).Should().BeTrue();
        foreach (var person in (Person[])[stage.Doctor, stage.Clerk])
        {
            using var answer = await person.Browser.LookAsync(HttpMethod.Get, address);
            answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
            (await answer.Content.ReadAsStringAsync()).Should().NotContain("Jansen");
        }
    }

    /// <summary>A passkey for the door that he made himself, wherever something asks for one.</summary>
    private static async Task TryPasskeysAsync(Person thief, SoftwarePasskey own, MedicalWorld world)
    {
        foreach (var path in (string[])["/door", "/door/own", "/enrol", "/activate", "/appointments", "/roster"])
        {
            var page = await thief.Browser.GetAsync(world.At.Medical + path);
            if (page.Document.QuerySelector(Create) is { } make)
            {
                using var made = SoftwarePasskey.Create(make.GetAttribute("data-passkey-options")!, world.At.Medical, out var credential);
                page = await thief.Browser.SubmitAsync(page, Create, new Dictionary<string, string> { ["Credential"] = credential, ["Code"] = "AAAAA AAAAA" });
                (await world.ReadAsync(db => db.Credentials.CountAsync(x => x.ConfirmedAt != null && x.CredentialId == made.CredentialId.ToArray()))).Should().Be(0, "what he makes waits for a second person");
            }

            if (page.Document.QuerySelector(Get) is { } ask)
            {
                var options = ask.GetAttribute("data-passkey-options")!;
                options = IdOf(options) is { Length: > 0 } id ? options.Replace(id, Id(own), StringComparison.Ordinal) : options;
                page = await thief.Browser.SubmitAsync(page, Get, new Dictionary<string, string> { ["Credential"] = own.Answer(options, world.At.Medical) });
                page.Address.AbsolutePath.Should().BeOneOf("/door", "/enrol", "/activate");
            }
        }
    }

    private static async Task<HttpResponseMessage> AskAsync(Person thief, MedicalWorld world, WayIn way, Target about, string token, string credential)
    {
        var address = world.At.Medical + way.Address(name => Everybody.Id(way, name, about));
        if (way.Method != "POST")
        {
            return await thief.Browser.LookAsync(new HttpMethod(way.Method), address);
        }

        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(way.Form(name => Everybody.Id(way, name, about))) { ["__RequestVerificationToken"] = token, ["Credential"] = credential });
        return await thief.Browser.LookAsync(HttpMethod.Post, address, form, world.At.Medical);
    }

    private static async Task<string> TokenAsync(Person thief, MedicalWorld world) =>
        (await thief.Browser.GetAsync($"{world.At.Medical}/")).Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

    private static SoftwarePasskey OwnPasskey(MedicalWorld world) => SoftwarePasskey.Create(
        $$"""{"challenge":"AAAA","rp":{"id":"{{new Uri(world.At.Medical).Host}}","name":"x"},"user":{"id":"AAAA","name":"x","displayName":"x"},"pubKeyCredParams":[{"type":"public-key","alg":-7}]}""", world.At.Medical, out _);

    private static string Id(SoftwarePasskey passkey) => System.Buffers.Text.Base64Url.EncodeToString(passkey.CredentialId.Span);

    private static string IdOf(string options) => (string?)System.Text.Json.Nodes.JsonNode.Parse(options)!["allowCredentials"]?.AsArray().FirstOrDefault()?["id"] ?? "";

    private static Task<(int, int, int, int, int, int, int, int)> CountsAsync(Stage stage) => stage.World.ReadAsync(async db => (
        await db.Entries.CountAsync(), await db.Credentials.CountAsync(x => x.ConfirmedAt != null), await db.Outcomes.CountAsync(x => x.State == Features.Outcomes.OutcomeState.Released),
        await db.EmployeeFiles.CountAsync(), await db.Appointments.CountAsync(), await db.Statements.CountAsync(x => x.EndedAt == null), await db.Openings.CountAsync(), await db.Tasks.CountAsync() + await db.EntryReviews.CountAsync()));

    private static async Task<int> OpenedAsync(Stage stage) =>
        (await stage.World.LedgerAsync()).Count(x => x.Permitted && (x.Event.StartsWith("file.", StringComparison.Ordinal) || x.Event.StartsWith("outcome.", StringComparison.Ordinal) || x.Event.StartsWith("log.", StringComparison.Ordinal)));
}
