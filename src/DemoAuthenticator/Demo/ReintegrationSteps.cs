using System.Globalization;
using ArboDossier.DemoAuthenticator.Browsing;

namespace ArboDossier.DemoAuthenticator.Demo;

/// <summary>What people do on the reintegration side, form by form. Used by the demo and by tests.</summary>
public static class ReintegrationSteps
{
    /// <summary>The administrator begins the service here with the same founding code.</summary>
    public static async Task FoundAsync(Person administrator, string code)
    {
        var page = Expect(await administrator.OpenAsync($"{administrator.At.Reintegration}/founding"), "/founding");
        page = await administrator.Browser.SubmitAsync(page, "form:has([name=Code])", new Dictionary<string, string> { ["Code"] = code });
        Require(await administrator.ReadOnAsync(page));
    }

    /// <summary>Adds an employer; gives its id.</summary>
    public static async Task<Guid> AddEmployerAsync(Person administrator, string name)
    {
        var page = Expect(await administrator.OpenAsync($"{administrator.At.Reintegration}/employers"), "/employers");
        if (page.Document.QuerySelectorAll("a[href^='/employers/']").All(x => x.TextContent != name))
        {
            Require(await administrator.Browser.SubmitAsync(page, "form:has([name=Name])", new Dictionary<string, string> { ["Name"] = name }));
            page = await administrator.Browser.GetAsync($"{administrator.At.Reintegration}/employers");
        }

        var link = page.Document.QuerySelectorAll("a[href^='/employers/']").First(x => x.TextContent == name);
        return Guid.Parse(link.GetAttribute("href")!["/employers/".Length..]);
    }

    /// <summary>Sets at which provider of their own an employer's people sign in.</summary>
    public static async Task SignInAtAsync(Person administrator, Guid employer, string provider) => Require(await administrator.Browser.SubmitAsync(
        await administrator.OpenAsync($"{administrator.At.Reintegration}/employers/{employer}"), "form[action*=SignIn]", new Dictionary<string, string> { ["SignInAt"] = provider }));

    /// <summary>Invites the employer's administrator, a case manager, or whoever the page invites; gives link and code.</summary>
    public static async Task<Invited> InviteAsync(Person by, string path, string name, string email, bool lineManager = false, string? role = null)
    {
        var page = Expect(await by.OpenAsync($"{by.At.Reintegration}{path}"), path);
        var values = new Dictionary<string, string> { ["Input.Name"] = name, ["Input.Email"] = email, ["Input.Language"] = "nl" };
        if (lineManager)
        {
            values["LineManager"] = "true";
        }

        if (role is not null)
        {
            values["Role"] = role;
        }

        page = await by.Browser.SubmitAsync(page, "form:has([name='Input.Email'])", values);
        return Invited.On(page);
    }

    /// <summary>Assigns a case manager to an employer from a day on.</summary>
    public static async Task AssignAsync(Person administrator, Guid employer, string caseManager, DateOnly from)
    {
        var path = $"/employers/{employer}/assign";
        var page = Expect(await administrator.OpenAsync($"{administrator.At.Reintegration}{path}"), path);
        var option = page.Document.QuerySelectorAll("select[name='Input.Member'] option").First(x => x.TextContent.Trim() == caseManager).GetAttribute("value")!;
        Require(await administrator.Browser.SubmitAsync(page, "form:has([name='Input.Member'])", new Dictionary<string, string> { ["Input.Member"] = option, ["Input.From"] = MedicalSteps.Typed(from) }));
    }

    /// <summary>Appoints a labour expert for a case, from today until a day.</summary>
    public static async Task AppointAsync(Person by, Guid @case, string expert, DateOnly until)
    {
        var path = $"/cases/{@case}/expert";
        var page = Expect(await by.OpenAsync($"{by.At.Reintegration}{path}"), path);
        var option = page.Document.QuerySelectorAll("select[name='Input.Member'] option").First(x => x.TextContent.Trim() == expert).GetAttribute("value")!;
        Require(await by.Browser.SubmitAsync(page, "form:has([name='Input.Member'])", new Dictionary<string, string> { ["Input.Member"] = option, ["Input.Until"] = MedicalSteps.Typed(until) }));
    }

    /// <summary>Begins an audit of all files of an employer, as many as can be drawn, from today until a day.</summary>
    public static async Task AuditAsync(Person administrator, string auditor, Guid employer, string purpose, DateOnly until)
    {
        var page = Expect(await administrator.OpenAsync($"{administrator.At.Reintegration}/service/audits"), "/service/audits");
        var option = page.Document.QuerySelectorAll("select[name='Input.Member'] option").First(x => x.TextContent.Trim() == auditor).GetAttribute("value")!;
        Require(await administrator.Browser.SubmitAsync(
            page, "form:has([name='Input.Purpose'])",
            new Dictionary<string, string> { ["Input.Member"] = option, ["Input.Purpose"] = purpose, ["Input.Employers"] = employer.ToString(), ["Input.Size"] = "50", ["Input.Until"] = MedicalSteps.Typed(until) }));
    }

    /// <summary>The employee authorises somebody to read, until a day; gives link and code.</summary>
    public static async Task<Invited> AuthoriseAsync(Person employee, Guid employment, string name, string email, DateOnly until)
    {
        var path = $"/my/representatives/{employment}";
        var page = Expect(await employee.OpenAsync($"{employee.At.Reintegration}{path}"), path);
        var values = new Dictionary<string, string> { ["Input.Name"] = name, ["Input.Email"] = email, ["Input.Language"] = "nl", ["Powers"] = "Read", ["Until"] = MedicalSteps.Typed(until) };
        page = await employee.Browser.SubmitAsync(page, "form:has([name='Input.Email'])", values);
        return Invited.On(page);
    }

