using System.Net;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>
/// Somebody holds Identity with its database and keys, or every e-mail address and telephone of an employer's staff: he can be anybody there. The
/// provider of these tests is in his hands; nothing inside Medical is.
/// </summary>
[Trait("Rule", "R-064")]
public sealed class CapturedIdentityTests
{
    [Fact]
    public async Task Whoever_can_be_anybody_at_Identity_opens_no_file_and_signs_nothing()
    {
        await using var stage = await Stage.StartAsync();
        var world = stage.World;
        var @case = await stage.TreatedAsync("Jansen");
        await stage.ActivatedAsync(@case, "M. Jansen");
        var address = await stage.AddressAsync(@case);
        await stage.SigningPageAsync(@case);
        var (before, opened) = (await CountsAsync(stage), await OpenedAsync(stage));

        foreach (var name in (string[])["S. Bakker", "T. Visser", "K. Smit", "M. Jansen"])
        {
            var thief = await world.PersonAsync($"{name} niet", MedicalWorld.Subject(name));
            foreach (var path in (string[])[address, $"{address}/desk", $"{world.At.Medical}/work", $"{world.At.Medical}/my", $"{world.At.Medical}/people", $"{world.At.Medical}/roster"])
            {
                await IsClosedAsync(await thief.Browser.GetAsync(path), path);
            }

            // An own passkey for the door: there is no way to make one beside the one that was confirmed, and an answer of another one opens nothing.
            var enrol = await thief.Browser.GetAsync($"{world.At.Medical}/enrol");
            enrol.Document.QuerySelector("form[data-passkey=create]").Should().BeNull($"{name} has a confirmed passkey");
            var door = await thief.Browser.GetAsync($"{world.At.Medical}/door");
            var options = System.Text.Json.Nodes.JsonNode.Parse(door.Document.QuerySelector("form[data-passkey=get]")!.GetAttribute("data-passkey-options")!)!;
            using var own = DemoAuthenticator.SoftwarePasskey.Create(
                $$"""{"challenge":"AAAA","rp":{"id":"{{new Uri(world.At.Medical).Host}}","name":"x"},"user":{"id":"AAAA","name":"x","displayName":"x"},"pubKeyCredParams":[{"type":"public-key","alg":-7}]}""", world.At.Medical, out _);
            options["allowCredentials"] = new System.Text.Json.Nodes.JsonArray();
            await IsClosedAsync(await thief.Browser.SubmitAsync(door, "form[data-passkey=get]", new Dictionary<string, string> { ["Credential"] = own.Answer(options.ToJsonString(), world.At.Medical) }), "/door");
            await IsClosedAsync(await thief.Browser.GetAsync(address), address);
        }

        (await CountsAsync(stage)).Should().Be(before, "nothing was written, enrolled or released");
        (await OpenedAsync(stage)).Should().Be(opened, "no file was opened");
    }

    [Fact]
    [Trait("Rule", "R-077")]
    public async Task Whoever_has_the_employees_mail_and_telephone_has_an_account_and_no_file()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var address = await stage.AddressAsync(@case);
        var opened = await OpenedAsync(stage);

        // Invited at the address that the employer gave: the account is the employee's by name, and in other hands.
        var employer = await stage.World.PersonAsync("M. Jansen");
        foreach (var path in (string[])["/my", "/work", "/people", new Uri(address).AbsolutePath, $"/my/{await stage.FileAsync(@case)}/log"])
        {
            (await employer.OpenAsync(stage.World.At.Medical + path)).Status.Should().Be(HttpStatusCode.NotFound, path);
        }

        var page = await employer.OpenAsync($"{stage.World.At.Medical}/activate");
        foreach (var guess in (string[])["AAAAA AAAAA", "19840517", "0612345678", "' OR 1=1 --"])
        {
            page = await employer.SubmitWithPasskeyAsync(await employer.OpenAsync($"{stage.World.At.Medical}/activate"), "form[data-passkey=create]", new Dictionary<string, string> { ["Code"] = guess });
            page.Address.AbsolutePath.Should().Be("/activate");
        }

        (await OpenedAsync(stage)).Should().Be(opened);
        (await stage.World.ReadAsync(db => db.EmployeeFiles.CountAsync())).Should().Be(0);
    }

    [Fact]
    public async Task An_invitation_that_another_took_up_waits_for_six_characters_that_only_the_right_person_reads_out()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var thief = await stage.HireAsync("DerivedSecrecyStaff", "L. Nieuw", "");
        await MedicalSteps.RecordStatementAsync(stage.Doctor, "L. Nieuw", stage.Today);
        var shown = await MedicalSteps.EnrolAsync(thief);

        // The doctor has the real colleague on the telephone, who reads out something else.
        await MedicalSteps.ConfirmAsync(stage.Doctor, "L. Nieuw", shown == "AAAAAA" ? "BBBBBB" : "AAAAAA");
        await IsClosedAsync(await thief.OpenAsync(await stage.AddressAsync(@case)), "the file");
        (await stage.World.ReadAsync(db => db.Credentials.CountAsync(x => x.ConfirmedAt == null))).Should().Be(1);
    }

    private static Task IsClosedAsync(Page page, string what)
    {
        (page.Status == HttpStatusCode.NotFound || page.Address.AbsolutePath is "/door" or "/enrol" or "/activate").Should().BeTrue($"{what} led to {page.Address.AbsolutePath} ({(int)page.Status})");
        page.Text.Should().NotContain("Jansen");
        return Task.CompletedTask;
    }

    private static async Task<(int, int, int, int)> CountsAsync(Stage stage) =>
        await stage.World.ReadAsync(async db => (await db.Entries.CountAsync(), await db.Credentials.CountAsync(), await db.Outcomes.CountAsync(x => x.State == Features.Outcomes.OutcomeState.Released), await db.EmployeeFiles.CountAsync()));

    private static async Task<int> OpenedAsync(Stage stage) => (await stage.World.LedgerAsync()).Count(x => x.Event == "file.open" && x.Permitted);
}
