using ArboDossier.Boundary.Tests;
using ArboDossier.DemoAuthenticator.Demo;
using Microsoft.Playwright;

namespace ArboDossier.Journeys.Tests;

/// <summary>
/// The main job from the first screen to the last, in a real browser with Chromium's virtual authenticator: employer, case manager, doctor, clerk,
/// employee.
/// </summary>
public sealed class MainJourneyTests : IAsyncLifetime
{
    private World _world = null!;
    private Chromium _chromium = null!;

    public async Task InitializeAsync()
    {
        _world = await World.StartAsync();
        _chromium = await Chromium.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _chromium.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Fact, Trait("Rule", "R-001"), Trait("Rule", "R-014"), Trait("Rule", "R-015"), Trait("Rule", "R-080"), Trait("Rule", "R-082"), Trait("Rule", "R-083"), Trait("Rule", "R-095"), Trait("Rule", "R-227")]
    public async Task A_judgement_reaches_the_employer_and_nothing_else_does()
    {
        var at = _world.Programs.At;

        // The employer reports sick, with closed fields only.
        await using var employer = await WindowOfAsync(_world.Employer);
        await employer.EnterAsync($"{at.Reintegration}/");
        await employer.IsAccessibleAsync("werkgever-werkvoorraad");
        await employer.Page.GotoAsync($"{at.Reintegration}/employees/{_world.EmployeeId}/report-sick");
        await employer.IsAccessibleAsync("ziek-melden");
        (await employer.Page.Locator("form[method=post] textarea").CountAsync()).Should().Be(0, "there is no field for what somebody has");
        await employer.Page.Locator("main form[method=post] button.p").ClickAsync();
        await employer.Page.Locator(".errsum").WaitForAsync();
        await employer.IsAccessibleAsync("ziek-melden-geweigerd");
        await employer.Page.Locator("[name='Input.FirstDay']").FillAsync(MedicalSteps.Typed(_world.Today));
        await employer.Page.Locator("[name='Input.Expected'][value=OneToTwoWeeks]").CheckAsync();
        await employer.Page.Locator("[name='Input.Phone']").FillAsync("0612345678");
        await employer.Page.Locator("[name='Input.HandOver'][value=false]").CheckAsync();
        await employer.Page.Locator("[name='Input.SafetyNet'][value=No]").CheckAsync();
        await employer.Page.Locator("[name='Input.WorkAccident'][value=false]").CheckAsync();
        await employer.Page.Locator("[name='Input.ThirdParty'][value=false]").CheckAsync();
        await employer.Page.Locator("main form[method=post] button.p").ClickAsync();
        await employer.Page.WaitForURLAsync("**/cases/*");
        var casePath = new Uri(employer.Page.Url).AbsolutePath;
        await employer.IsAccessibleAsync("zaak-werkgever");

        // The case manager of that employer sees the dates of the law and asks for a consultation; the other one sees nothing.
        await using var manager = await WindowOfAsync(_world.CaseManager);
        await manager.EnterAsync(at.Reintegration + casePath);
        (await manager.Page.Locator("ol.cal li").CountAsync()).Should().BeGreaterThan(5);
        await manager.Page.GotoAsync($"{at.Reintegration}{casePath}/ask");
        await manager.IsAccessibleAsync("consult-aanvragen");
        await manager.Page.Locator("[name='Input.Questions'][value=FitForOwnWork]").CheckAsync();
        await manager.Page.Locator("[name='Input.WantedBy']").FillAsync(MedicalSteps.Typed(_world.Today.AddDays(7)));
        await manager.Page.Locator("main form[method=post] button.p").ClickAsync();
        await manager.Page.WaitForURLAsync($"**{casePath}");
        await using var other = await WindowOfAsync(_world.OtherCaseManager);
        await other.EnterAsync($"{at.Reintegration}/");
        (await other.Page.GotoAsync(at.Reintegration + casePath))!.Status.Should().Be(404);
        await other.IsAccessibleAsync("niet-gevonden");

        // The doctor goes through the door, plans, and opens the file beside what the employer said.
        await using var doctor = await WindowOfAsync(_world.Doctor);
        await doctor.Page.GotoAsync($"{at.Medical}/");
        await doctor.IsAccessibleAsync("inloggen");
        await doctor.EnterAsync($"{at.Medical}/work");
        await UntilShownAsync(doctor, "a[href^='/requests/']");
        await doctor.IsAccessibleAsync("werkvoorraad-arts");
        await doctor.Page.Locator("a[href^='/requests/']").First.ClickAsync();
        await doctor.IsAccessibleAsync("consult-plannen");
        await doctor.Page.Locator("main form[method=post] button.p").ClickAsync();
        await doctor.Page.WaitForURLAsync("**/work");
        doctor.CountLoads();
        await doctor.Page.Clock.InstallAsync();
        await doctor.Page.GetByRole(AriaRole.Link, new() { Name = World.EmployeeName, Exact = true }).First.ClickAsync();
        await doctor.Page.WaitForURLAsync("**/files/*");
        var filePath = new Uri(doctor.Page.Url).AbsolutePath;
        await doctor.IsAccessibleAsync("consult");
        (await doctor.Page.Locator("#said").InnerTextAsync()).Should().Contain("Planner");

        // What is typed is kept as a draft while typing; then recorded, read together, and signed under the exact text.
        await doctor.Page.Locator("[name='Input.Reason']").FillAsync("Eerste gesprek");
        await doctor.Page.Locator("[name='Input.Findings']").FillAsync("Startpijn in de ochtend.");
        await doctor.Page.Locator("[data-draft-status]").Filter(new() { HasText = "Concept bewaard" }).WaitForAsync();
        await ReopenAsync(doctor, at.Medical);
        await doctor.Page.Locator("[name='Input.CasCode']").FillAsync("L122");
        await doctor.Page.Locator("[name='Input.Plan']").FillAsync("Oefeningen.");
        await doctor.Page.Locator("[name='Input.ThirdParty'][value=no]").CheckAsync();
        await doctor.Page.Locator("[name='Input.Verdict'][value=Unfit]").CheckAsync();
        await doctor.Page.Locator("[name='Input.Day']").FillAsync(MedicalSteps.Typed(_world.Today));
        await doctor.Page.Locator("[name='Input.Reads'][value=InConsultation]").CheckAsync();
        await doctor.Page.Locator("[name='Input.ReadAt']").FillAsync("10:38");
        await doctor.Page.Locator("#sign").ClickAsync();
        await doctor.Page.WaitForURLAsync("**/sign");
        await doctor.IsAccessibleAsync("ondertekenen");
        (await doctor.Page.Locator("blockquote").InnerTextAsync()).Should().StartWith("Ongeschikt voor het eigen werk per");
        await doctor.Page.Locator("#release").ClickAsync();
        await doctor.Page.WaitForURLAsync($"**{filePath}");
        await doctor.Page.Locator("section.done").WaitForAsync();
        doctor.Loads.Should().BeLessThanOrEqualTo(3, "from the opened file to the released outcome");
        await doctor.IsAccessibleAsync("vrijgegeven");

        // Employer and case manager see the outcome, who signed and when; nothing else.
        await UntilShownAsync(manager, "section.verdict blockquote");
        await manager.IsAccessibleAsync("zaak-met-uitkomst");
        foreach (var reader in new[] { manager, employer })
        {
            await reader.Page.GotoAsync(at.Reintegration + casePath);
            var seen = await reader.Page.InnerTextAsync("body");
            seen.Should().Contain("Ongeschikt voor het eigen werk per").And.Contain("S. Bakker").And.Contain("19012345601");
            seen.Should().NotContain("Startpijn").And.NotContain("L122").And.NotContain("Oefeningen");
        }

        // At the desk the clerk hands over a code; until then the medical side does not exist for the employee.
        await using var employee = await WindowOfAsync(_world.Employee);
        await employee.EnterAsync($"{at.Reintegration}/my");
        (await employee.Page.InnerTextAsync("body")).Should().Contain("Ongeschikt voor het eigen werk per");
        await employee.IsAccessibleAsync("mijn-verzuim");
        (await employee.Page.GotoAsync($"{at.Medical}/my"))!.Status.Should().Be(404);
        await employee.EnterAsync($"{at.Medical}/");
        await employee.IsAccessibleAsync("activeren");
        var number = await employee.Page.Locator("#account-number").InnerTextAsync();
        // The clerk has a task in the file: a new request came in.
        await manager.Page.GotoAsync($"{at.Reintegration}{casePath}/ask");
        await manager.Page.Locator("[name='Input.Questions'][value=FitForOwnWork]").CheckAsync();
        await manager.Page.Locator("[name='Input.WantedBy']").FillAsync(MedicalSteps.Typed(_world.Today.AddDays(9)));
        await manager.Page.Locator("main form[method=post] button.p").ClickAsync();
        await using var clerk = await WindowOfAsync(_world.Clerk);
        await clerk.EnterAsync($"{at.Medical}/work");
        await UntilShownAsync(clerk, "a[href^='/requests/']");
        await clerk.Page.GotoAsync(at.Medical + filePath);
        await clerk.IsAccessibleAsync("dossier-medewerker");
        (await clerk.Page.Locator("#sign, #release").CountAsync()).Should().Be(0, "a clerk cannot sign");
        await clerk.Page.GotoAsync($"{at.Medical}{filePath}/desk");
        await clerk.IsAccessibleAsync("balie");
        await clerk.Page.Locator("[name=Route][value=Desk]").CheckAsync();
        await clerk.Page.Locator("[name=Document]").SelectOptionAsync("Passport");
        await clerk.Page.Locator("[name=Compared][type=checkbox]").CheckAsync();
        await clerk.Page.Locator("main form[method=post] button.p").ClickAsync();
        await clerk.Page.Locator("[name=AccountNumber]").FillAsync(number);
        await clerk.IsAccessibleAsync("balie-bedienen");
        await clerk.Page.Locator("form[action*=Code] button").ClickAsync();
        var code = await clerk.Page.Locator("#activation-code").InnerTextAsync();
        await employee.Page.Locator("[name=Code]").FillAsync(code);
        await employee.Page.Locator("form[data-passkey=create] button.p").ClickAsync();
        await employee.Page.WaitForURLAsync("**/privacy?**");
        await employee.IsAccessibleAsync("privacyverklaring");
        await employee.Page.Locator("#read-on button").ClickAsync();
        await employee.Page.WaitForURLAsync("**/my");
        (await employee.Page.InnerTextAsync("body")).Should().Contain("Startpijn in de ochtend.").And.Contain("Ongeschikt voor het eigen werk per");
        await employee.IsAccessibleAsync("mijn-dossier");
        await employee.Page.Locator("a[href$='/log']").ClickAsync();
        await employee.IsAccessibleAsync("wie-keek");
        (await employee.Page.InnerTextAsync("#log")).Should().Contain("S. Bakker").And.Contain("J. Vermeulen").And.Contain("Dossier geopend");

        // A clerk without a statement sees the same as a stranger.
        await using var without = await WindowOfAsync(_world.ClerkWithout);
        await without.EnterAsync($"{at.Medical}/");
        new Uri(without.Page.Url).AbsolutePath.Should().Be("/activate");
        (await without.Page.GotoAsync(at.Medical + filePath))!.Status.Should().Be(404);
    }

