namespace ArboDossier.Journeys.Tests.Pages;

/// <summary>A form that is tried: with something wrong in it, and with a session that is over.</summary>
/// <param name="Program">Program.</param>
/// <param name="Route">The page's route, as on the walk.</param>
/// <param name="Who">Who fills it in.</param>
/// <param name="Path">Where.</param>
/// <param name="Handler">The form's handler, which tells it from others on the page.</param>
/// <param name="Typed">What is typed, by name.</param>
/// <param name="Chosen">What is chosen, by name.</param>
/// <param name="Button">The button, where the form has several.</param>
public sealed record Form(
    string Program, string Route, Who Who, string Path, string Handler, IReadOnlyDictionary<string, string> Typed, IReadOnlyDictionary<string, string>? Chosen = null, string Button = "button.p, button.go, button.del, button:not([formaction])")
{
    /// <summary>Where the form is in its page.</summary>
    public string Selector => Handler.Length > 0 ? $"main form[method=post][action*='handler={Handler}']" : "main form[method=post]:has([name]:not([type=hidden]))";

    public override string ToString() => $"{Program} {Route} {Handler} as {Who}";
}

/// <summary>Every form in which somebody types more than a choice. What is typed here is refused: nothing comes of it.</summary>
public static class Forms
{
    private const string NoDay = "31-02-2026";

