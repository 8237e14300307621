using System.Globalization;
using ArboDossier.Boundary.Tests;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using Microsoft.Playwright;

namespace ArboDossier.Journeys.Tests.Pages;

/// <summary>Everybody who sees a page, by what he is there.</summary>
public enum Who
{
    Nobody,
    Administrator,
    Employer,
    EmployerWithoutCases,
    LineManager,
    CaseManager,
    CaseManagerWithoutCases,
    LabourExpert,
    QualityAuditor,
    Representative,
    Employee,
    Doctor,
    DoctorWithoutRelation,
    Arriving,
    Clerk,
    Support,
    AtTheDoor,
    Stranger,
}

/// <summary>One service for all that is looked at.</summary>
[CollectionDefinition(nameof(PagesWorld))]
#pragma warning disable CA1711 // xunit's word for it.
public sealed class PagesCollection : ICollectionFixture<PagesWorld>;
#pragma warning restore CA1711

/// <summary>
/// A service in which every page has something to show: cases at every stage, an employee who has to read, a doctor who has to sign, names of seventy
/// letters without a blank, and names that are written from right to left.
/// </summary>
#pragma warning disable CA1001 // xunit ends it through IAsyncLifetime.
public sealed class PagesWorld : IAsyncLifetime
#pragma warning restore CA1001
{
    public const string LongName = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaft";
    public const string Arabic = "الحسيني";
    public const string Hebrew = "בן־דוד";
    private readonly List<Person> _made = [];

    public World World { get; private set; } = null!;

    public Chromium Chromium { get; private set; } = null!;

    public Addresses At => World.Programs.At;

    public IReadOnlyDictionary<Who, Person> People { get; private set; } = null!;

    /// <summary>Employments, by surname.</summary>
    public Dictionary<string, Guid> Employees { get; } = [];

    /// <summary>Cases, by surname.</summary>
    public Dictionary<string, Guid> Cases { get; } = [];

    /// <summary>Addresses on the medical side that only came about on the way.</summary>
    public string File { get; private set; } = "";

    public string LongFile { get; private set; } = "";

    public string Signing { get; private set; } = "";

    public string Contact { get; private set; } = "";

    public string Plan { get; private set; } = "";

    public string Task { get; private set; } = "";

    public string Preview { get; private set; } = "";

    public string Imported { get; private set; } = "";

    /// <summary>An employer whose people sign in at a provider of their own.</summary>
    public Guid EmployerThrough { get; private set; }

    /// <summary>Links of people who did not come yet.</summary>
    public Invited Invitation { get; private set; } = new("", "");

    public Invited OtherInvitation { get; private set; } = new("", "");

    public async Task InitializeAsync()
    {
        World = await World.StartAsync(reintegration: _ => System.Threading.Tasks.Task.FromResult<string[]>(["--EmployerSignIn:vandam:Authority=http://127.0.0.1:1", "--EmployerSignIn:vandam:ClientId=verzuim", $"--EmployerSignIn:vandam:Name={LongName}"]));
        var (manager, arriving, support) = (New("Pieter Hendriks", "hendriks"), New("A. Komend", "komend"), New("O. Steun", "steun"));
        await TeamAsync(manager);
        await CasesAsync();
        await MedicalAsync(arriving);
        var (expert, auditor) = (New("T. Kundig", "kundig"), New("A. Keur", "keur"));
        await ExpertAsync(expert);
        await AuditorAsync(auditor);
        var representative = New(LongName, "achtigde");
        await representative.AcceptAsync(await ReintegrationSteps.AuthoriseAsync(World.Employee, World.EmployeeId, representative.Name, representative.Email, World.Today.AddDays(60)));
        await TaskAsync(support);
        await AdministrationAsync();
        People = new Dictionary<Who, Person>
        {
            [Who.Nobody] = New("", "niemand"),
            [Who.Administrator] = World.Administrator,
            [Who.Employer] = World.Employer,
            [Who.EmployerWithoutCases] = World.OtherEmployer,
            [Who.LineManager] = manager,
            [Who.CaseManager] = World.CaseManager,
            [Who.CaseManagerWithoutCases] = World.OtherCaseManager,
            [Who.LabourExpert] = expert,
            [Who.QualityAuditor] = auditor,
            [Who.Representative] = representative,
            [Who.Employee] = World.Employee,
            [Who.Doctor] = World.Doctor,
            [Who.DoctorWithoutRelation] = World.SecondDoctor,
            [Who.Arriving] = arriving,
            [Who.Clerk] = World.Clerk,
            [Who.Support] = support,
            [Who.AtTheDoor] = World.Employee,
            [Who.Stranger] = World.ClerkWithout,
        };
        foreach (var (who, person) in People.Where(x => x.Key != Who.Nobody))
        {
            foreach (var address in (string[])[$"{At.Reintegration}/", $"{At.Medical}/", $"{At.Identity}/"])
            {
                await person.OpenAsync(address);
            }
        }

        Chromium = await Chromium.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (Chromium is not null)
        {
            await Chromium.DisposeAsync();
        }

        _made.ForEach(x => x.Dispose());
        await World.DisposeAsync();
    }

    /// <summary>A window in which that person is signed in everywhere, the medical door open where he has one, and holds his passkeys.</summary>
    public async Task<Window> WindowOfAsync(Who who, int width = 1440, bool scripts = true)
    {
        var window = await Chromium.OpenAsync(width, scripts);
        var person = People[who];
        // At the door: signed in, and nothing of the medical side yet.
        foreach (var origin in who == Who.AtTheDoor ? (string[])[At.Identity] : [At.Identity, At.Reintegration, At.Medical])
        {
            await window.Page.Context.AddCookiesAsync(person.Browser.CookiesOf(new Uri(origin).Host)
                .Select(x => new Cookie { Name = x.Key, Value = x.Value, Url = origin.Replace("http:", "https:", StringComparison.Ordinal), Secure = true }));
        }

        if (scripts && person.Passkeys.Count > 0)
        {
            await window.HoldAsync(person);
        }

        return window;
    }

    /// <summary>Where a program answers.</summary>
    public string Origin(string program) => program switch
    {
        "Identity" => At.Identity,
        "Reintegration" => At.Reintegration,
        _ => At.Medical,
    };

    private Person New(string name, string key)
    {
        var person = new Person(name, $"{key}@proef.invalid", At);
        _made.Add(person);
        return person;
    }

    private async Task TeamAsync(Person manager)
    {
        string[] rows =
        [
            "VD1;M.;Marieke;de;Vries;01-05-1984;VD1@werk.invalid;0612345670;Expeditie;Planner;36;01-02-2019;VD4",
            $"LN1;W.;{LongName[..40]};;{LongName};01-05-1984;ln1@werk.invalid;0612345671;{LongName};{LongName};36;01-02-2019;VD4",
            $"AR1;N.;نورالدين;;{Arabic};01-05-1984;ar1@werk.invalid;0612345672;Expeditie;Planner;24;01-02-2019;VD4",
            $"HE1;M.;מרים;;{Hebrew};01-05-1984;he1@werk.invalid;0612345673;Expeditie;Planner;36;01-02-2019;VD4",
        ];
        const string Columns = "Personeelsnummer;Voorletters;Roepnaam;Tussenvoegsel;Achternaam;Geboortedatum;E-mail;Telefoon;Afdeling;Functie;Uren per week;In dienst;Leidinggevende\r\n";
        await ImportSteps.ImportAsync(World.Employer, Columns + string.Concat(rows.Select(x => x + "\r\n")));
        var employees = await World.Employer.OpenAsync($"{At.Reintegration}/employees");
        foreach (var link in employees.Document.QuerySelectorAll("td a[href^='/employees/']"))
        {
            Employees[link.TextContent.Split(' ')[^1]] = Guid.Parse(link.GetAttribute("href")!["/employees/".Length..]);
        }

        await manager.AcceptAsync(await ReintegrationSteps.InviteAsync(World.Employer, $"/employees/{Employees["Hendriks"]}/invite", manager.Name, manager.Email, lineManager: true));
        Imported = (await World.Employer.OpenAsync($"{At.Reintegration}/import")).Document.QuerySelector("td a[href^='/import/']")!.GetAttribute("href")!;
        var wrong = string.Create(CultureInfo.InvariantCulture, $"{Columns}Z9;Q.;{LongName[..30]};;{LongName};01-05-1984;z9@werk.invalid;0612345670;Thuiszorg;Planner;36;01-02-2019;\r\nZ8;Q.;Quinta;;Zomer;31-02-1984;z8@werk.invalid;;;;36;01-02-2019;\r\n");
        Preview = (await ImportSteps.UploadAsync(World.OtherEmployer, System.Text.Encoding.UTF8.GetBytes(wrong.Replace("Afdeling", "Reden", StringComparison.Ordinal)))).Address.AbsolutePath;
    }

    private async Task CasesAsync()
    {
        foreach (var (surname, days) in ((string, int)[])[(LongName, 40), (Arabic, 3), (Hebrew, 400), ("Jacobs", 20), ("Peters", 1), ("Yıldız", 60)])
        {
            Cases[surname] = await ReintegrationSteps.ReportSickAsync(World.Employer, Employees[surname], World.Today.AddDays(-days), late: days > 1);
        }

        await ReintegrationSteps.RecoverAsync(World.Employer, Cases["Jacobs"], World.Today.AddDays(-2));
        await ReintegrationSteps.WithdrawAsync(World.Employer, Cases["Peters"]);
        await ReintegrationSteps.RecoverAsync(World.Employer, Cases["Yıldız"], World.Today.AddDays(-10), hours: 16);
        await ReintegrationSteps.AskAsync(World.CaseManager, Cases[LongName], World.Today.AddDays(3));
        await ReintegrationSteps.AskAsync(World.CaseManager, Cases[Arabic], World.Today.AddDays(9));
    }

    private async Task ExpertAsync(Person expert)
    {
        await expert.AcceptAsync(await ReintegrationSteps.InviteAsync(World.Administrator, "/service/invite", expert.Name, expert.Email, role: "LabourExpert"));
        foreach (var surname in (string[])[LongName, "Vries"])
        {
            await ReintegrationSteps.AppointAsync(World.Employer, Cases[surname], expert.Name, World.Today.AddDays(60));
        }
    }

    private async Task AuditorAsync(Person auditor)
    {
        await auditor.AcceptAsync(await ReintegrationSteps.InviteAsync(World.Administrator, "/service/invite", auditor.Name, auditor.Email, role: "QualityAuditor"));
        await ReintegrationSteps.AuditAsync(World.Administrator, auditor.Name, World.EmployerId, $"{LongName} {Arabic}", World.Today.AddDays(60));
    }

    private async Task MedicalAsync(Person arriving)
    {
        var doctor = World.Doctor;
        var (@case, file) = await World.OpenedFileAsync();
        (Cases["Vries"], File) = (@case, file.Address.AbsolutePath);
        var text = new Dictionary<string, string> { ["Input.Reason"] = "Qwertz", ["Input.Findings"] = "Asdfgh zxcvb.", ["Input.CasCode"] = "L122", ["Input.Plan"] = "Poiuy." };
        await MedicalSteps.SignAsync(doctor, await MedicalSteps.RecordAsync(doctor, file, text, "Unfit", World.Today, readTogether: true));
        await MedicalSteps.ActivateAsync(doctor, file, World.Employee);
        await MedicalSteps.RecordAsync(doctor, await doctor.OpenAsync(At.Medical + File), text, "Fit", World.Today.AddDays(7), readTogether: false);

        await World.UntilAsync(() => MedicalSteps.PlanAsync(doctor, LongName));
        var longFile = (await doctor.OpenAsync($"{At.Medical}/work")).Document.QuerySelectorAll("a[href^='/files/']").First(x => x.TextContent.Contains(LongName, StringComparison.Ordinal));
        LongFile = longFile.GetAttribute("href")!.Split('#')[0];
        Signing = (await MedicalSteps.RecordAsync(doctor, await doctor.OpenAsync(At.Medical + LongFile), text, "Unfit", World.Today, readTogether: true)).Address.AbsolutePath;
        Contact = (await MedicalSteps.IdentifyAsync(doctor, File, "Telephone")).Address.AbsolutePath;
        await World.UntilAsync(async () =>
        {
            var link = (await doctor.OpenAsync($"{At.Medical}/work")).Document.QuerySelectorAll("a[href^='/requests/']").FirstOrDefault(x => x.TextContent.Contains(Arabic, StringComparison.Ordinal));
            Plan = link?.GetAttribute("href") ?? "";
            return Plan.Length > 0;
        });
        await arriving.AcceptAsync(await MedicalSteps.InviteAsync(doctor, "CompanyDoctor", arriving.Name, arriving.Email, "39012345601"));
        await MedicalSteps.AppointAsync(doctor, World.SecondDoctor, World.SecondDoctor.Name, World.EmployerId.ToString("N"), "Van Dam Logistiek B.V.");
        await World.UntilAsync(async () => await ReintegrationSteps.JudgementAsync(World.CaseManager, @case) is not null);
    }

    /// <summary>Practice support with a task in a file, under which something waits for the doctor's review.</summary>
    private async Task TaskAsync(Person support)
    {
        var doctor = World.Doctor;
        await support.AcceptAsync(await MedicalSteps.InviteAsync(doctor, "PracticeSupport", support.Name, support.Email, ""));
        await MedicalSteps.RecordStatementAsync(doctor, support.Name, World.Today);
        await MedicalSteps.ConfirmAsync(doctor, support.Name, await MedicalSteps.EnrolAsync(support));
        await MedicalSteps.GiveTaskAsync(doctor, At.Medical + LongFile, support.Name, "History", "Asdfgh zxcvb.", World.Today, World.Today.AddDays(41));
        var file = await MedicalSteps.RecordUnderTaskAsync(support, await support.OpenAsync(At.Medical + LongFile), "Asdfgh zxcvb.");
        Task = file.Document.QuerySelector("#tasks a[href*='/tasks/']")!.GetAttribute("href")!;
    }

    private async Task AdministrationAsync()
    {
        var id = await ReintegrationSteps.AddEmployerAsync(World.Administrator, $"{LongName} {Hebrew}");
        OtherInvitation = await ReintegrationSteps.InviteAsync(World.Administrator, $"/employers/{id}/invite", $"{Arabic} {LongName[..40]}", "wacht@proef.invalid");
        await ReintegrationSteps.SignInAtAsync(World.Administrator, id, "vandam");
        EmployerThrough = id;
        Invitation = await ReintegrationSteps.InviteAsync(World.Administrator, "/service/invite", LongName, "wacht2@proef.invalid");
    }
}
