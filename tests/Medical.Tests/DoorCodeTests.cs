using System.Net;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Outcomes;
using ArboDossier.Signing;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>An app with one-time codes as an employee's way in: reads and answers, never signs.</summary>
public sealed class DoorCodeTests
{
    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-064")]
    [Trait("Rule", "R-077")]
    [Trait("Rule", "R-083")]
    public async Task An_app_with_codes_opens_reads_and_answers_and_no_code_counts_twice(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var @case = await stage.TreatedAsync("Jansen");
        await stage.WithEmployeeAsync(@case);
        var (employee, secret) = await WithAppAsync(stage, @case);
        var page = await employee.OpenAsync($"{stage.World.At.Medical}/my");
        page.Text.Should().Contain("Bevinding");
        page.TextOf("[data-level]").Should().Contain("Iets ondertekenen");
        (await employee.Browser.SubmitAsync(page, "form[action*=Waive]")).Errors.Should().BeEmpty();
        (await stage.World.ReadAsync(db => db.Outcomes.Select(x => x.State).SingleAsync())).Should().Be(OutcomeState.Ready);

        // Another session: the code that was used does not open again, the next one does.
        employee.Browser.Forget();
        await employee.Browser.GetAsync($"{stage.World.At.Identity}/be/{MedicalWorld.Subject("M. Jansen")}");
        (await OpenAsync(stage, employee, secret)).Address.AbsolutePath.Should().Be("/door", "that code was used at the activation");
        await stage.World.AdvanceAsync(TimeSpan.FromSeconds(30));
        (await OpenAsync(stage, employee, secret)).Address.AbsolutePath.Should().Be("/my");
        (await stage.World.LedgerAsync()).Should().Contain(x => x.Event == "door.open" && x.Permitted && x.Reason == "one-time-code").And.Contain(x => x.Event == "door.open" && !x.Permitted && x.Reason == "wrong-code");
        (await stage.World.ReadAsync(db => db.DoorCodes.AsNoTracking().SingleAsync())).Secret.IsEmpty.Should().BeFalse();
    }

    [Fact]
    [Trait("Rule", "R-064")]
    public async Task After_five_wrong_codes_the_door_waits_a_quarter_of_an_hour()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var (employee, secret) = await WithAppAsync(stage, @case);
        employee.Browser.Forget();
        await employee.Browser.GetAsync($"{stage.World.At.Identity}/be/{MedicalWorld.Subject("M. Jansen")}");
        await stage.World.AdvanceAsync(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 5; i++)
        {
            (await OpenAsync(stage, employee, secret, wrong: true)).Errors.Should().NotBeEmpty();
        }

        (await OpenAsync(stage, employee, secret)).Address.AbsolutePath.Should().Be("/door", "right, and too soon");
        await stage.World.AdvanceAsync(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));
        (await OpenAsync(stage, employee, secret)).Address.AbsolutePath.Should().Be("/my");
    }

    [Fact]
    [Trait("Rule", "R-064")]
    [Trait("Rule", "R-077")]
    public async Task A_code_app_is_for_employees_who_were_identified_and_for_nobody_else()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var page = await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/activate?app=true");
        page.Document.QuerySelector("[data-secret]").Should().BeNull("staff come in with a passkey only");

        // The app alone, with a wrong code of the desk, is nothing; and a wrong code of the app does not spend the desk's code.
        var employee = await stage.World.PersonAsync("M. Jansen");
        var code = await CodeAsync(stage, @case, employee);
        var form = await employee.OpenAsync($"{stage.World.At.Medical}/activate?app=true");
        var secret = form.Document.QuerySelector("[data-secret]")!.GetAttribute("data-secret")!;
        (await employee.Browser.SubmitAsync(form, "form:has([name=AppCode])", new Dictionary<string, string> { ["Code"] = code, ["AppCode"] = "000 000" })).Errors.Should().Contain("app");
        (await employee.OpenAsync($"{stage.World.At.Medical}/activate?app=true")).Document.QuerySelector("[data-secret]")!.GetAttribute("data-secret").Should().Be(secret, "the key in the app stays the same while it is set up");
        (await employee.Browser.SubmitAsync(form, "form:has([name=AppCode])", new Dictionary<string, string> { ["Code"] = "ABCDE FGHJK", ["AppCode"] = Now(stage, secret) })).Address.AbsolutePath.Should().Be("/activate");
        (await stage.World.ReadAsync(db => db.EmployeeFiles.CountAsync())).Should().Be(0);
        (await employee.OpenAsync($"{stage.World.At.Medical}/my")).Status.Should().Be(HttpStatusCode.NotFound);
        page = await employee.ReadOnAsync(await employee.Browser.SubmitAsync(form, "form:has([name=AppCode])", new Dictionary<string, string> { ["Code"] = code, ["AppCode"] = Now(stage, secret) }));
        page.Address.AbsolutePath.Should().Be("/my");
        (await stage.World.ReadAsync(db => db.DoorCodes.Select(x => x.Level).SingleAsync())).Should().Be(DoorLevel.Passkey, "identified in person; the app itself still opens no further than a code");
    }

    private static async Task<(Person Employee, string Secret)> WithAppAsync(Stage stage, Case @case)
    {
        var employee = await stage.World.PersonAsync("M. Jansen");
        var code = await CodeAsync(stage, @case, employee);
        var form = await employee.OpenAsync($"{stage.World.At.Medical}/activate?app=true");
        var secret = form.Document.QuerySelector("[data-secret]")!.GetAttribute("data-secret")!;
        var page = await employee.ReadOnAsync(await employee.Browser.SubmitAsync(form, "form:has([name=AppCode])", new Dictionary<string, string> { ["Code"] = code, ["AppCode"] = Now(stage, secret) }));
        page.Address.AbsolutePath.Should().Be("/my", page.Errors);
        return (employee, secret);
    }

    private static async Task<string> CodeAsync(Stage stage, Case @case, Person employee)
    {
        var number = (await employee.OpenAsync($"{stage.World.At.Medical}/activate")).TextOf("#account-number")!;
        var served = await MedicalSteps.IdentifyAsync(stage.Clerk, $"/files/{await stage.FileAsync(@case)}", "Desk");
        served = await stage.Clerk.Browser.SubmitAsync(served, "form[action*=Code]", new Dictionary<string, string> { ["AccountNumber"] = number });
        return served.TextOf("#activation-code")!;
    }

    private static async Task<Page> OpenAsync(Stage stage, Person employee, string secret, bool wrong = false)
    {
        var door = await employee.Browser.GetAsync($"{stage.World.At.Medical}/my");
        door.Address.AbsolutePath.Should().Be("/door");
        var right = Now(stage, secret);
        return await employee.Browser.SubmitAsync(door, "form:has([name=Code])", new Dictionary<string, string> { ["Code"] = wrong ? right[..5] + (char)('0' + (right[5] - '0' + 5) % 10) : right });
    }

    private static string Now(Stage stage, string secret) =>
        Base32.TryDecode(secret, out var bytes) ? OneTimeCode.Compute(bytes, OneTimeCode.StepAt(stage.World.Clock.GetUtcNow())) : throw new InvalidOperationException("no key");
}
