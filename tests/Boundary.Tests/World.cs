using System.Globalization;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Boundary.Tests;

/// <summary>
/// A small service in the three real programs, made as anybody makes one: an administrator, two founding doctors and their roster, two employers with
/// people, a case manager for each, a clerk with a statement and one without, an employee with an account.
/// </summary>
public sealed class World : IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);

    private World(Programs programs) => Programs = programs;

    public Programs Programs { get; }

    public DateOnly Today { get; } = ServiceSteps.Today;

    public Person Administrator { get; private set; } = null!;

    public Person Doctor { get; private set; } = null!;

    public Person SecondDoctor { get; private set; } = null!;

    public Person Employer { get; private set; } = null!;

    public Person OtherEmployer { get; private set; } = null!;

    public Person CaseManager { get; private set; } = null!;

    public Person OtherCaseManager { get; private set; } = null!;

    public Person Clerk { get; private set; } = null!;

    public Person ClerkWithout { get; private set; } = null!;

    public Person Employee { get; private set; } = null!;

    public Guid EmployerId { get; private set; }

    public Guid EmployeeId { get; private set; }

    /// <summary>The employee's name as it stands on every screen.</summary>
    public const string EmployeeName = "Marieke de Vries";

    public static async Task<World> StartAsync(string engine = "sqlite", bool separate = false, string? telemetry = null, int copies = 1, string[]? custody = null, string? server = null, bool disks = false, bool clocks = false, Func<Programs, Task<string[]>>? medical = null, Func<Programs, Task<string[]>>? reintegration = null)
    {
        var world = new World(await Programs.StartAsync(engine, separate, telemetry: telemetry, copies: copies, custody: custody, server: server, disks: disks, clocks: clocks, medical: medical, reintegration: reintegration));
        await world.FoundAsync();
        await world.EmployersAsync();
        await world.TeamAsync();
        return world;
    }

    /// <summary>A new case of the employee with a planned consultation, up to the opened file.</summary>
    public async Task<(Guid Case, Page File)> OpenedFileAsync(string employee = EmployeeName, Guid? employeeId = null)
    {
        var @case = await ReintegrationSteps.ReportSickAsync(Employer, employeeId ?? EmployeeId, Today, late: false);
        await ReintegrationSteps.AskAsync(CaseManager, @case, Today.AddDays(7));
        await UntilAsync(() => MedicalSteps.PlanAsync(Doctor, employee));
        return (@case, await MedicalSteps.OpenFileAsync(Doctor, employee));
    }

    /// <summary>Does it when nobody else who asks for a turn is at it.</summary>
    public async Task<bool> OneAtATimeAsync(Func<Task<bool>> act)
    {
        await turn.WaitAsync();
        try
        {
            return await act();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Tries until it is so, for half a minute: what crosses between the programs takes its time.</summary>
    public static Task UntilAsync(Func<Task<bool>> isSo) => ServiceSteps.UntilAsync(isSo);

    public async ValueTask DisposeAsync()
    {
        foreach (var person in new[] { Administrator, Doctor, SecondDoctor, Employer, OtherEmployer, CaseManager, OtherCaseManager, Clerk, ClerkWithout, Employee })
        {
            person?.Dispose();
        }

        turn.Dispose();
        await Programs.DisposeAsync();
    }

    private Person New(string name, string key) => new(name, $"{key}@proef.invalid", Programs.At);

    private async Task FoundAsync()
    {
        Administrator = New("Karin Mulder", "karin");
        Doctor = New("S. Bakker", "bakker");
        SecondDoctor = New("T. Willems", "willems");
        await ServiceSteps.FoundAsync(Administrator, [Doctor, SecondDoctor], Programs.Codes[Programs.Identity][0], Programs.Codes[Programs.Medical]);
    }

    private async Task EmployersAsync()
    {
        Employer = New("Lotte van Rijn", "lotte");
        OtherEmployer = New("Hanna Scholten", "hanna");
        CaseManager = New("R. Özdemir", "ozdemir");
        OtherCaseManager = New("L. Postma", "postma");
        foreach (var (name, hr, manager) in new[] { ("Van Dam Logistiek B.V.", Employer, CaseManager), ("Zorggroep De Linde", OtherEmployer, OtherCaseManager) })
        {
            var id = await ServiceSteps.AddEmployerAsync(Administrator, name, hr, manager, Csv(hr == Employer ? "VD" : "ZL"));
            EmployerId = hr == Employer ? id : EmployerId;
        }

        EmployeeId = await ReintegrationSteps.FindEmployeeAsync(Employer, EmployeeName);
        Employee = New(EmployeeName, "marieke");
        await Employee.AcceptAsync(await ReintegrationSteps.InviteAsync(Employer, $"/employees/{EmployeeId}/invite", EmployeeName, Employee.Email));
        await MedicalSteps.AppointAsync(Doctor, SecondDoctor, Doctor.Name, EmployerId.ToString("N"), "Van Dam Logistiek B.V.");
    }

    private async Task TeamAsync()
    {
        Clerk = New("J. Vermeulen", "vermeulen");
        ClerkWithout = New("P. Smit", "smit");
        foreach (var clerk in new[] { Clerk, ClerkWithout })
        {
            await clerk.AcceptAsync(await MedicalSteps.InviteAsync(Doctor, "DerivedSecrecyStaff", clerk.Name, clerk.Email, ""));
        }

        await MedicalSteps.RecordStatementAsync(Doctor, Clerk.Name, Today);
        await MedicalSteps.ConfirmAsync(Doctor, Clerk.Name, await MedicalSteps.EnrolAsync(Clerk));
    }

    /// <summary>An export of so many more employees of the first employer: "Werknemer Nummer0001" and on.</summary>
    public static string Workforce(int count) => Csv("EX", [.. Enumerable.Range(1, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"W.;Werknemer;;Nummer{i:D4}"))]);

    private static string Csv(string prefix, params IReadOnlyList<string> people)
    {
        people = people.Count > 0 ? people : ["M.;Marieke;de;Vries", "B.;Bram;;Jacobs", "F.;Fons;;Peters", "P.;Pieter;;Hendriks", "A.;Aisha;;Yıldız"];
        return "Personeelsnummer;Voorletters;Roepnaam;Tussenvoegsel;Achternaam;Geboortedatum;E-mail;Telefoon;Afdeling;Functie;Uren per week;In dienst\r\n"
            + string.Concat(people.Select((x, i) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{i + 1};{x};0{i % 9 + 1}-05-1984;{prefix}{i + 1}@werk.invalid;061234567{i % 10};Expeditie;Planner;36;01-02-2019\r\n")));
    }
}
