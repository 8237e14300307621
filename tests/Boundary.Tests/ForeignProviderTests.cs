using System.Diagnostics;
using System.Net;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Boundary.Tests;

/// <summary>
/// The two file programs with another provider than ours, while our Identity goes on witnessing their ledgers and listing revocations. The programs
/// are the same, as built; only settings differ.
/// </summary>
public sealed class ForeignProviderTests : IAsyncLifetime
{
    private readonly ForeignProvider _provider = ForeignProvider.Reserve();
    private readonly List<Person> _people = [];
    private Programs _programs = null!;

    public async Task InitializeAsync() => _programs = await Programs.StartAsync(foreign: _provider.StartAsync);

    public async Task DisposeAsync()
    {
        _people.ForEach(x => x.Dispose());
        await _programs.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact, Trait("Rule", "R-064"), Trait("Rule", "R-077"), Trait("Rule", "R-082")]
    public async Task A_judgement_reaches_the_employer_where_another_provider_says_who_everybody_is()
    {
        var (at, today) = (_programs.At, ServiceSteps.Today);
        var service = await FoundAsync();
        var employerId = await ReintegrationSteps.AddEmployerAsync(service.Administrator, "Van Dam Logistiek B.V.");
        var employer = await InvitedAsync("Lotte van Rijn", "lotte", service.Administrator, $"/employers/{employerId}/invite");
        var manager = await InvitedAsync("R. Özdemir", "ozdemir", service.Administrator, "/service/invite");
        await ReintegrationSteps.AssignAsync(service.Administrator, employerId, manager.Name, today);
        await ImportSteps.ImportAsync(employer, "Personeelsnummer;Voorletters;Roepnaam;Tussenvoegsel;Achternaam;Geboortedatum;E-mail;Telefoon;Afdeling;Functie;Uren per week;In dienst\r\nVD1;M.;Marieke;de;Vries;01-05-1984;m@werk.invalid;0612345678;Expeditie;Planner;36;01-02-2019\r\n");
        var employeeId = await ReintegrationSteps.FindEmployeeAsync(employer, World.EmployeeName);
        var employee = await InvitedAsync(World.EmployeeName, "marieke", employer, $"/employees/{employeeId}/invite");
        await MedicalSteps.AppointAsync(service.Doctor, service.Second, service.Doctor.Name, employerId.ToString("N"), "Van Dam Logistiek B.V.");
        var clerk = New("J. Vermeulen");
        await _provider.SeatAsync(clerk, "vermeulen", (await MedicalSteps.InviteAsync(service.Doctor, "DerivedSecrecyStaff", clerk.Name, clerk.Email, "")).Link);
        await MedicalSteps.RecordStatementAsync(service.Doctor, clerk.Name, today);
        await MedicalSteps.ConfirmAsync(service.Doctor, clerk.Name, await MedicalSteps.EnrolAsync(clerk));

        // From the sick report through the door to the signed outcome.
        var @case = await ReintegrationSteps.ReportSickAsync(employer, employeeId, today, late: false);
        await ReintegrationSteps.AskAsync(manager, @case, today.AddDays(7));
        await World.UntilAsync(() => MedicalSteps.PlanAsync(service.Doctor, World.EmployeeName));
        var file = await MedicalSteps.OpenFileAsync(service.Doctor, World.EmployeeName);
        await MedicalSteps.SignAsync(service.Doctor, await MedicalSteps.RecordAsync(service.Doctor, file, new Dictionary<string, string> { ["Input.Findings"] = "Startpijn in de ochtend." }, "Unfit", today, readTogether: true));
        foreach (var reader in new[] { employer, manager })
        {
            await World.UntilAsync(async () => await ReintegrationSteps.JudgementAsync(reader, @case) is { } judgement && judgement.StartsWith("Ongeschikt voor het eigen werk per", StringComparison.Ordinal));
            (await reader.OpenAsync($"{at.Reintegration}/cases/{@case}")).Text.Should().NotContain("Startpijn");
        }

        // The employee's door is the one of Medical, whoever said who comes in: until the code nothing exists there.
        (await employee.OpenAsync($"{at.Medical}/my")).Status.Should().Be(HttpStatusCode.NotFound);
        await MedicalSteps.ActivateAsync(service.Doctor, file, employee);
        (await employee.OpenAsync($"{at.Medical}/my")).Text.Should().Contain("Startpijn in de ochtend.");

        // Nobody came in by Identity, which knows no account beside the administrator's, and nobody of it at all went through its sign-in.
        foreach (var person in _people.Where(x => x != service.Administrator))
        {
            person.Browser.CookiesOf("inloggen.localhost").Should().BeEmpty(person.Name);
        }

        // Identity witnessed both ledgers meanwhile.
        await _programs.StopAsync();
        var (code, output) = await Programs.ToolAsync("verify", "--data", _programs.Data);
        code.Should().Be(0, output);
        output.Should().Contain("anchored");
    }

