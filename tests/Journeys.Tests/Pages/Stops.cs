namespace ArboDossier.Journeys.Tests.Pages;

/// <summary>A page in one state as one person sees it.</summary>
/// <param name="Program">Program.</param>
/// <param name="Route">As it stands in the program's matrix; empty for pages that are not in it.</param>
/// <param name="Who">Who looks.</param>
/// <param name="Path">Where.</param>
/// <param name="State">What is special about it.</param>
/// <param name="Status">The answer.</param>
public sealed record Stop(string Program, string Route, Who Who, string Path, string State = "filled", int Status = 200)
{
    public override string ToString() => $"{Program} {(Route.Length > 0 ? Route : Path)} ({State}) as {Who}";
}

/// <summary>Every page of the three programs, with the people and the states in which it is looked at.</summary>
public static class Stops
{
    /// <summary>Ways in of a matrix that are no page: programs ask there, or it is a file.</summary>
    public static readonly IReadOnlySet<string> NoPages = new HashSet<string>
    {
        "/api/import/{id:guid}", "/import/{id:guid}/progress", "/exchange/revocations", "/connect/userinfo", "/cases/{id:guid}/outcome/{version:int}", "/door?handler=State",
    };

    public static IReadOnlyList<Stop> All(PagesWorld w) => [.. Reintegration(w), .. Medical(w), .. Identity(w)];

    private static IEnumerable<Stop> Reintegration(PagesWorld w)
    {
        Stop At(string route, Who who, string state = "filled", string? id = null, int status = 200) => new("Reintegration", route, who, route.Replace("{id:guid}", id, StringComparison.Ordinal), state, status);
        string Case(string surname) => w.Cases[surname].ToString();
        string Employee(string surname) => w.Employees[surname].ToString();
        var employer = w.World.EmployerId.ToString();
        return
        [
            At("/", Who.Employer), At("/", Who.EmployerWithoutCases, "empty"), At("/", Who.LineManager), At("/", Who.CaseManager), At("/", Who.CaseManagerWithoutCases, "empty"), At("/", Who.LabourExpert), At("/", Who.QualityAuditor), At("/", Who.Administrator), At("/", Who.Stranger, "no role"),
            At("/access", Who.Administrator),
            At("/calls", Who.Employer), At("/calls", Who.EmployerWithoutCases, "empty"),
            At("/cases/{id:guid}", Who.CaseManager, id: Case("Vries")), At("/cases/{id:guid}", Who.Employer, "long names", Case(PagesWorld.LongName)), At("/cases/{id:guid}", Who.LineManager, "right to left", Case(PagesWorld.Arabic)),
            At("/cases/{id:guid}", Who.Employer, "after a year, right to left", Case(PagesWorld.Hebrew)), At("/cases/{id:guid}", Who.Employer, "recovered", Case("Jacobs")), At("/cases/{id:guid}", Who.Employer, "withdrawn", Case("Peters")),
            At("/cases/{id:guid}", Who.Employer, "partly at work", Case("Yıldız")), At("/cases/{id:guid}", Who.Employer, "not found", Guid.NewGuid().ToString(), 404),
            At("/cases/{id:guid}", Who.LabourExpert, "long names, appointed", Case(PagesWorld.LongName)), At("/cases/{id:guid}/expert", Who.Employer, "long names", Case(PagesWorld.LongName)), At("/cases/{id:guid}/expert", Who.CaseManager, "empty", Case(PagesWorld.Arabic)),
            At("/cases/{id:guid}/expert", Who.Employer, "recovered", Case("Jacobs")), At("/cases/{id:guid}", Who.QualityAuditor, "long names, audit", Case(PagesWorld.LongName)),
            At("/service/audits", Who.Administrator), new("Reintegration", "/my/log/{employment:guid}", Who.Employee, $"/my/log/{w.World.EmployeeId}"),
            At("/cases/{id:guid}/ask", Who.CaseManager, id: Case(PagesWorld.LongName)), At("/cases/{id:guid}/correct", Who.Employer, id: Case(PagesWorld.LongName)), At("/cases/{id:guid}/recovery", Who.Employer, id: Case(PagesWorld.LongName)),
            At("/cases/{id:guid}/recovery", Who.Employee, "own", Case("Vries")), At("/cases/{id:guid}/withdraw", Who.Employer, id: Case(PagesWorld.LongName)),
            At("/employees", Who.Employer), At("/employees", Who.EmployerWithoutCases), At("/employees", Who.LineManager), At("/employees/{id:guid}", Who.Employer, "long names", Employee(PagesWorld.LongName)),
            At("/employees/{id:guid}", Who.LineManager, "right to left", Employee(PagesWorld.Hebrew)), At("/employees/{id:guid}/called", Who.Employer, id: Employee(PagesWorld.LongName)), At("/employees/{id:guid}/invite", Who.Employer, id: Employee(PagesWorld.LongName)), At("/employees/{id:guid}/report-sick", Who.Employer, id: Employee("Jacobs")),
            At("/employees/{id:guid}/report-sick", Who.Employer, "sick already", Employee(PagesWorld.LongName)), At("/employees/{id:guid}/substitute", Who.Employer, id: Employee("Hendriks")),
            At("/employers", Who.Administrator), At("/employers/{id:guid}", Who.Administrator, id: employer), At("/employers/{id:guid}/assign", Who.Administrator, id: employer), At("/employers/{id:guid}", Who.Administrator, "a provider of its own", w.EmployerThrough.ToString()), At("/employers/{id:guid}/invite", Who.Administrator, "a provider of its own", w.EmployerThrough.ToString()), At("/employers/{id:guid}/invite", Who.Administrator, id: employer),
            At("/founding", Who.Stranger), At("/import", Who.Employer), At("/import", Who.EmployerWithoutCases), At("/import/keys", Who.Employer),
            new("Reintegration", "/import/{id:guid}", Who.EmployerWithoutCases, w.Preview, "preview with refused lines"), new("Reintegration", "/import/{id:guid}", Who.Employer, w.Imported, "imported"),
            At("/my", Who.Employee), At("/my", Who.LineManager, "empty"), At("/my", Who.Representative, "in another's place"), new("Reintegration", "/my/representatives/{employment:guid}", Who.Employee, $"/my/representatives/{w.World.EmployeeId}", "long names"),
            At("/cases/{id:guid}/recovery", Who.Representative, "beyond the authorisation", Case("Vries"), 403), At("/my/correction/{id:guid}", Who.Employee, id: Case("Vries")), At("/privacy", Who.Employee), At("/service", Who.Administrator), At("/service/invite", Who.Administrator),
            new("Reintegration", "", Who.Nobody, "/sign-in/vandam", "an employer's own provider"), new("Reintegration", "", Who.Nobody, "/sign-in/vandam?left=true", "signed out"), new("Reintegration", "", Who.Nobody, "/sign-in/vandam?notVouched=true", "refused there"),
        ];
    }

