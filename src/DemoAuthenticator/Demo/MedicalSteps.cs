using ArboDossier.DemoAuthenticator.Browsing;

namespace ArboDossier.DemoAuthenticator.Demo;

/// <summary>What people do on the medical side, form by form. Used by the demo and by tests.</summary>
public static class MedicalSteps
{
    /// <summary>One of the two who begin: uses the code, says who he is, makes a passkey of the door.</summary>
    public static async Task FoundAsync(Person doctor, string code, string big, bool outside = false)
    {
        var page = await doctor.OpenAsync($"{doctor.At.Medical}/founding");
        page = await doctor.Browser.SubmitAsync(page, "form:has([name=Code])", new Dictionary<string, string> { ["Code"] = code, ["Name"] = doctor.Name, ["Big"] = big, ["Outside"] = outside ? "true" : "false" });
        Quiet(await doctor.SubmitWithPasskeyAsync(Expect(page, "/enrol"), "form[data-passkey=create]"));
    }

    /// <summary>One founding doctor confirms the other.</summary>
    public static async Task ConfirmFounderAsync(Person doctor)
    {
        var page = await doctor.OpenAsync($"{doctor.At.Medical}/enrol");
        Quiet(await doctor.SubmitWithPasskeyAsync(Expect(page, "/enrol"), "form[action*=Confirm]"));
    }

    /// <summary>A doctor invites somebody to the doctor's side; gives link and code.</summary>
    public static async Task<Invited> InviteAsync(Person doctor, string role, string name, string email, string big)
    {
        var page = Expect(await doctor.OpenAsync($"{doctor.At.Medical}/people"), "/people");
        page = await doctor.Browser.SubmitAsync(page, "form[action*=Invite]", new Dictionary<string, string> { ["Role"] = role, ["Name"] = name, ["Email"] = email, ["Big"] = big });
        return Invited.On(page);
    }

    /// <summary>Somebody who was invited makes a passkey of the door; gives the six characters to read out.</summary>
    public static async Task<string> EnrolAsync(Person person)
    {
        var page = Expect(await person.OpenAsync($"{person.At.Medical}/enrol"), "/enrol");
        if (page.Document.QuerySelector("form[data-passkey=create]") is not null)
        {
            page = await person.SubmitWithPasskeyAsync(page, "form[data-passkey=create]");
        }

        return page.TextOf("#check") ?? throw new InvalidOperationException($"no check: {page.Errors}");
    }

    /// <summary>An employee says in the own file where mail may go.</summary>
    public static async Task GiveContactAsync(Person employee, string email)
    {
        var mine = Expect(await employee.OpenAsync($"{employee.At.Medical}/my"), "/my");
        var link = mine.Document.QuerySelector("a[href$='/contact']")?.GetAttribute("href") ?? throw new InvalidOperationException("no place to say where mail may go");
        Quiet(await employee.Browser.SubmitAsync(await employee.OpenAsync(employee.At.Medical + link), "main form[method=post]", new Dictionary<string, string> { ["Email"] = email }));
    }

    /// <summary>A doctor confirms the credential of somebody by the six characters.</summary>
    public static async Task ConfirmAsync(Person doctor, string name, string check)
    {
        var page = Expect(await doctor.OpenAsync($"{doctor.At.Medical}/people"), "/people");
        var form = page.Document.QuerySelectorAll("form[action*=Confirm]").FirstOrDefault(x => x.QuerySelector("label")?.TextContent.Trim() == name)
            ?? throw new InvalidOperationException($"{name} does not wait for confirmation");
        await doctor.Browser.SubmitAsync(page, $"form[action='{form.GetAttribute("action")}']", new Dictionary<string, string> { ["check"] = check });
    }

    /// <summary>The supervising doctor records a clerk's signed statement.</summary>
    public static async Task RecordStatementAsync(Person doctor, string clerk, DateOnly day)
    {
        var page = Expect(await doctor.OpenAsync($"{doctor.At.Medical}/people"), "/people");
        var option = page.Document.QuerySelectorAll("select[name=Member] option").First(x => x.TextContent == clerk).GetAttribute("value")!;
        await doctor.Browser.SubmitAsync(page, "form[action*=Statement]", new Dictionary<string, string>
        {
            ["Member"] = option,
            ["Version"] = "2026-1",
            ["SignedOn"] = Typed(day),
            ["InstructedOn"] = Typed(day),
        });
    }

    /// <summary>Signs what stands on the roster page.</summary>
    public static async Task SignRosterAsync(Person doctor)
    {
        var page = Expect(await doctor.OpenAsync($"{doctor.At.Medical}/roster"), "/roster");
        Quiet(await doctor.SubmitWithPasskeyAsync(page, "form[data-passkey=get]"));
    }

    /// <summary>The fingerprint of roster 1, as a doctor reads it out.</summary>
    public static async Task<string> FingerprintAsync(Person doctor)
    {
        var page = Expect(await doctor.OpenAsync($"{doctor.At.Medical}/roster"), "/roster");
        return page.TextOf("#fingerprint") ?? throw new InvalidOperationException("no fingerprint");
    }

