using System.Security.Cryptography.X509Certificates;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Deploy.Tests;

/// <summary>A small service in the programs that were installed as the README says, founded over TLS by people with browsers and passkeys.</summary>
internal sealed class DeployedService : IDisposable
{
    public const string Domain = "arbodienst.example";
    private static readonly Addresses At = new($"https://inloggen.{Domain}", $"https://reintegratie.{Domain}", $"https://medisch.{Domain}");
    private readonly EmptyMachine _machine;
    private readonly X509Certificate2 _authority;

    private DeployedService(EmptyMachine machine)
    {
        _machine = machine;
        _authority = X509Certificate2.CreateFromPem(machine.Do("cat /etc/haproxy/arbodossier.crt"));
        (Administrator, Doctor, SecondDoctor) = (New("Karin Mulder"), New("S. Bakker"), New("T. Willems"));
        (Personnel, CaseManager) = (New("Lotte Jansen"), New("R. Postma"));
    }

    public Person Administrator { get; }

    public Person Doctor { get; }

    public Person SecondDoctor { get; }

    public Person Personnel { get; }

    public Person CaseManager { get; }

    /// <summary>The case of the employee who was reported sick.</summary>
    public Guid Case { get; private set; }

    public static async Task<DeployedService> FoundAsync(EmptyMachine machine)
    {
        const string Employees = """
            Personeelsnummer;Voorletters;Roepnaam;Tussenvoegsel;Achternaam;Geboortedatum;E-mail;Telefoon;Afdeling;Functie;Uren per week;In dienst
            1;M.;Marieke;de;Vries;01-05-1984;marieke@werk.invalid;0612345678;Expeditie;Planner;36;01-02-2019
            2;B.;Bram;;Jacobs;02-05-1984;bram@werk.invalid;0612345679;Expeditie;Planner;36;01-02-2019

            """;
        var service = new DeployedService(machine);
        await ServiceSteps.FoundAsync(service.Administrator, [service.Doctor, service.SecondDoctor], service.Codes("identity")[0], service.Codes("medical"));
        var employer = await ServiceSteps.AddEmployerAsync(service.Administrator, "Van Dam Logistiek B.V.", service.Personnel, service.CaseManager, Employees);
        await MedicalSteps.AppointAsync(service.Doctor, service.SecondDoctor, service.Doctor.Name, employer.ToString("N"), "Van Dam Logistiek B.V.");
        service.Case = await ReintegrationSteps.ReportSickAsync(service.Personnel, await ReintegrationSteps.FindEmployeeAsync(service.Personnel, "Marieke de Vries"), ServiceSteps.Today, late: false);
        await ReintegrationSteps.AskAsync(service.CaseManager, service.Case, ServiceSteps.Today.AddDays(7));
        await ServiceSteps.UntilAsync(() => MedicalSteps.PlanAsync(service.Doctor, "Marieke de Vries"));
        return service;
    }

    /// <summary>The doctor records a consultation and signs its outcome.</summary>
    public async Task SignAsync()
    {
        var file = await MedicalSteps.OpenFileAsync(Doctor, "Marieke de Vries");
        var text = new Dictionary<string, string> { ["Input.Findings"] = "gesprek" };
        await MedicalSteps.SignAsync(Doctor, await MedicalSteps.RecordAsync(Doctor, file, text, "Unfit", ServiceSteps.Today, readTogether: true));
    }

    public void Dispose()
    {
        foreach (var person in new[] { Administrator, Doctor, SecondDoctor, Personnel, CaseManager })
        {
            person.Dispose();
        }

        _authority.Dispose();
    }

    private Person New(string name) => new(name, $"{name.Split(' ')[^1].ToLowerInvariant()}@{Domain}", At) { Browser = new Browser(_machine.NewSocket, _authority) };

    private string[] Codes(string zone) => _machine.Do($"sed -n 's/^founding code: //p' /root/arbodossier-{zone}.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
