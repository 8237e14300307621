using System.Net;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Web;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>How an employee's account comes to lead to a file .</summary>
[Trait("Rule", "R-077")]
public sealed class ActivationTests
{
    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    public async Task A_code_and_a_passkey_together_open_the_own_file_once(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var @case = await stage.TreatedAsync("Jansen");
        var employee = await stage.World.PersonAsync("M. Jansen");
        (await employee.OpenAsync($"{stage.World.At.Medical}/my")).Status.Should().Be(HttpStatusCode.NotFound);
        var code = await CodeAsync(stage, @case, employee);

        // The right code without a passkey is nothing, and does not spend it.
        var page = await employee.OpenAsync($"{stage.World.At.Medical}/activate");
        page = await employee.Browser.SubmitAsync(page, "form[data-passkey=create]", new Dictionary<string, string> { ["Code"] = code, ["Credential"] = "{}" });
        page.Address.AbsolutePath.Should().Be("/activate");
        (await RowsAsync(stage)).Should().Be((0, 0));

        // A passkey with a wrong code is nothing either.
        (await UseAsync(employee, "ABCDE FGHJK")).Address.AbsolutePath.Should().Be("/activate");
        (await RowsAsync(stage)).Should().Be((0, 0));

        page = await UseAsync(employee, code);
        page.Address.AbsolutePath.Should().Be("/my");
        page.Text.Should().Contain("Jansen");
        (await RowsAsync(stage)).Should().Be((1, 1));

        // Used once, also behind the open door, where a code needs no second passkey.
        page = await employee.OpenAsync($"{stage.World.At.Medical}/activate");
        page = await employee.Browser.SubmitAsync(page, "form:has([name=Code])", new Dictionary<string, string> { ["Code"] = code });
        page.Address.AbsolutePath.Should().Be("/activate");
        (await RowsAsync(stage)).Should().Be((1, 1));
        (await stage.World.LedgerAsync()).Should().Contain(x => x.Event == "activation.use" && x.Permitted && x.Reason == "identified-Desk");
    }

    [Fact]
    public async Task After_five_wrong_codes_the_right_one_has_lapsed()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var employee = await stage.World.PersonAsync("M. Jansen");
        var code = await CodeAsync(stage, @case, employee);
        for (var i = 0; i < 5; i++)
        {
            (await UseAsync(employee, "ABCDE FGHJK")).Address.AbsolutePath.Should().Be("/activate");
        }