    /// <summary>One doctor proposes a doctor for an employer, a second one confirms it.</summary>
    public static async Task AppointAsync(Person by, Person second, string doctorName, string employerNumber, string employerName)
    {
        await ProposeAsync(by, doctorName, employerNumber, employerName);
        await ConfirmAppointmentAsync(second, doctorName, employerName);
    }

    /// <summary>A doctor names who stands in.</summary>
    public static async Task StandInAsync(Person doctor, string substitute, DateOnly from, DateOnly until)
    {
        var page = Expect(await doctor.OpenAsync($"{doctor.At.Medical}/deputies"), "/deputies");
        var option = page.Document.QuerySelectorAll("select[name=Substitute] option").First(x => x.TextContent == substitute).GetAttribute("value")!;
        Quiet(await doctor.Browser.SubmitAsync(page, "form:has([name=Substitute])", new Dictionary<string, string> { ["Substitute"] = option, ["From"] = Typed(from), ["Until"] = Typed(until) }));
    }

    /// <summary>A doctor records that a colleague stands too close to an employee.</summary>
    public static async Task KeepOutAsync(Person doctor, string file, string colleague)
    {
        var page = await doctor.OpenAsync($"{file}/conflicts");
        var option = page.Document.QuerySelectorAll("select[name=Member] option").First(x => x.TextContent == colleague).GetAttribute("value")!;
        Quiet(await doctor.Browser.SubmitAsync(page, "form:has([name=Member])", new Dictionary<string, string> { ["Member"] = option, ["Kind"] = "TooClose" }));
    }

    /// <summary>A doctor writes a task in a file for somebody who works under him; the page afterwards.</summary>
    public static async Task<Page> GiveTaskAsync(Person doctor, string file, string name, string kind, string words, DateOnly from, DateOnly until)
    {
        var page = await doctor.OpenAsync($"{file}/tasks");
        var option = page.Document.QuerySelectorAll("select[name=Member] option").FirstOrDefault(x => x.TextContent.StartsWith(name + ",", StringComparison.Ordinal))?.GetAttribute("value")
            ?? throw new InvalidOperationException($"{name} does not work under {doctor.Name} by tasks");
        page = await doctor.Browser.SubmitAsync(page, "form:has([name=Member])", new Dictionary<string, string> { ["Member"] = option, ["Kind"] = kind, ["Description"] = words, ["From"] = Typed(from), ["Until"] = Typed(until) });
        Quiet(page);
        return page;
    }

    /// <summary>Somebody records under the first of the own tasks in a file; the file afterwards.</summary>
    public static async Task<Page> RecordUnderTaskAsync(Person person, Page file, string findings)
    {
        var form = await person.Browser.GetAsync(person.At.Medical + file.Document.QuerySelector("#tasks a[href*='/tasks/']")!.GetAttribute("href"));
        var page = await person.Browser.SubmitAsync(form, "form:has([name='Input.Findings'])", new Dictionary<string, string> { ["Input.Findings"] = findings, ["Input.ThirdParty"] = "no" });
        Quiet(page);
        return page;
    }

    /// <summary>Proposes a doctor for an employer.</summary>
    public static async Task ProposeAsync(Person by, string doctorName, string employerNumber, string employerName)
    {
        var page = Expect(await by.OpenAsync($"{by.At.Medical}/appointments"), "/appointments");
        var option = page.Document.QuerySelectorAll("select[name=Doctor] option").First(x => x.TextContent == doctorName).GetAttribute("value")!;
        page = await by.Browser.SubmitAsync(page, "form[action*=Propose]", new Dictionary<string, string> { ["Doctor"] = option, ["EmployerNumber"] = employerNumber, ["EmployerName"] = employerName });
        Quiet(page);
    }

    /// <summary>Confirms what another doctor proposed.</summary>
    public static async Task ConfirmAppointmentAsync(Person second, string doctorName, string employerName)
    {
        var page = Expect(await second.OpenAsync($"{second.At.Medical}/appointments"), "/appointments");
        var form = page.Document.QuerySelectorAll("#waiting li").FirstOrDefault(x => x.QuerySelector("b")?.TextContent == doctorName && x.TextContent.Contains(employerName, StringComparison.Ordinal))
            ?.QuerySelector("form") ?? throw new InvalidOperationException($"no appointment of {doctorName} waits for {second.Name}");
        Quiet(await second.SubmitWithPasskeyAsync(page, $"form[action='{form.GetAttribute("action")}']"));
    }

    /// <summary>Plans the consultation of the first new request of that person, now; false where there is none yet.</summary>
    public static async Task<bool> PlanAsync(Person by, string employee, DateTime? at = null)
    {
        var page = Expect(await by.OpenAsync($"{by.At.Medical}/work"), "/work");
        var link = page.Document.QuerySelectorAll("a[href^='/requests/']").FirstOrDefault(x => x.TextContent.Contains(employee, StringComparison.Ordinal));
        if (link is null)
        {
            return false;
        }

        page = await by.Browser.GetAsync(by.At.Medical + link.GetAttribute("href"));
        var values = new Dictionary<string, string>();
        if (at is { } moment)
        {
            values["Day"] = Typed(DateOnly.FromDateTime(moment));
            values["Time"] = moment.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        }

        page = await by.Browser.SubmitAsync(page, "form:has([name=Place])", values);
        return page.Address.AbsolutePath == "/work" ? true : throw new InvalidOperationException($"not planned: {page.Errors}");
    }

