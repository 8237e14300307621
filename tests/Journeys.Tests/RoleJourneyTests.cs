using System.Text;
using System.Text.Json.Nodes;
using ArboDossier.Boundary.Tests;
using ArboDossier.Counterparts;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Signing;
using Microsoft.Playwright;

namespace ArboDossier.Journeys.Tests;

/// <summary>
/// Everybody from an empty service in a real browser, with passkeys that Chromium's virtual authenticator makes and keeps: enrols, is confirmed where
/// that is asked, comes in anew with the passkey, opens what is theirs. What the doctor signs in that browser is checked outside of it.
/// </summary>
public sealed class RoleJourneyTests : IAsyncLifetime
{
    private const string Employer = "Van Dam Logistiek B.V.";
    private readonly List<Actor> _all = [];
    private Programs _programs = null!;
    private Chromium _chromium = null!;

    private Addresses At => _programs.At;

    public async Task InitializeAsync()
    {
        _programs = await Programs.StartAsync();
        _chromium = await Chromium.StartAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var actor in _all)
        {
            await actor.Window.DisposeAsync();
            actor.Person.Dispose();
        }

        await _chromium.DisposeAsync();
        await _programs.DisposeAsync();
    }

    [Fact, Trait("Rule", "R-022"), Trait("Rule", "R-064"), Trait("Rule", "R-065"), Trait("Rule", "R-077"), Trait("Rule", "R-082")]
    public async Task Each_role_enrols_comes_in_and_opens_what_is_theirs_and_the_signature_holds_outside()
    {
        var administrator = await AdministratorAsync();
        var (doctor, outside, fingerprint) = await DoctorsAsync(administrator);
        var (personnel, manager, employer) = await EmployerAsync(administrator);
        var (lead, employees) = await PeopleAsync(personnel);
        await AppointAsync(doctor, outside, employer);
        var clerk = await ClerkAsync(doctor);

        // A line manager reports two people of the own team sick; the case manager asks; doctor and clerk plan and open.
        var cases = new Dictionary<string, string>();
        foreach (var (name, id) in employees)
        {
            cases[name] = await ReportSickAsync(lead, id);
            await AskAsync(manager, cases[name]);
        }

        await AnewAsync(lead, $"{At.Reintegration}{cases["Marieke"]}");
        await SeesAsync(lead, "Marieke de Vries");
        await AnewAsync(manager, $"{At.Reintegration}{cases["Marieke"]}");
        await SeesAsync(manager, "Marieke de Vries");
        var file = await PlanAndOpenAsync(doctor, "Marieke de Vries");
        var other = await PlanAndOpenAsync(clerk, "Bram Jacobs");
        (await clerk.Page.Locator("#sign, #release").CountAsync()).Should().Be(0, "a clerk cannot sign");

        // The employees: one with a passkey, one with an app with codes; the desk gives each a code on identification.
        var marieke = await InvitedAsync("Marieke de Vries", await InvitationAsync(personnel, $"/employees/{employees["Marieke"]}/invite", "Marieke de Vries"));
        var bram = await InvitedAsync("Bram Jacobs", await InvitationAsync(personnel, $"/employees/{employees["Bram"]}/invite", "Bram Jacobs"));
        await SignAsync(doctor, file);
        await PasskeyDoorAsync(marieke, clerk: doctor, file);
        await CodeDoorAsync(bram, clerk, other);

        // Who helped to begin from another service confirms and co-signs, and opens no file.
        await AnewAsync(outside, $"{At.Medical}/roster");
        (await outside.Page.GotoAsync(At.Medical + file))!.Status.Should().Be(404);

        await ProofAsync(personnel, cases["Marieke"], fingerprint);
        Console.WriteLine($"{_all.Count} people enrolled in the browser: {string.Join(", ", _all.Select(x => x.Person.Name))}");
    }

    private async Task<Actor> AdministratorAsync()
    {
        var administrator = await ComeAsync("Karin Mulder");
        var page = administrator.Page;
        await page.GotoAsync($"{At.Identity}/founding");
        await FillAsync(page, ("Code", _programs.Codes[Programs.Identity][0]), ("Name", administrator.Person.Name), ("Email", administrator.Person.Email));
        await PasswordAsync(administrator);
        await page.GotoAsync($"{At.Reintegration}/founding");
        await FillAsync(page, ("Code", _programs.Codes[Programs.Identity][0]));
        await page.Locator("main form:has([name=Code]) button.p").ClickAsync();
        await page.WaitForURLAsync(x => !x.Contains("/founding", StringComparison.Ordinal));
        await ReadOnAsync(page);
        await AnewAsync(administrator, $"{At.Identity}/accounts");
        await SeesAsync(administrator, administrator.Person.Email);
        await AnewAsync(administrator, $"{At.Reintegration}/employers");
        return administrator;
    }

    private async Task<(Actor Doctor, Actor Outside, string Fingerprint)> DoctorsAsync(Actor administrator)
    {
        var doctors = new List<Actor>();
        foreach (var (name, code, big, outside) in ((string, string, string, bool)[])[("S. Bakker", _programs.Codes[Programs.Medical][0], "19012345601", false), ("B. Buiten", _programs.Codes[Programs.Medical][1], "79012345601", true)])
        {
            await administrator.Page.GotoAsync($"{At.Identity}/accounts");
            await administrator.Page.Locator("[name=Zone][value=medical]").CheckAsync();
            await FillAsync(administrator.Page, ("Name", name), ("Email", $"{name[3..].ToLowerInvariant()}@proef.invalid"));
            await administrator.Page.Locator("form:has([name=Zone]) button.p").ClickAsync();
            var doctor = await InvitedAsync(name, await ShownAsync(administrator.Page));
            await doctor.Page.GotoAsync($"{At.Medical}/founding");
            await FillAsync(doctor.Page, ("Code", code), ("Name", name), ("Big", big));
            if (outside)
            {
                await doctor.Page.Locator("[name=Outside][type=checkbox]").CheckAsync();
            }

            await doctor.Page.Locator("main form:has([name=Big]) button.p").ClickAsync();
            await MakeDoorPasskeyAsync(doctor);
            doctors.Add(doctor);
        }

        foreach (var doctor in doctors)
        {
            await doctor.Page.GotoAsync($"{At.Medical}/enrol");
            await doctor.Page.Locator("form[action*=Confirm] button").ClickAsync();
            await doctor.Page.Locator("form[action*=Confirm] button").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        }

        foreach (var doctor in doctors)
        {
            await AnewAsync(doctor, $"{At.Medical}/roster");
            await doctor.Page.Locator("main form[data-passkey=get] button").ClickAsync();
            await doctor.Page.Locator("section.done").WaitForAsync();
        }

        var fingerprint = await doctors[0].Page.GotoAsync($"{At.Medical}/roster") is not null ? await doctors[0].Page.Locator("#fingerprint").InnerTextAsync() : "";
        await UntilAsync(administrator, $"{At.Reintegration}/service", "[name=Fingerprint]");
        await FillAsync(administrator.Page, ("Fingerprint", fingerprint));
        await administrator.Page.Locator("form:has([name=Fingerprint]) button.p").ClickAsync();
        await administrator.Page.Locator("code.wrap").WaitForAsync();
        return (doctors[0], doctors[1], fingerprint);
    }

    private async Task<(Actor Personnel, Actor Manager, string Employer)> EmployerAsync(Actor administrator)
    {
        var page = administrator.Page;
        await page.GotoAsync($"{At.Reintegration}/employers");
        await FillAsync(page, ("Name", Employer));
        await page.Locator("main form:has([name=Name]) button.p").ClickAsync();
        await page.WaitForURLAsync("**/employers/*");
        var (path, number) = (new Uri(page.Url).AbsolutePath, await page.Locator("[data-employer]").InnerTextAsync());
        var personnel = await InvitedAsync("Lotte van Rijn", await InvitationAsync(administrator, $"{path}/invite", "Lotte van Rijn"));
        var manager = await InvitedAsync("R. Özdemir", await InvitationAsync(administrator, "/service/invite", "R. Özdemir"));
        await page.GotoAsync($"{At.Reintegration}{path}/assign");
        await page.Locator("select[name='Input.Member']").SelectOptionAsync(new SelectOptionValue { Label = manager.Person.Name });
        await page.Locator("main form:has([name='Input.Member']) button.p").ClickAsync();
        await page.WaitForURLAsync($"**{path}");

        // The personnel department reads its people in.
        await AnewAsync(personnel, $"{At.Reintegration}/import");
        await personnel.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload
        {
            Name = "export.csv",
            MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes("""
                Personeelsnummer;Voorletters;Roepnaam;Tussenvoegsel;Achternaam;Geboortedatum;E-mail;Telefoon;Afdeling;Functie;Uren per week;In dienst;Leidinggevende
                VD1;M.;Marieke;de;Vries;01-05-1984;vd1@werk.invalid;0612345670;Expeditie;Planner;36;01-02-2019;VD3
                VD2;B.;Bram;;Jacobs;02-05-1984;vd2@werk.invalid;0612345671;Expeditie;Planner;36;01-02-2019;VD3
                VD3;P.;Pieter;;Hendriks;03-05-1984;vd3@werk.invalid;0612345672;Expeditie;Teamleider;36;01-02-2019;
                """),
        });
        await personnel.Page.Locator("form[enctype] button.p").ClickAsync();
        await personnel.Page.Locator("button[name=Confirm]").ClickAsync();
        await personnel.Page.Locator("section.done").WaitForAsync();
        return (personnel, manager, number);
    }

    private async Task<(Actor Lead, IReadOnlyDictionary<string, string> Employees)> PeopleAsync(Actor personnel)
    {
        await AnewAsync(personnel, $"{At.Reintegration}/employees");
        var employees = new Dictionary<string, string>();
        foreach (var link in await personnel.Page.Locator("td a[href^='/employees/']").AllAsync())
        {
            employees[(await link.InnerTextAsync()).Split(' ')[0]] = (await link.GetAttributeAsync("href"))!["/employees/".Length..];
        }

        employees.Should().HaveCount(3);
        var lead = await InvitedAsync("Pieter Hendriks", await InvitationAsync(personnel, $"/employees/{employees["Pieter"]}/invite", "Pieter Hendriks", lineManager: true));
        employees.Remove("Pieter");
        await AnewAsync(lead, $"{At.Reintegration}/employees");
        await SeesAsync(lead, "Bram Jacobs");
        return (lead, employees);
    }

    /// <summary>The doctor proposes himself for the employer; the one of another service confirms with the own passkey.</summary>
    private async Task AppointAsync(Actor doctor, Actor outside, string number)
    {
        await AnewAsync(doctor, $"{At.Medical}/appointments");
        await doctor.Page.Locator("select[name=Doctor]").SelectOptionAsync(new SelectOptionValue { Label = doctor.Person.Name });
        await FillAsync(doctor.Page, ("EmployerNumber", number), ("EmployerName", Employer));
        await doctor.Page.Locator("form[action*=Propose] button").ClickAsync();
        await doctor.Page.Locator("section.done").WaitForAsync();
        await AnewAsync(outside, $"{At.Medical}/appointments");
        await outside.Page.Locator("#waiting form button").ClickAsync();
        await outside.Page.Locator("section.done").WaitForAsync();
    }

    private async Task<Actor> ClerkAsync(Actor doctor)
    {
        const string Name = "J. Vermeulen";
        var page = doctor.Page;
        await page.GotoAsync($"{At.Medical}/people");
        await page.Locator("[name=Role][value=DerivedSecrecyStaff]").CheckAsync();
        await FillAsync(page, ("Name", Name), ("Email", "vermeulen@proef.invalid"));
        await page.Locator("form[action*=Invite] button").ClickAsync();
        var clerk = await InvitedAsync(Name, await ShownAsync(page));
        await clerk.Page.GotoAsync($"{At.Medical}/");
        new Uri(clerk.Page.Url).AbsolutePath.Should().Be("/activate", "without a statement a clerk is a stranger");

        await page.GotoAsync($"{At.Medical}/people");
        var today = MedicalSteps.Typed(ServiceSteps.Today);
        await page.Locator("select[name=Member]").SelectOptionAsync(new SelectOptionValue { Label = Name });
        await FillAsync(page, ("Version", "2026-1"), ("SignedOn", today), ("InstructedOn", today));
        await page.Locator("form[action*=Statement] [name=Member]").SelectOptionAsync(new SelectOptionValue { Label = Name });
        await page.Locator("form[action*=Statement] button").ClickAsync();
        await page.Locator("section.done").WaitForAsync();

        await clerk.Page.GotoAsync($"{At.Medical}/enrol");
        await MakeDoorPasskeyAsync(clerk);
        await page.GotoAsync($"{At.Medical}/people");
        await page.Locator("form[action*=Confirm] [name=check]").FillAsync(await clerk.Page.Locator("#check").InnerTextAsync());
        await page.Locator("form[action*=Confirm] button").ClickAsync();
        await page.Locator("section.done").WaitForAsync();
        await AnewAsync(clerk, $"{At.Medical}/work");
        return clerk;
    }

    private async Task<string> ReportSickAsync(Actor lead, string employee)
    {
        var page = lead.Page;
        await page.GotoAsync($"{At.Reintegration}/employees/{employee}/report-sick");
        await FillAsync(page, ("Input.FirstDay", MedicalSteps.Typed(ServiceSteps.Today)), ("Input.Phone", "0612345678"));
        foreach (var (field, value) in ((string, string)[])[("Expected", "OneToTwoWeeks"), ("HandOver", "false"), ("SafetyNet", "No"), ("WorkAccident", "false"), ("ThirdParty", "false")])
        {
            await page.Locator($"[name='Input.{field}'][value={value}]").CheckAsync();
        }

        await page.Locator("main form[method=post] button.p").ClickAsync();
        await page.WaitForURLAsync("**/cases/*");
        return new Uri(page.Url).AbsolutePath;
    }

    private async Task AskAsync(Actor manager, string @case)
    {
        var page = manager.Page;
        await manager.Window.EnterAsync($"{At.Reintegration}{@case}/ask");
        await page.Locator("[name='Input.Questions'][value=FitForOwnWork]").CheckAsync();
        await FillAsync(page, ("Input.WantedBy", MedicalSteps.Typed(ServiceSteps.Today.AddDays(7))));
        await page.Locator("main form[method=post] button.p").ClickAsync();
        await page.WaitForURLAsync($"**{@case}");
    }

    private async Task<string> PlanAndOpenAsync(Actor by, string employee)
    {
        await AnewAsync(by, $"{At.Medical}/work");
        await UntilAsync(by, $"{At.Medical}/work", $"a[href^='/requests/']:has-text('{employee}')");
        await by.Page.Locator($"a[href^='/requests/']:has-text('{employee}')").ClickAsync();
        await by.Page.Locator("main form:has([name=Place]) button.p").ClickAsync();
        await by.Page.WaitForURLAsync("**/work");
        await by.Page.Locator($"a[href^='/files/']:has-text('{employee}')").First.ClickAsync();
        await by.Page.WaitForURLAsync("**/files/*");
        await SeesAsync(by, employee);
        return new Uri(by.Page.Url).AbsolutePath;
    }

    private async Task SignAsync(Actor doctor, string file)
    {
        var page = doctor.Page;
        await page.GotoAsync(At.Medical + file);
        await FillAsync(page, ("Input.Findings", "Startpijn in de ochtend."), ("Input.Day", MedicalSteps.Typed(ServiceSteps.Today)));
        await page.Locator("[name='Input.ThirdParty'][value=no]").CheckAsync();
        await page.Locator("[name='Input.Verdict'][value=Unfit]").CheckAsync();
        await page.Locator("[name='Input.Reads'][value=InConsultation]").CheckAsync();
        await FillAsync(page, ("Input.ReadAt", "10:38"));
        await page.Locator("#sign").ClickAsync();
        await page.WaitForURLAsync("**/sign");
        await page.Locator("#release").ClickAsync();
        await page.Locator("section.done").WaitForAsync();
    }

    /// <summary>At the desk: identified, the number read out, a code given.</summary>
    private async Task<string> DeskCodeAsync(Actor clerk, string file, string number)
    {
        var page = clerk.Page;
        await clerk.Window.EnterAsync($"{At.Medical}{file}/desk");
        await page.Locator("[name=Route][value=Desk]").CheckAsync();
        await page.Locator("[name=Document]").SelectOptionAsync("Passport");
        await page.Locator("[name=Compared][type=checkbox]").CheckAsync();
        await page.Locator("main form[method=post] button.p").ClickAsync();
        await FillAsync(page, ("AccountNumber", number));
        await page.Locator("form[action*=Code] button").ClickAsync();
        return await page.Locator("#activation-code").InnerTextAsync();
    }

    private async Task PasskeyDoorAsync(Actor employee, Actor clerk, string file)
    {
        var page = employee.Page;
        await employee.Window.EnterAsync($"{At.Reintegration}/my");
        await employee.Window.EnterAsync($"{At.Medical}/activate");
        var code = await DeskCodeAsync(clerk, file, await page.Locator("#account-number").InnerTextAsync());
        await FillAsync(page, ("Code", code));
        await page.Locator("form[data-passkey=create] button.p").ClickAsync();
        await page.WaitForURLAsync("**/privacy?**");
        await ReadOnAsync(page);
        await AnewAsync(employee, $"{At.Medical}/my");
        await SeesAsync(employee, "Startpijn in de ochtend.");
        await SeesAsync(employee, "Ongeschikt voor het eigen werk per");
    }

    private async Task CodeDoorAsync(Actor employee, Actor clerk, string file)
    {
        var page = employee.Page;
        await employee.Window.EnterAsync($"{At.Medical}/activate?app=true&anew=true");
        Base32.TryDecode(await page.Locator("[data-secret]").GetAttributeAsync("data-secret"), out var secret).Should().BeTrue();
        var code = await DeskCodeAsync(clerk, file, await page.Locator("#account-number").InnerTextAsync());
        await FillAsync(page, ("Code", code), ("AppCode", OneTimeCode.Compute(secret, OneTimeCode.StepAt(TimeProvider.System.GetUtcNow()))));
        await page.Locator("main form:has([name=AppCode]) button.p").ClickAsync();
        await page.WaitForURLAsync("**/privacy?**");
        await ReadOnAsync(page);

        // Anew: with the passkey at the sign-in program, and with the next code at the door.
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync($"{At.Medical}/my");
        await page.Locator("form[data-passkey=get] button").ClickAsync();
        await page.WaitForURLAsync("**/door?**");
        (await page.Locator("form[data-passkey=get]").CountAsync()).Should().Be(0, "there is no passkey of this door");
        await FillAsync(page, ("Code", OneTimeCode.Compute(secret, OneTimeCode.StepAt(TimeProvider.System.GetUtcNow()) + 1)));
        await page.Locator("main form:has([name=Code]) button").ClickAsync();
        await page.WaitForURLAsync("**/my");
        (await page.Locator("main").CountAsync()).Should().Be(1);
    }

    /// <summary>The proof that the employer downloads holds for the tool and for another WebAuthn implementation, and one other character ends that.</summary>
    private async Task ProofAsync(Actor personnel, string @case, string fingerprint)
    {
        var page = personnel.Page;
        await AnewAsync(personnel, $"{At.Reintegration}{@case}");
        await UntilAsync(personnel, $"{At.Reintegration}{@case}", "section.verdict a[download]");
        await SeesAsync(personnel, "Ongeschikt voor het eigen werk per");
        (await page.InnerTextAsync("body")).Should().NotContain("Startpijn");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("section.verdict a[download]").ClickAsync());
        var path = Path.Combine(_programs.Data, "proof.json");
        await download.SaveAsAsync(path);
        var proof = await File.ReadAllTextAsync(path);

        var told = await Programs.ToolAsync("verify-signature", path, "--roster-fingerprint", fingerprint);
        told.Should().Match<(int Code, string Output)>(x => x.Code == 0 && x.Output.Contains("unfit from") && x.Output.Contains("S. Bakker"), "{0}", told.Output);
        (await Counterpart.RunAsync("verify-proof.mjs", path)).Should().Be((0, "the signature holds\n"));
        foreach (var member in (string[])["document", "authenticatorData", "clientData", "signature"])
        {
            var json = JsonNode.Parse(proof)!;
            var parent = member == "document" ? json["release"]! : json["release"]!["proof"]!;
            var text = ((string)parent[member]!).ToCharArray();
            text[text.Length / 2] = text[text.Length / 2] == 'A' ? 'B' : 'A';
            parent[member] = new string(text);
            await File.WriteAllTextAsync(path, json.ToJsonString());
            (await Programs.ToolAsync("verify-signature", path)).Code.Should().Be(1, $"one character of {member} is another");
            (await Counterpart.RunAsync("verify-proof.mjs", path)).Code.Should().Be(1, $"one character of {member} is another");
        }
    }

    /// <summary>Somebody new at an empty browser with an authenticator without passkeys.</summary>
    private async Task<Actor> ComeAsync(string name)
    {
        var person = new Person(name, $"{name.Split(' ')[^1].ToLowerInvariant()}@proef.invalid", At);
        var window = await _chromium.OpenAsync();
        await window.HoldAsync(person);
        var actor = new Actor(person, window);
        _all.Add(actor);
        return actor;
    }

    private async Task<Actor> InvitedAsync(string name, Invited invited)
    {
        var actor = await ComeAsync(name);
        await actor.Page.GotoAsync(invited.Link);
        await actor.Page.Locator("main [name=Code]").FillAsync(invited.Code);
        await actor.Page.Locator("main form:has([name=Code]) button.p").ClickAsync();
        await PasswordAsync(actor);
        return actor;
    }

    private async Task<Invited> InvitationAsync(Actor by, string path, string name, bool lineManager = false)
    {
        var page = by.Page;
        await by.Window.EnterAsync(At.Reintegration + path);
        await FillAsync(page, ("Input.Name", name), ("Input.Email", $"{name.Split(' ')[^1].ToLowerInvariant()}@proef.invalid"));
        if (lineManager)
        {
            await page.Locator("[name=LineManager][type=checkbox]").CheckAsync();
        }

        await page.Locator("main form:has([name='Input.Email']) button.p").ClickAsync();
        return await ShownAsync(page);
    }

    private static async Task<Invited> ShownAsync(IPage page) =>
        new((await page.Locator("[data-invitation]").InnerTextAsync()).Trim(), await page.Locator("[data-invitation-code]").InnerTextAsync());

    private static async Task PasswordAsync(Actor actor)
    {
        var page = actor.Page;
        await FillAsync(page, ("Password", actor.Person.Password), ("Confirm", actor.Person.Password));
        if (await page.Locator("[name=Secrecy][type=checkbox]").CountAsync() > 0)
        {
            await page.Locator("[name=Secrecy][type=checkbox]").CheckAsync();
        }

        await page.Locator("main form:has([name=Password]) button.p").ClickAsync();
        await page.WaitForURLAsync("**/enrol");
        await page.Locator("form[data-passkey=create] button").ClickAsync();
        await page.WaitForURLAsync(x => !x.EndsWith("/enrol", StringComparison.Ordinal));
    }

    /// <summary>Makes the passkey of the medical door; six characters are shown for whoever confirms it.</summary>
    private static async Task MakeDoorPasskeyAsync(Actor actor)
    {
        await actor.Page.Locator("form[data-passkey=create] button").ClickAsync();
        await actor.Page.Locator("#check").WaitForAsync();
    }

    /// <summary>Comes in as after a night: no session anywhere, only what the authenticator keeps.</summary>
    private static async Task AnewAsync(Actor actor, string address)
    {
        await actor.Page.Context.ClearCookiesAsync();
        await actor.Window.EnterAsync(address);
        actor.Page.Url.Should().StartWith(address);
    }

    private static async Task SeesAsync(Actor actor, string text) => (await actor.Page.InnerTextAsync("body")).Should().Contain(text);

    private static async Task UntilAsync(Actor actor, string address, string selector) => await World.UntilAsync(async () =>
    {
        await actor.Page.GotoAsync(address);
        return await actor.Page.Locator(selector).CountAsync() > 0;
    });

    private static async Task FillAsync(IPage page, params (string Name, string Value)[] fields)
    {
        foreach (var (name, value) in fields)
        {
            await page.Locator($"main [name='{name}']").First.FillAsync(value);
        }
    }

    private static async Task ReadOnAsync(IPage page)
    {
        if (new Uri(page.Url).AbsolutePath == "/privacy")
        {
            await page.Locator("#read-on button").ClickAsync();
            await page.WaitForURLAsync(x => !x.Contains("/privacy", StringComparison.Ordinal));
        }
    }

    private sealed record Actor(Person Person, Window Window)
    {
        internal IPage Page => Window.Page;
    }
}