    [Fact, Trait("Rule", "R-083"), Trait("Rule", "R-084")]
    public async Task The_employee_reads_first_and_the_doctor_signs_after()
    {
        var at = _world.Programs.At;
        var (@case, file) = await _world.OpenedFileAsync();
        await MedicalSteps.ActivateAsync(_world.Doctor, file, _world.Employee);
        await MedicalSteps.RecordAsync(_world.Doctor, file, new Dictionary<string, string> { ["Input.Findings"] = "Gaat beter." }, "Fit", _world.Today.AddDays(7), readTogether: false);

        await using var employee = await WindowOfAsync(_world.Employee);
        await employee.EnterAsync($"{at.Medical}/my");
        await employee.IsAccessibleAsync("eerst-lezen");
        (await employee.Page.Locator("blockquote").InnerTextAsync()).Should().StartWith("Geschikt voor het eigen werk per");
        (await ReintegrationSteps.JudgementAsync(_world.CaseManager, @case)).Should().BeNull("nobody on the employer's side reads it first");
        await employee.Page.Locator("form[action*=Waive] button").ClickAsync();
        await employee.Page.Locator("section.done").WaitForAsync();

        await using var doctor = await WindowOfAsync(_world.Doctor);
        await doctor.EnterAsync($"{at.Medical}{file.Address.AbsolutePath}");
        await doctor.IsAccessibleAsync("klaar-om-te-tekenen");
        await doctor.Page.Locator("#outcome a[href$='/sign']").ClickAsync();
        await doctor.Page.Locator("#release").ClickAsync();
        await doctor.Page.Locator("section.done").WaitForAsync();
        await World.UntilAsync(async () => await ReintegrationSteps.JudgementAsync(_world.CaseManager, @case) is not null);
    }