    private static IEnumerable<Stop> Medical(PagesWorld w)
    {
        Stop At(string route, Who who, string? path = null, string state = "filled", int status = 200) => new("Medical", route, who, path ?? route, state, status);
        return
        [
            At("/", Who.Doctor), At("/Index", Who.Clerk), At("/access", Who.Doctor), At("/calls", Who.Doctor), At("/calls", Who.DoctorWithoutRelation, state: "another's"), At("/activate", Who.Stranger), At("/activate", Who.Employee, "/activate?anew=true", "another way in"), At("/activate", Who.Stranger, "/activate?app=true", "with an app"),
            At("/desk", Who.Clerk), At("/door", Who.AtTheDoor), At("/enrol", Who.Arriving), At("/files/{file:guid}/outcomes/{id:guid}/sign", Who.Doctor, w.Signing, "long names"),
            At("/files/{id:guid}", Who.Doctor, w.File), At("/files/{id:guid}", Who.Doctor, w.LongFile, "long names"), At("/files/{id:guid}", Who.DoctorWithoutRelation, w.File, "a reason is asked"), At("/files/{id:guid}", Who.Doctor, $"/files/{Guid.NewGuid()}", "not found", 404),
            At("/files/{id:guid}/desk", Who.Doctor, w.LongFile + "/desk", "long names"), At("/files/{id:guid}/desk/{contact:guid}", Who.Doctor, w.Contact), At("/founding", Who.Stranger), At("/my", Who.Employee),
            At("/my/{file:guid}/contact", Who.Employee, $"/my/{w.File.Split('/')[2]}/contact"), At("/my/{file:guid}/log", Who.Employee, $"/my/{w.File.Split('/')[2]}/log"), At("/my/{file:guid}/who", Who.Employee, $"/my/{w.File.Split('/')[2]}/who"), At("/files/{id:guid}/who", Who.Doctor, w.File + "/who"), At("/door/own", Who.Doctor), At("/people", Who.Doctor), At("/appointments", Who.Doctor), At("/privacy", Who.Employee), At("/requests/{id:guid}/plan", Who.Doctor, w.Plan, "right to left"), At("/roster", Who.Doctor), At("/recovery", Who.Doctor), At("/deputies", Who.Doctor), At("/openings", Who.Doctor), At("/files/{id:guid}/conflicts", Who.Doctor, w.LongFile + "/conflicts", "long names"),
            At("/files/{id:guid}", Who.Support, w.LongFile, "by a task, long names"), At("/files/{id:guid}/tasks", Who.Doctor, w.LongFile + "/tasks", "long names"), At("/files/{id:guid}/tasks/{task:guid}", Who.Support, w.Task, "long names"),
            At("/work", Who.Support), At("/work", Who.Doctor), At("/work", Who.Clerk), At("/work", Who.DoctorWithoutRelation),
        ];
    }

    private static IEnumerable<Stop> Identity(PagesWorld w)
    {
        Stop At(string route, Who who, string? path = null, string state = "filled", int status = 200) => new("Identity", route, who, path ?? route, state, status);
        return
        [
            At("/", Who.Administrator), At("/", Who.Employee), At("/access", Who.Administrator), At("/accounts", Who.Administrator), At("/factors/code", Who.Administrator), At("/factors/passkey", Who.Administrator), At("/factors/password", Who.Administrator), At("/factors/recovery", Who.Administrator), At("/secrecy", Who.Administrator), At("/secrecy", Who.Employee, state: "not of the service", status: 404),
            At("", Who.Nobody, "/sign-in", "not signed in"), At("", Who.Nobody, "/founding", "founded already", 404), At("", Who.Nobody, new Uri(w.Invitation.Link).AbsolutePath, "an invitation"), At("", Who.Nobody, "/signed-out", "signed out"),
            At("", Who.Employee, new Uri(w.OtherInvitation.Link).AbsolutePath, "an invitation for who is signed in"), At("", Who.Employee, "/sign-out", "signing out"), At("", Who.Employee, "/nowhere", "not found", 404),
        ];
    }
}