    /// <summary>Opens the file of somebody from the worklist; where nothing waits there any more, from the browser's memory of the address.</summary>
    public static async Task<Page> OpenFileAsync(Person by, string employee, string? remembered = null)
    {
        if (remembered is not null)
        {
            return await by.OpenAsync(by.At.Medical + remembered);
        }

        var page = Expect(await by.OpenAsync($"{by.At.Medical}/work"), "/work");
        var link = page.Document.QuerySelectorAll("a[href^='/files/']").FirstOrDefault(x => x.TextContent.Trim() == employee)
            ?? throw new InvalidOperationException($"{employee} is not on the worklist");
        return await by.Browser.GetAsync(by.At.Medical + link.GetAttribute("href")!.Split('#')[0]);
    }

    /// <summary>Records a consultation; with a verdict it ends on the signing page or with the employee.</summary>
    public static async Task<Page> RecordAsync(Person doctor, Page file, IReadOnlyDictionary<string, string> text, string? verdict, DateOnly? day, bool readTogether)
    {
        var values = new Dictionary<string, string>(text) { ["Input.ThirdParty"] = "no" };
        if (verdict is not null)
        {
            values["Input.Verdict"] = verdict;
            values["Input.Day"] = Typed(day!.Value);
            values["Input.PastIsMeant"] = "true";
            values["Input.Reads"] = readTogether ? "InConsultation" : "First";
            values["Input.ReadAt"] = "10:38";
            values["Input.Told"] = "true";
        }

        var page = await doctor.Browser.SubmitAsync(file, "form[data-draft-url]", values, verdict is null ? "[formaction*=Without]" : "[formaction*=Sign]");
        return page.Errors.Length == 0 ? page : throw new InvalidOperationException(page.Errors);
    }

    /// <summary>Signs what stands on the signing page.</summary>
    public static async Task<Page> SignAsync(Person doctor, Page signing)
    {
        var page = await doctor.SubmitWithPasskeyAsync(signing, "form[data-passkey=get]");
        return page.Errors.Length == 0 ? page : throw new InvalidOperationException(page.Errors);
    }

    /// <summary>At the desk: the employee reads out the number, the clerk hands over a code, the employee uses it with a new passkey.</summary>
    public static async Task ActivateAsync(Person clerk, Page file, Person employee)
    {
        var page = Expect(await employee.OpenAsync($"{employee.At.Medical}/activate"), "/activate");
        var desk = await IdentifyAsync(clerk, file.Address.AbsolutePath, "Desk");
        desk = await clerk.Browser.SubmitAsync(desk, "form[action*=Code]", new Dictionary<string, string> { ["AccountNumber"] = page.TextOf("#account-number")! });
        var code = desk.TextOf("#activation-code") ?? throw new InvalidOperationException($"no code: {desk.Errors}");
        page = await employee.SubmitWithPasskeyAsync(page, "form[data-passkey=create]", new Dictionary<string, string> { ["Code"] = code });
        Expect(page, "/my");
    }

    /// <summary>Records how the employee was identified: Desk, Video or Telephone; gives the page on which the employee is served.</summary>
    public static async Task<Page> IdentifyAsync(Person clerk, string filePath, string route)
    {
        var page = Expect(await clerk.OpenAsync($"{clerk.At.Medical}{filePath}/desk"), $"{filePath}/desk");
        page = await clerk.Browser.SubmitAsync(page, "form:has([name=Route])", route == "Telephone"
            ? new Dictionary<string, string> { ["Route"] = route, ["Answered"] = "true", ["CalledBack"] = "true" }
            : new Dictionary<string, string> { ["Route"] = route, ["Document"] = "IdentityCard", ["Compared"] = "true" });
        return page.Errors.Length == 0 && page.Address.AbsolutePath.StartsWith($"{filePath}/desk/", StringComparison.Ordinal) ? page : throw new InvalidOperationException($"not identified: {page.Errors}");
    }

    /// <summary>A day as people type it.</summary>
    public static string Typed(DateOnly day) => day.ToString("dd-MM-yyyy", System.Globalization.CultureInfo.InvariantCulture);

    private static void Quiet(Page page)
    {
        if (page.Errors.Length > 0 || page.Status != System.Net.HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"refused at {page.Address.AbsolutePath} ({(int)page.Status}): {page.Errors}");
        }
    }

    private static Page Expect(Page page, string path) =>
        page.Address.AbsolutePath == path && page.Status == System.Net.HttpStatusCode.OK
            ? page
            : throw new InvalidOperationException($"expected {path}, got {page.Address.AbsolutePath} ({(int)page.Status}): {page.TextOf("h1")} {page.Errors}");
}