    [Fact]
    public async Task Without_scripts_everything_but_passkeys_works_and_the_pages_say_so()
    {
        var at = _world.Programs.At;
        var (_, file) = await _world.OpenedFileAsync();
        await using var doctor = await _chromium.OpenAsync(scripts: false);
        await doctor.Page.Context.AddCookiesAsync(CookiesOf(_world.Doctor, at.Medical));
        await doctor.Page.GotoAsync(at.Medical + file.Address.AbsolutePath);
        await doctor.Page.Locator("[name='Input.Findings']").FillAsync("Zonder scripts.");
        await doctor.Page.Locator("[formaction*=Draft]").ClickAsync();
        (await doctor.Page.Locator("[name='Input.Findings']").InputValueAsync()).Should().Be("Zonder scripts.");
        await doctor.Page.GotoAsync($"{at.Medical}/language/en?back=/work");
        (await doctor.Page.Locator("h1").InnerTextAsync()).Should().Be("Worklist");

        await using var employer = await _chromium.OpenAsync(scripts: false);
        await employer.Page.Context.AddCookiesAsync(CookiesOf(_world.Employer, at.Reintegration));
        await employer.Page.GotoAsync($"{at.Reintegration}/employees");
        await employer.Page.Locator("[name=Search]").FillAsync("Vries");
        await employer.Page.Locator("form[role=search] button").ClickAsync();
        (await employer.Page.InnerTextAsync("main")).Should().Contain(World.EmployeeName).And.NotContain("Bram Jacobs");

        await using var stranger = await _chromium.OpenAsync(scripts: false);
        await stranger.Page.GotoAsync($"{at.Medical}/");
        (await stranger.Page.ContentAsync()).Should().Contain("noscript");
    }