    public static IReadOnlyList<Form> All(PagesWorld w)
    {
        Form Rei(string route, Who who, string? id, params (string Name, string Value)[] typed) => new("Reintegration", route, who, route.Replace("{id:guid}", id, StringComparison.Ordinal), "", Of(typed));
        Form Med(string route, Who who, string path, string handler, params (string Name, string Value)[] typed) => new("Medical", route, who, path, handler, Of(typed));
        Form Ide(string route, Who who, string handler, params (string Name, string Value)[] typed) => new("Identity", route, who, route, handler, Of(typed));
        var (sick, employer) = (w.Cases[PagesWorld.LongName].ToString(), w.World.EmployerId.ToString());
        return
        [
            Rei("/employees/{id:guid}/report-sick", Who.Employer, w.Employees["Jacobs"].ToString(), ("Input.FirstDay", NoDay), ("Input.Phone", "06 huis"), ("Input.Street", "Dorpsstraat"), ("Input.City", "Deventer")),
            Rei("/cases/{id:guid}/correct", Who.Employer, sick, ("Input.FirstDay", NoDay), ("Input.Phone", "06 huis")),
            Rei("/cases/{id:guid}/recovery", Who.Employer, sick, ("Input.Hours", "veel"), ("Input.Since", NoDay)) with { Chosen = Of([("Input.Kind", "Partial")]) },
            Rei("/cases/{id:guid}/ask", Who.CaseManager, sick, ("Input.WantedBy", NoDay)),
            Rei("/cases/{id:guid}/expert", Who.CaseManager, w.Cases[PagesWorld.Arabic].ToString(), ("Input.From", NoDay), ("Input.Until", "32-01-2027")),
            Rei("/employees/{id:guid}/invite", Who.Employer, w.Employees[PagesWorld.LongName].ToString(), ("Input.Name", "Q. Iemand"), ("Input.Email", "nergens")),
            Rei("/employees/{id:guid}/substitute", Who.Employer, w.Employees["Hendriks"].ToString(), ("Input.From", NoDay), ("Input.Until", "32-01-2027")),
            Rei("/employers", Who.Administrator, null, ("Name", "")),
            Rei("/employers/{id:guid}/assign", Who.Administrator, employer, ("Input.From", NoDay), ("Input.Until", "32-01-2027")),
            Rei("/employers/{id:guid}/invite", Who.Administrator, employer, ("Input.Name", "Q. Iemand"), ("Input.Email", "nergens")),
            Rei("/service/invite", Who.Administrator, null, ("Input.Name", "Q. Iemand"), ("Input.Email", "nergens")),
            Rei("/service/audits", Who.Administrator, null, ("Input.Purpose", ""), ("Input.From", NoDay), ("Input.Until", "32-01-2027")) with { Button = "button.p" },
            new Form("Reintegration", "/my/representatives/{employment:guid}", Who.Employee, $"/my/representatives/{w.World.EmployeeId}", "", Of([("Input.Name", "Q. Iemand"), ("Input.Email", "nergens"), ("Until", NoDay)])) with { Button = "button.p" },
            Rei("/founding", Who.Stranger, null, ("Code", "FOUT")),
            Med("/files/{id:guid}", Who.Doctor, w.File, "", ("Input.Reason", "Qwertz"), ("Input.Findings", "Asdfgh"), ("Input.Day", NoDay)) with { Chosen = Of([("Input.Verdict", "Fit")]), Button = "#sign" },
            Med("/requests/{id:guid}/plan", Who.Doctor, w.Plan, "", ("Day", NoDay), ("Time", "25:99")),
            Med("/desk", Who.Clerk, "/desk", "", ("Surname", "Vries"), ("BirthDate", NoDay)),
            Med("/files/{id:guid}/desk/{contact:guid}", Who.Doctor, w.Contact, "Ask", ("Words", "Asdfgh")),
            Med("/files/{id:guid}/desk/{contact:guid}", Who.Doctor, w.Contact, "Contact", ("Email", "geen adres"), ("Phone", "abc")),
            Med("/files/{id:guid}/desk/{contact:guid}", Who.Doctor, w.Contact, "Code", ("AccountNumber", "ZZZZ ZZZZ"), ("Address", "Asdfgh 1")),
            Med("/files/{id:guid}/desk/{contact:guid}", Who.Doctor, w.Contact, "Object", ("Objection", "")),
            Med("/people", Who.Doctor, "/people", "Invite", ("Name", "Q. Iemand"), ("Email", "nergens"), ("Big", "123")),
            Med("/appointments", Who.Doctor, "/appointments", "Propose", ("EmployerNumber", "123"), ("EmployerName", "Qwertz")),
            Med("/deputies", Who.Doctor, "/deputies", "", ("From", NoDay), ("Until", "32-01-2027")),
            Med("/people", Who.Doctor, "/people", "Statement", ("Version", "2026-1"), ("SignedOn", NoDay), ("InstructedOn", "32-01-2027")),
            Med("/files/{id:guid}", Who.Support, w.LongFile, "Prepare", ("Input.Day", NoDay)) with { Chosen = Of([("Input.Verdict", "Fit")]) },
            Med("/files/{id:guid}/tasks", Who.Doctor, w.LongFile + "/tasks", "", ("Description", "Asdfgh"), ("From", NoDay), ("Until", "32-01-2027")),
            Med("/files/{id:guid}/tasks/{task:guid}", Who.Support, w.Task, "", ("Input.Reason", "Qwertz"), ("Input.Findings", "")),
            Med("/my", Who.Employee, "/my", "Ask", ("Question", "Asdfgh")),
            Med("/my/{file:guid}/contact", Who.Employee, $"/my/{w.File.Split('/')[2]}/contact", "", ("Email", "nergens"), ("Phone", "06 huis")),
            Med("/my", Who.Employee, "/my", "Object", ("Objection", "")),
            Med("/founding", Who.Stranger, "/founding", "", ("Code", "FOUT"), ("Name", "Q. Iemand"), ("Big", "123")),
            Med("/activate", Who.Stranger, "/activate?app=true", "", ("Code", "FOUT"), ("AppCode", "12")),
            Ide("/accounts", Who.Administrator, "", ("Name", "Q. Iemand"), ("Email", "nergens")) with { Button = "button.p" },
            Ide("/factors/code", Who.Administrator, "", ("Code", "12")),
            Ide("/factors/password", Who.Administrator, "", ("Password", "kort"), ("Confirm", "korter")),
            Ide("/sign-in", Who.Nobody, "", ("Email", "niemand@proef.invalid"), ("Password", "vergeten")) with { Button = "button:not([type=button])" },
            new("Identity", "/invitation", Who.Nobody, new Uri(w.Invitation.Link).AbsolutePath, "Code", Of([("Code", "geen code")])),
        ];
    }

    /// <summary>Forms with a field to type in that are tried elsewhere, and why.</summary>
    public static readonly IReadOnlyDictionary<string, string> Elsewhere = new Dictionary<string, string>
    {
        ["Reintegration /employees "] = "a search: anything is taken",
        ["Reintegration /employers/{id:guid} SignIn"] = "choices only",
        ["Reintegration /import "] = "a file, which a browser does not give back",
        ["Reintegration /cases/{id:guid}/withdraw "] = "one tick",
        ["Medical /files/{id:guid}/desk "] = "choices only",
        ["Medical /files/{id:guid}/conflicts "] = "choices only",
        ["Medical /files/{id:guid} Review"] = "a remark that need not be there: anything is taken",
        ["Medical /people Renew"] = "in a closed part of the page; OwnDoorTests of Medical: refused, what was typed stays",
        ["Identity /secrecy "] = "one tick; SecrecyTests of Identity: not before a newer version counts",
        ["Identity /factors/passkey "] = "made by the browser's passkey, in the journey of the main job",
    };

    private static Dictionary<string, string> Of((string Name, string Value)[] pairs) => pairs.ToDictionary(x => x.Name, x => x.Value);
}