        (await UseAsync(employee, code)).Address.AbsolutePath.Should().Be("/activate");
        (await stage.World.LedgerAsync()).Count(x => x.Event == "activation.use" && !x.Permitted).Should().Be(6);
        // Reissued in the same way.
        (await UseAsync(employee, await CodeAsync(stage, @case, employee))).Address.AbsolutePath.Should().Be("/my");
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    public async Task Tries_at_the_same_moment_do_not_count_as_one(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var @case = await stage.TreatedAsync("Jansen");
        var employee = await stage.World.PersonAsync("M. Jansen");
        await CodeAsync(stage, @case, employee);
        var doors = stage.World.Services.GetRequiredService<Store.EmployeeDoors>();
        var door = await doors.DoorOfAsync(MedicalWorld.Subject("M. Jansen"), CancellationToken.None);
        var visitor = Access.Visitor.Nobody(Guid.NewGuid(), "127.0.0.1");
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => doors.UseAsync(visitor, door.Id, $"WRONG{i}", new(), CancellationToken.None)));
        (await stage.World.ReadAsync(db => db.Activations.Select(x => x.TriesLeft).SingleAsync())).Should().Be(0);
    }

    [Fact]
    public async Task A_code_works_for_the_account_that_was_read_out_and_for_thirty_days()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var employee = await stage.World.PersonAsync("M. Jansen");
        var employer = await stage.World.PersonAsync("W. Gever");
        var code = await CodeAsync(stage, @case, employee);
        (await UseAsync(employer, code)).Address.AbsolutePath.Should().Be("/activate");

        await stage.World.AdvanceAsync(TimeSpan.FromDays(30) + TimeSpan.FromMinutes(1));
        (await UseAsync(employee, code)).Address.AbsolutePath.Should().Be("/activate");
        code = await CodeAsync(stage, @case, employee);
        await stage.World.AdvanceAsync(TimeSpan.FromDays(29));
        (await UseAsync(employee, code)).Address.AbsolutePath.Should().Be("/my");
    }

    [Fact]
    public async Task A_code_opens_that_file_and_no_other()
    {
        await using var stage = await Stage.StartAsync();
        var own = await stage.TreatedAsync("Jansen");
        var other = await stage.TreatedAsync("Pieters");
        var employee = await stage.ActivatedAsync(own, "M. Jansen");
        var page = await employee.OpenAsync($"{stage.World.At.Medical}/my");
        page.Text.Should().Contain("Jansen").And.NotContain("Pieters");
        (await employee.OpenAsync($"{stage.World.At.Medical}/my/{await stage.FileAsync(other)}/log")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    [Trait("Rule", "R-151")]
    public async Task The_desk_hands_out_nothing_without_an_identification_and_a_known_number()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var address = await stage.AddressAsync(@case);
        var good = new Dictionary<string, Dictionary<string, string>>
        {
            ["Desk"] = new() { ["Document"] = "Passport", ["Compared"] = "true" },
            ["Video"] = new() { ["Document"] = "Passport", ["Compared"] = "true" },
            ["Telephone"] = new() { ["Answered"] = "true", ["CalledBack"] = "true" },
        };
        foreach (var (route, values) in good)
        {
            foreach (var missing in values.Keys.Append("Route"))
            {
                var page = await stage.Clerk.OpenAsync($"{address}/desk");
                var typed = new Dictionary<string, string>(values) { ["Route"] = route };
                typed[missing] = missing is "Document" or "Route" ? "" : "false";
                page = await stage.Clerk.Browser.SubmitAsync(page, "form:has([name=Route])", typed);
                page.Address.AbsolutePath.Should().EndWith("/desk", $"{route} without {missing}");
                page.Errors.Should().NotBeEmpty($"{route} without {missing}");
            }
        }

        (await stage.World.ReadAsync(db => db.DeskContacts.CountAsync())).Should().Be(0);
        var served = await MedicalSteps.IdentifyAsync(stage.Clerk, new Uri(address).AbsolutePath, "Desk");
        served = await stage.Clerk.Browser.SubmitAsync(served, "form[action*=Code]", new Dictionary<string, string> { ["AccountNumber"] = "AAAA AAAA" });
        served.TextOf("#activation-code").Should().BeNull();
        served.Errors.Should().NotBeEmpty();
        (await stage.World.ReadAsync(db => db.Activations.CountAsync())).Should().Be(0);
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-151")]
    public async Task How_somebody_was_identified_stands_with_its_day_before_the_doctors_side_and_the_employee_and_in_the_ledger(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var words = new Words("nl");
        foreach (var (route, surname, what, document) in new[]
        {
            ("Desk", "Jansen", "Aan de balie", "Identiteitskaart"), ("Video", "Pieters", "Per video", "Identiteitskaart"), ("Telephone", "Willems", "Aan de telefoon", null),
        })
        {
            var @case = await stage.TreatedAsync(surname);
            var path = new Uri(await stage.AddressAsync(@case)).AbsolutePath;
            (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}{path}/desk")).TextOf("[data-own-ways]").Should().BeNull("of another file nothing shows");
            var employee = await stage.World.PersonAsync($"M. {surname}");
            var number = (await employee.OpenAsync($"{stage.World.At.Medical}/activate")).TextOf("#account-number")!;
            var served = await MedicalSteps.IdentifyAsync(stage.Clerk, path, route);
            served = await stage.Clerk.Browser.SubmitAsync(served, "form[action*=Code]", new Dictionary<string, string> { ["AccountNumber"] = number, ["Address"] = "Dorpsstraat 1" });
            var identified = stage.Today;
            (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}{path}/desk")).TextOf("[data-own-ways]").Should().BeNull("a code is no way in");
            await stage.World.AdvanceAsync(TimeSpan.FromDays(3));
            (await UseAsync(employee, served.TextOf("#activation-code") ?? served.TextOf("#letter-half")! + served.TextOf("#spoken-half"))).Address.AbsolutePath.Should().Be("/my");

            foreach (var (who, at) in new[] { (stage.Clerk, $"{path}/desk"), (stage.Doctor, $"{path}/desk"), (stage.Doctor, $"{path}/who"), (employee, "/my") })
            {
                var page = await who.OpenAsync(stage.World.At.Medical + at);
                page.Document.QuerySelectorAll("[data-own-ways] li").Should().ContainSingle(at);
                var line = page.TextOf($"[data-own-ways] li[data-route={route}]");
                line.Should().Contain(what).And.Contain($"{words.Day(identified)}, door K. Smit").And.Contain($"In gebruik genomen {words.Day(stage.Today)}").And.NotContain("niveau", at);
                (document is null || line!.Contains(document, StringComparison.Ordinal)).Should().BeTrue(line);
            }

            (await stage.World.LedgerAsync()).Where(x => x.Event == "activation.use" && x.Permitted).Should().Contain(x => x.Reason == $"identified-{route}");
        }

        foreach (var fields in await stage.World.ReadAsync(db => db.LedgerBodies.AsNoTracking().Select(x => x.Fields).ToListAsync()))
        {
            System.Text.Encoding.UTF8.GetString(fields).Should().NotContainAny("Jansen", "Pieters", "Willems", "Dorpsstraat", "IdentityCard");
        }
    }

    private static async Task<string> CodeAsync(Stage stage, Case @case, Person employee)
    {
        var number = (await employee.OpenAsync($"{stage.World.At.Medical}/activate")).TextOf("#account-number")!;
        var desk = await MedicalSteps.IdentifyAsync(stage.Doctor, new Uri(await stage.AddressAsync(@case)).AbsolutePath, "Desk");
        desk = await stage.Doctor.Browser.SubmitAsync(desk, "form[action*=Code]", new Dictionary<string, string> { ["AccountNumber"] = number });
        return desk.TextOf("#activation-code")!;
    }

    private static async Task<Page> UseAsync(Person employee, string code) =>
        await employee.SubmitWithPasskeyAsync(await employee.OpenAsync($"{employee.At.Medical}/activate"), "form[data-passkey=create]", new Dictionary<string, string> { ["Code"] = code });

    /// <summary>Ways to a file, and passkeys of employees.</summary>
    private static async Task<(int, int)> RowsAsync(Stage stage) => await stage.World.ReadAsync(async db =>
        (await db.EmployeeFiles.CountAsync(), await db.Credentials.CountAsync(x => db.EmployeeDoors.Any(d => d.Id == x.Owner))));
}