    private static IEnumerable<Cookie> CookiesOf(DemoAuthenticator.Browsing.Person person, string origin) =>
        person.Browser.CookiesOf(new Uri(origin).Host).Select(x => new Cookie { Name = x.Key, Value = x.Value, Url = origin.Replace("http:", "https:", StringComparison.Ordinal), Secure = true });

    /// <summary>The door closes while the doctor types: what was on the page is out of sight, one touch brings it back with what was typed.</summary>
    private static async Task ReopenAsync(Window doctor, string medical)
    {
        var beside = await doctor.Page.Context.NewPageAsync();
        await beside.GotoAsync($"{medical}/door/own");
        await beside.Locator("form[action*=Close] button").ClickAsync();
        await beside.WaitForURLAsync("**/door");
        await beside.CloseAsync();

        await doctor.Page.Locator("[name='Input.Plan']").FillAsync("Rust.");
        await doctor.Page.Clock.FastForwardAsync("01:01:00");
        var dialog = doctor.Page.Locator("dialog[data-door-closed]");
        await dialog.WaitForAsync();
        foreach (var width in (int[])[390, 1440])
        {
            await doctor.Page.SetViewportSizeAsync(width, 900);
            var box = (await dialog.GetByRole(AriaRole.Heading).BoundingBoxAsync())!;
            box.Width.Should().BeGreaterThan(250, "the words can be read at {0} px", width);
            (box.X + box.Width).Should().BeLessThanOrEqualTo(width);
        }

        (await doctor.Page.Locator("main").IsVisibleAsync()).Should().BeFalse("who walks past sees nothing");
        await doctor.Page.Keyboard.PressAsync("Escape");
        (await dialog.IsVisibleAsync()).Should().BeTrue();
        await doctor.IsAccessibleAsync("deur-dicht");
        var answer = doctor.Page.WaitForResponseAsync(x => x.Url.Contains("handler=Draft", StringComparison.Ordinal) && x.Ok);
        await dialog.GetByRole(AriaRole.Button).ClickAsync();
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        (await doctor.Page.Locator("[name='Input.Findings']").InputValueAsync()).Should().Be("Startpijn in de ochtend.");
        (await doctor.Page.Locator("[name='Input.Plan']").InputValueAsync()).Should().Be("Rust.");
        await answer;
    }

    private async Task<Window> WindowOfAsync(DemoAuthenticator.Browsing.Person person)
    {
        var window = await _chromium.OpenAsync();
        await window.HoldAsync(person);
        return window;
    }

    private static async Task UntilShownAsync(Window window, string selector)
    {
        await World.UntilAsync(async () =>
        {
            await window.Page.ReloadAsync();
            return await window.Page.Locator(selector).CountAsync() > 0;
        });
    }
}