    [Fact, Trait("Rule", "R-064")]
    public async Task Signing_out_there_ends_with_the_next_list_what_was_begun_here_in_both_programs()
    {
        var (at, service) = (_programs.At, await FoundAsync());
        var doctor = service.Doctor;
        (await doctor.OpenAsync($"{at.Medical}/appointments")).Address.AbsolutePath.Should().Be("/appointments");
        var administrator = service.Administrator;
        (await administrator.OpenAsync($"{at.Reintegration}/employers")).Address.AbsolutePath.Should().Be("/employers");
        // The administrator also looked in at the other program, in the same session of the provider.
        await administrator.Browser.GetAsync($"{at.Medical}/activate");
        (await LookAsync(administrator, $"{at.Medical}/activate")).Should().Be(HttpStatusCode.OK);

        // The administrator signs out at one program, and there; the other one obeys, and nobody else is signed out.
        var page = await administrator.OpenAsync($"{at.Reintegration}/employers");
        page = await administrator.Browser.SubmitAsync(page, "form[action='/sign-out']");
        page.Address.GetLeftPart(UriPartial.Authority).Should().Be(_provider.Issuer, "the program goes on to the provider that signed in");
        var clock = Stopwatch.StartNew();
        await administrator.Browser.SubmitAsync(page, "form", new Dictionary<string, string> { ["logout"] = "yes" });
        await GoneAsync(administrator, $"{at.Medical}/activate");
        var took = clock.Elapsed;
        Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"signed out there, {took.TotalMilliseconds:F0} ms until here"));
        took.Should().BeLessThan(TimeSpan.FromSeconds(15), "the list is fetched every second, and a busy machine may miss some");
        (await LookAsync(doctor, $"{at.Medical}/appointments")).Should().Be(HttpStatusCode.OK);

        // Whoever signs in again works on, in the same second or later.
        (await administrator.OpenAsync($"{at.Reintegration}/employers")).Address.AbsolutePath.Should().Be("/employers");
    }

    [Fact, Trait("Rule", "R-064")]
    public async Task A_token_that_ends_all_sessions_of_somebody_counts_once_and_a_forged_one_never()
    {
        var (at, service) = (_programs.At, await FoundAsync());
        var address = $"{at.Medical}/appointments";
        await service.Doctor.OpenAsync(address);
        await service.Second.OpenAsync(address);

        // A second of nobody signing in: the provider tells when in whole seconds.
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        var token = await _provider.LogoutTokenAsync("bakker", "medical");
        var forged = token[..^8] + (token[^8] == 'A' ? 'B' : 'A') + token[^7..];
        (await PostAsync(forged)).Should().Be(HttpStatusCode.BadRequest);
        await Task.Delay(TimeSpan.FromSeconds(2));
        (await LookAsync(service.Doctor, address)).Should().Be(HttpStatusCode.OK);

        (await PostAsync(token)).Should().Be(HttpStatusCode.OK);
        await GoneAsync(service.Doctor, address);
        (await LookAsync(service.Second, address)).Should().Be(HttpStatusCode.OK, "only who was named");

        // Signed in again, with the factors anew: that provider's own session is not enough any more. What was said before is not said again by showing it again.
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        await service.Doctor.OpenAsync(address);
        (await PostAsync(token)).Should().Be(HttpStatusCode.BadRequest);
        await Task.Delay(TimeSpan.FromSeconds(2));
        (await LookAsync(service.Doctor, address)).Should().Be(HttpStatusCode.OK);
    }

    /// <summary>The administrator and two doctors, who confirm each other; the administrator's one account of Identity keeps it in order.</summary>
    private async Task<(Person Administrator, Person Doctor, Person Second)> FoundAsync()
    {
        var administrator = await _provider.SeatAsync(New("Karin Mulder"), "karin");
        var code = _programs.Codes[Programs.Identity][0];
        await IdentitySteps.FoundAsync(administrator, code);
        await ReintegrationSteps.FoundAsync(administrator, code);
        var doctors = new List<Person>();
        foreach (var (name, account, big) in new[] { ("S. Bakker", "bakker", "19012345601"), ("T. Willems", "willems", "29012345601") })
        {
            var doctor = await _provider.SeatAsync(New(name), account);
            await MedicalSteps.FoundAsync(doctor, _programs.Codes[Programs.Medical][doctors.Count], big);
            doctors.Add(doctor);
        }

        foreach (var doctor in doctors)
        {
            await MedicalSteps.ConfirmFounderAsync(doctor);
        }

        foreach (var doctor in doctors)
        {
            await MedicalSteps.SignRosterAsync(doctor);
        }

        var fingerprint = await MedicalSteps.FingerprintAsync(doctors[0]);
        await World.UntilAsync(() => ReintegrationSteps.ConfirmRosterAsync(administrator, fingerprint));
        return (administrator, doctors[0], doctors[1]);
    }

    /// <summary>Invites, and sets at the provider what the inviter is shown.</summary>
    private async Task<Person> InvitedAsync(string name, string account, Person by, string path)
    {
        var person = New(name);
        var shown = (await ReintegrationSteps.InviteAsync(by, path, name, person.Email)).Link;
        Guid.TryParse(shown, out _).Should().BeTrue("there is no link to an account that Identity would make");
        return await _provider.SeatAsync(person, account, shown);
    }

    private Person New(string name)
    {
        var person = new Person(name, $"{name.Split(' ')[^1].ToLowerInvariant().Replace('ö', 'o')}@proef.invalid", _programs.At);
        _people.Add(person);
        return person;
    }

    private async Task<HttpStatusCode> PostAsync(string token)
    {
        using var browser = new Browser();
        using var content = new FormUrlEncodedContent([new("logout_token", token)]);
        using var answer = await browser.LookAsync(HttpMethod.Post, $"{_programs.At.Identity}/connect/backchannel-logout", content);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> LookAsync(Person person, string address)
    {
        using var answer = await person.Browser.LookAsync(HttpMethod.Get, address);
        return answer.Headers.Location?.ToString().Contains("/auth?", StringComparison.Ordinal) == true ? HttpStatusCode.Redirect : answer.StatusCode;
    }

    private static Task GoneAsync(Person person, string address) => World.UntilAsync(async () => await LookAsync(person, address) == HttpStatusCode.Redirect);
}
