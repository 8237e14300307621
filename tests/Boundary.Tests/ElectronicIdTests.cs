using System.Net;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Boundary.Tests;

/// <summary>A scheme of electronic identification of another make, beside our own Identity: what it says opens the own door and nothing else.</summary>
public sealed class ElectronicIdTests
{
    [Fact, Trait("Rule", "R-077"), Trait("Rule", "R-151")]
    public async Task Who_identifies_as_the_person_of_a_file_and_has_its_code_comes_in_and_nobody_else_does()
    {
        await using var scheme = ForeignProvider.Reserve();
        await using var world = await World.StartAsync(medical: scheme.StartAsSchemeAsync);
        var at = world.Programs.At;
        var (_, file) = await world.OpenedFileAsync();
        await MedicalSteps.SignAsync(world.Doctor, await MedicalSteps.RecordAsync(world.Doctor, file, new Dictionary<string, string> { ["Input.Findings"] = "Startpijn in de ochtend." }, "Unfit", world.Today, readTogether: true));
        var desk = await world.Doctor.OpenAsync($"{at.Medical}{file.Address.AbsolutePath}/desk");
        desk = await world.Doctor.Browser.SubmitAsync(desk, "form[action*=FileCode]");
        var code = desk.TextOf("#file-code")!;

        // One account, as another one would first have to end its session there. Somebody else with the right code, the employee at too low a level, and the employee with another code: the same answer.
        await scheme.IdentifiesAsAsync(world.Employee, "marieke", "Jansen", "1984-05-01");
        var refused = await IdentifyAsync(world.Employee, code);
        await scheme.IdentifiesAsAsync(world.Employee, "marieke", "Vries", "1984-05-01", "urn:elders:low");
        (await IdentifyAsync(world.Employee, code)).Errors.Should().Be(refused.Errors);
        await scheme.IdentifiesAsAsync(world.Employee, "marieke", "Vries", "1984-05-01");
        (await IdentifyAsync(world.Employee, code[..^1] + (code[^1] == 'A' ? 'B' : 'A'))).Errors.Should().Be(refused.Errors).And.NotBeEmpty();
        (await world.Employee.OpenAsync($"{at.Medical}/my")).Status.Should().Be(HttpStatusCode.NotFound);

        var page = await IdentifyAsync(world.Employee, code);
        page.TextOf("#identified").Should().NotBeNull(page.Errors);
        (await world.Employee.OpenAsync($"{at.Medical}/my")).Status.Should().Be(HttpStatusCode.NotFound, "before the passkey is made the door is closed");
        page = await world.Employee.SubmitWithPasskeyAsync(page, "form[data-passkey=create]");
        page.Address.AbsolutePath.Should().Be("/my", page.Errors);
        page.Text.Should().Contain("Startpijn in de ochtend.");
        (await world.Doctor.OpenAsync($"{at.Medical}{file.Address.AbsolutePath}/desk")).TextOf("[data-own-ways]").Should().Contain($"DigiD, niveau {ForeignProvider.Substantial}", "the doctor sees how sure it is who reads along");

        // Nothing of what the scheme said lies anywhere in the program's log.
        world.Programs.Log.Should().OnlyContain(x => !x.Contains("1984-05-01", StringComparison.Ordinal) && !x.Contains(code.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    private static async Task<Page> IdentifyAsync(Person employee, string code) =>
        await employee.Browser.SubmitAsync(await employee.OpenAsync($"{employee.At.Medical}/activate"), "form[action*=Identify]", new Dictionary<string, string> { ["FileCode"] = code });
}
