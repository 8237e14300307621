using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using ArboDossier.Store;

namespace ArboDossier.Reintegration.Tests;

/// <summary>
/// A service with two employers, made the way people make it: founding, invitations, an import. Marieke and Karim are led by Petra; Olga works
/// beside them without a line manager.
/// </summary>
public sealed partial class Stage : IAsyncDisposable
{
    public const string People = """
        personeelsnummer;voorletters;roepnaam;tussenvoegsel;achternaam;geboortedatum;e-mail;telefoon;afdeling;functie;uren per week;in dienst;uit dienst;leidinggevende
        100;P.;Petra;;Hendriks;03-05-1975;petra@vandam.example;0570123456;Expeditie;Teamleider;36;01-01-2015;;
        101;M.;Marieke;de;Vries;14-02-1988;marieke@vandam.example;0612345678;Expeditie;Logistiek medewerker;36;01-03-2019;;100
        102;K.;Karim;;Bouali;20-09-1991;karim@vandam.example;;Expeditie;Chauffeur;32,5;15-06-2021;;100
        103;O.;Olga;;Smit;1-1-1980;olga@vandam.example;;Kantoor;Planner;24;01-09-2018;;
        """;

    private Stage(World world)
    {
        World = world;
        Medical = new(world);
    }

    public World World { get; }

    public MedicalSide Medical { get; }

    public Person Admin { get; private set; } = null!;

    public Guid VanDam { get; private set; }

    public Guid Linde { get; private set; }

    /// <summary>Personnel department of Van Dam.</summary>
    public Person Hr { get; private set; } = null!;

    /// <summary>Personnel department of De Linde.</summary>
    public Person OtherHr { get; private set; } = null!;

    public Person Petra { get; private set; } = null!;

    public Person Marieke { get; private set; } = null!;

    /// <summary>Case manager of Van Dam.</summary>
    public Person CaseManager { get; private set; } = null!;

    /// <summary>Case manager without an employer.</summary>
    public Person OtherCaseManager { get; private set; } = null!;

    public IReadOnlyDictionary<string, Guid> Employees { get; private set; } = new Dictionary<string, Guid>();

    public static async Task<Stage> SetAsync(StoreProvider provider = StoreProvider.Sqlite, params string[] more)
    {
        var stage = new Stage(await World.StartAsync(provider, more));
        await stage.FoundAsync();
        return stage;
    }

    public async Task<Guid> ReportAsync(Person who, string name, DateOnly? firstDay = null, params (string Name, string Value)[] more) =>
        Id(await who.DoAsync($"/employees/{Employees[name]}/report-sick", Report(firstDay ?? World.Today, more)));

    public static (string Name, string Value)[] Report(DateOnly firstDay, params (string Name, string Value)[] more)
    {
        var fields = new Dictionary<string, string>
        {
            ["Input.FirstDay"] = Web.DutchDate.ForField(firstDay), ["Input.Late"] = "", ["Input.Phone"] = "06 12345678", ["Input.Street"] = "", ["Input.Number"] = "", ["Input.Postcode"] = "", ["Input.City"] = "",
            ["Input.Country"] = "NL", ["Input.Expected"] = "OneToTwoWeeks", ["Input.HandOver"] = "false", ["Input.HandOverTo"] = "", ["Input.SafetyNet"] = "No", ["Input.WorkAccident"] = "false", ["Input.ThirdParty"] = "false",
        };
        foreach (var (name, value) in more)
        {
            fields[name] = value;
        }

        return [.. fields.Select(x => (x.Key, x.Value))];
    }

    /// <summary>Uploads a file as a person does; where the page leads.</summary>
    public static async Task<Answer> UploadAsync(Person who, byte[] file)
    {
        using var form = new MultipartFormDataContent();
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        form.Add(content, "Upload", "export.csv");
        form.Add(new StringContent(await who.TokenAsync("/import")), "__RequestVerificationToken");
        return await who.SendAsync(HttpMethod.Post, "/import", form);
    }