    /// <summary>The administrator types the fingerprint that a doctor read out; false where the roster did not arrive yet.</summary>
    public static async Task<bool> ConfirmRosterAsync(Person administrator, string fingerprint)
    {
        var page = Expect(await administrator.OpenAsync($"{administrator.At.Reintegration}/service"), "/service");
        if (page.Document.QuerySelector("form:has([name=Fingerprint])") is null)
        {
            return page.Text.Contains("shield-check", StringComparison.Ordinal) && page.TextOf("code.wrap") is not null;
        }

        Require(await administrator.Browser.SubmitAsync(page, "form:has([name=Fingerprint])", new Dictionary<string, string> { ["Fingerprint"] = fingerprint }));
        return true;
    }

    /// <summary>The id of an employee, found by name.</summary>
    public static async Task<Guid> FindEmployeeAsync(Person by, string name)
    {
        var page = Expect(await by.OpenAsync($"{by.At.Reintegration}/employees"), "/employees");
        page = await by.Browser.SubmitAsync(page, "form[role=search]", new Dictionary<string, string> { ["Search"] = name });
        var link = page.Document.QuerySelectorAll("a[href^='/employees/']").FirstOrDefault(x => x.TextContent == name) ?? throw new InvalidOperationException($"{name} was not found");
        return Guid.Parse(link.GetAttribute("href")!["/employees/".Length..]);
    }

    /// <summary>Reports somebody sick with the closed list of fields; gives the case.</summary>
    public static async Task<Guid> ReportSickAsync(Person by, Guid employee, DateOnly firstDay, bool late)
    {
        var path = $"/employees/{employee}/report-sick";
        var page = Expect(await by.OpenAsync($"{by.At.Reintegration}{path}"), path);
        var values = new Dictionary<string, string>
        {
            ["Input.FirstDay"] = MedicalSteps.Typed(firstDay),
            ["Input.Expected"] = "OneToTwoWeeks",
            ["Input.Phone"] = "0612345678",
            ["Input.HandOver"] = "false",
            ["Input.SafetyNet"] = "No",
            ["Input.WorkAccident"] = "false",
            ["Input.ThirdParty"] = "false",
        };
        if (late)
        {
            values["Input.Late"] = page.Document.QuerySelectorAll("select[name='Input.Late'] option").Select(x => x.GetAttribute("value")).First(x => !string.IsNullOrEmpty(x))!;
        }

        page = await by.Browser.SubmitAsync(page, "form:has([name='Input.FirstDay'])", values);
        return page.Address.AbsolutePath.StartsWith("/cases/", StringComparison.Ordinal)
            ? Guid.Parse(page.Address.AbsolutePath["/cases/".Length..])
            : throw new InvalidOperationException($"not reported: {page.Address.AbsolutePath} ({(int)page.Status}) {page.Errors}");
    }

    /// <summary>Asks for a consultation.</summary>
    public static async Task AskAsync(Person by, Guid @case, DateOnly wantedBy)
    {
        var path = $"/cases/{@case}/ask";
        var page = Expect(await by.OpenAsync($"{by.At.Reintegration}{path}"), path);
        Require(await by.Browser.SubmitAsync(page, "form:has([name='Input.WantedBy'])", new Dictionary<string, string> { ["Input.Questions"] = "FitForOwnWork", ["Input.WantedBy"] = MedicalSteps.Typed(wantedBy) }));
    }

    /// <summary>Reports full recovery, or partial with hours.</summary>
    public static async Task RecoverAsync(Person by, Guid @case, DateOnly day, int? hours = null)
    {
        var path = $"/cases/{@case}/recovery";
        var page = Expect(await by.OpenAsync($"{by.At.Reintegration}{path}"), path);
        var values = hours is { } some
            ? new Dictionary<string, string> { ["Input.Kind"] = "Partial", ["Input.Hours"] = some.ToString(CultureInfo.InvariantCulture), ["Input.Since"] = MedicalSteps.Typed(day) }
            : new Dictionary<string, string> { ["Input.Kind"] = "Full", ["Input.FirstFitDay"] = MedicalSteps.Typed(day) };
        Require(await by.Browser.SubmitAsync(page, "form:has([name='Input.Kind'])", values));
    }

    /// <summary>Withdraws a mistaken report.</summary>
    public static async Task WithdrawAsync(Person by, Guid @case)
    {
        var path = $"/cases/{@case}/withdraw";
        var page = Expect(await by.OpenAsync($"{by.At.Reintegration}{path}"), path);
        Require(await by.Browser.SubmitAsync(page, "main form[method=post]", new Dictionary<string, string> { ["Sure"] = "true" }));
    }

    /// <summary>The judgement as a case page shows it, or null where there is none.</summary>
    public static async Task<string?> JudgementAsync(Person by, Guid @case)
    {
        var page = await by.OpenAsync($"{by.At.Reintegration}/cases/{@case}");
        return page.TextOf("section.verdict blockquote");
    }

    private static Page Expect(Page page, string path) =>
        page.Address.AbsolutePath == path && page.Status == System.Net.HttpStatusCode.OK
            ? page
            : throw new InvalidOperationException($"expected {path}, got {page.Address.AbsolutePath} ({(int)page.Status}): {page.TextOf("h1")} {page.Errors}");

    private static void Require(Page page)
    {
        if (page.Status != System.Net.HttpStatusCode.OK || page.Errors.Length > 0)
        {
            throw new InvalidOperationException($"{page.Address.AbsolutePath} ({(int)page.Status}): {page.TextOf("h1")} {page.Errors}");
        }
    }
}