    /// <summary>Uploads, confirms and waits until it is done.</summary>
    public static async Task ImportAsync(Person who, string file)
    {
        var preview = await UploadAsync(who, Encoding.UTF8.GetBytes(file));
        preview.Status.Should().Be(302, preview.Body);
        await who.DoAsync(preview.Location!, ("Confirm", "true"));
        for (var i = 0; i < 600; i++)
        {
            if ((await who.GetAsync(preview.Location + "/progress")).Body.Contains("\"finished\":true", StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("the import was not done in time");
    }

    /// <summary>Invites through a page and gives the account that accepted.</summary>
    public async Task<Person> InviteAsync(Person who, string page, params (string Name, string Value)[] fields)
    {
        var answer = await who.PostAsync(page, fields);
        var link = LinkPattern().Match(answer.Body);
        link.Success.Should().BeTrue("{0} must give a link", page);
        return World.Person(Guid.NewGuid().ToString("N"), Guid.ParseExact(link.Groups[1].Value, "N"));
    }

    /// <summary>Somebody of the service who accepted the invitation.</summary>
    public async Task<Person> StaffAsync(Access.Role role, string name)
    {
        var person = await InviteAsync(
            Admin, "/service/invite", ("Role", role.ToString()), ("Input.Name", name), ("Input.Email", $"{Guid.NewGuid():N}@debrug.example"), ("Input.Language", "nl"));
        await person.SeeAsync("/");
        return person;
    }

    /// <summary>The personnel department appoints a labour expert for a case.</summary>
    public async Task AppointAsync(Guid @case, string expert, int from, int until)
    {
        var page = $"/cases/{@case}/expert";
        await Hr.DoAsync(page, ("Input.Member", await OptionAsync(Hr, page, expert)), ("Input.From", Web.DutchDate.ForField(World.Today.AddDays(from))), ("Input.Until", Web.DutchDate.ForField(World.Today.AddDays(until))));
    }

    /// <summary>The service's administrator begins an audit at Van Dam.</summary>
    public async Task AuditAsync(string auditor, int size, int from, int until) => await Admin.DoAsync(
        "/service/audits", ("Input.Member", await OptionAsync(Admin, "/service/audits", auditor)), ("Input.Purpose", "Toets voor het keurmerk"), ("Input.Employers", VanDam.ToString()), ("Input.Size", $"{size}"),
        ("Input.From", Web.DutchDate.ForField(World.Today.AddDays(from))), ("Input.Until", Web.DutchDate.ForField(World.Today.AddDays(until))));

    /// <summary>Marieke authorises somebody, who accepts.</summary>
    public async Task<Person> AuthoriseAsync(string name, int until, params Access.Power[] powers)
    {
        var person = await InviteAsync(Marieke, $"/my/representatives/{Employees["Marieke"]}", Authorisation(name, until, powers));
        await person.SeeAsync("/my");
        return person;
    }

    public (string Name, string Value)[] Authorisation(string name, int until, params Access.Power[] powers) =>
    [
        ("Input.Name", name), ("Input.Email", "gemachtigde@elders.example"), ("Input.Language", "nl"), ("Until", Web.DutchDate.ForField(World.Today.AddDays(until))), .. powers.Select(x => ("Powers", x.ToString())),
    ];

    /// <summary>The value of a choice in a list, by the words that stand in it.</summary>
    public static async Task<string> OptionAsync(Person who, string page, string words) =>
        Regex.Match(await who.SeeAsync(page), $"<option value=\"([0-9a-f-]{{36}})\">{Regex.Escape(words)}").Groups[1].Value;

    /// <summary>Rosters up to now are trusted.</summary>
    public async Task TrustRosterAsync()
    {
        (await Medical.DeliverAsync(Medical.NextRoster())).Should().BeTrue();
        await Admin.DoAsync("/service", ("Fingerprint", Signing.RosterChain.FingerprintOf(Medical.Rosters[0].Document)));
    }

    public async ValueTask DisposeAsync()
    {
        Medical.Dispose();
        await World.DisposeAsync();
    }

    /// <summary>Finds the employees of Van Dam by their names.</summary>
    public async Task LookUpAsync() => Employees = EmployeePattern().Matches(await Hr.SeeAsync("/employees")).ToDictionary(x => x.Groups[2].Value.Split(' ')[0], x => Guid.Parse(x.Groups[1].Value));

    public static Guid Id(string location) => Guid.Parse(IdPattern().Match(location).Value);

    private async Task FoundAsync()
    {
        Admin = World.Stranger();
        await Admin.DoAsync("/founding", ("Code", World.FoundingCode.ToLowerInvariant()));
        VanDam = Id(await Admin.DoAsync("/employers", ("Name", "Van Dam Logistiek B.V.")));
        Linde = Id(await Admin.DoAsync("/employers", ("Name", "Zorggroep De Linde")));
        Hr = await InviteAsync(Admin, $"/employers/{VanDam}/invite", ("Input.Name", "L. van Rijn"), ("Input.Email", "l.vanrijn@vandam.example"), ("Input.Language", "nl"));
        OtherHr = await InviteAsync(Admin, $"/employers/{Linde}/invite", ("Input.Name", "N. Haddad"), ("Input.Email", "n.haddad@linde.example"), ("Input.Language", "nl"));
        CaseManager = await InviteAsync(Admin, "/service/invite", ("Input.Name", "R. Özdemir"), ("Input.Email", "r.ozdemir@debrug.example"), ("Input.Language", "nl"));
        OtherCaseManager = await InviteAsync(Admin, "/service/invite", ("Input.Name", "B. Jacobs"), ("Input.Email", "b.jacobs@debrug.example"), ("Input.Language", "nl"));
        var member = OptionPattern().Match(await Admin.SeeAsync($"/employers/{VanDam}/assign")).Groups[1].Value;
        await Admin.DoAsync($"/employers/{VanDam}/assign", ("Input.Member", member), ("Input.From", Web.DutchDate.ForField(World.Today)), ("Input.Until", ""));
        await ImportAsync(Hr, People);
        await LookUpAsync();
        Petra = await InviteAsync(Hr, $"/employees/{Employees["Petra"]}/invite", ("Input.Name", "Petra Hendriks"), ("Input.Email", "petra@vandam.example"), ("Input.Language", "nl"), ("LineManager", "true"));
        Marieke = await InviteAsync(Hr, $"/employees/{Employees["Marieke"]}/invite", ("Input.Name", "Marieke de Vries"), ("Input.Email", "marieke@vandam.example"), ("Input.Language", "nl"));
    }

    [GeneratedRegex("data-invitation>[^<]*/invitation/([0-9a-f]{32})<")]
    private static partial Regex LinkPattern();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex IdPattern();

    [GeneratedRegex("<option value=\"([0-9a-f-]{36})\">R. Özdemir")]
    private static partial Regex OptionPattern();

    [GeneratedRegex("<a href=\"/employees/([0-9a-f-]{36})\">([^<]+)</a>")]
    private static partial Regex EmployeePattern();
}
