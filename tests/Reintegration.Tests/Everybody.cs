using System.Text.RegularExpressions;
using ArboDossier.Shape;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Tests;

/// <summary>
/// One employee with cases and everybody who may stand in some relation to them, or in none. All of it came about through the pages and the clock.
/// </summary>
public sealed partial class Everybody : IAsyncDisposable
{
    private readonly Dictionary<Person, string> _tokens = [];

    private Everybody(Stage stage) => Stage = stage;

    public Stage Stage { get; }

    public World World => Stage.World;

    /// <summary>Karim, of Petra's team: a case that goes on.</summary>
    public Target Team { get; private set; } = null!;

    /// <summary>Olga, of nobody's team: a case that goes on.</summary>
    public Target Alone { get; private set; } = null!;

    /// <summary>Petra herself.</summary>
    public Target Own { get; private set; } = null!;

    /// <summary>Marieke's own case.</summary>
    public Target Employees { get; private set; } = null!;

    /// <summary>Karim's case that was withdrawn.</summary>
    public Target Withdrawn { get; private set; } = null!;

    /// <summary>Did not sign in.</summary>
    public Person Nobody { get; private set; } = null!;

    public Person Stranger { get; private set; } = null!;

    /// <summary>Was of the personnel department.</summary>
    public Person FormerHr { get; private set; } = null!;

    /// <summary>Was assigned until yesterday.</summary>
    public Person FormerCaseManager { get; private set; } = null!;

    /// <summary>Stands in for Petra today.</summary>
    public Person Substitute { get; private set; } = null!;

    /// <summary>Stood in for Petra until yesterday.</summary>
    public Person FormerSubstitute { get; private set; } = null!;

    /// <summary>Leads nobody of Petra's team.</summary>
    public Person OtherManager { get; private set; } = null!;

    /// <summary>Led the employee of <see cref="Led"/>; the role ended, the own employment goes on.</summary>
    public Person FormerManager { get; private set; } = null!;

    /// <summary>Of a team that nobody leads any more.</summary>
    public Target Led { get; private set; } = null!;

    /// <summary>Line manager and employee of the other employer.</summary>
    public Person ManagerElsewhere { get; private set; } = null!;

    /// <summary>Employee of the other employer.</summary>
    public Person EmployeeElsewhere { get; private set; } = null!;

    /// <summary>Case manager of the other employer.</summary>
    public Person CaseManagerElsewhere { get; private set; } = null!;

    /// <summary>An employee whose account was taken off the own employment.</summary>
    public Person FormerEmployee { get; private set; } = null!;

    /// <summary>The case of that employee.</summary>
    public Target Left { get; private set; } = null!;

    /// <summary>Appointed for Karim's case.</summary>
    public Person Expert { get; private set; } = null!;

    /// <summary>Was appointed for Karim's case until a moment ago.</summary>
    public Person FormerExpert { get; private set; } = null!;

    /// <summary>Appointed for Olga's case.</summary>
    public Person OtherExpert { get; private set; } = null!;

    /// <summary>For whose audit Karim's case was drawn.</summary>
    public Person Auditor { get; private set; } = null!;

    /// <summary>The same, of an audit that was ended a moment ago.</summary>
    public Person FormerAuditor { get; private set; } = null!;

    /// <summary>Whose audit has a sample of nothing: of the other employer.</summary>
    public Person OtherAuditor { get; private set; } = null!;

    /// <summary>Does for Marieke all that can be left to somebody.</summary>
    public Person Representative { get; private set; } = null!;

    /// <summary>Only reads for Marieke.</summary>
    public Person Reader { get; private set; } = null!;

    /// <summary>Did all of it until a moment ago.</summary>
    public Person FormerRepresentative { get; private set; } = null!;

    /// <summary>Personnel department through the employer's own provider.</summary>
    public Person ThroughOwn { get; private set; } = null!;

    /// <summary>The same, and the employee of <see cref="Alone"/>.</summary>
    public Person ThroughOwnSick { get; private set; } = null!;

    /// <summary>Personnel department through a provider that was the employer's before.</summary>
    public Person ThroughFormer { get; private set; } = null!;

    /// <summary>Who must not find anything of Karim.</summary>
    public IReadOnlyList<Person> Closed => [Stranger, Stage.Admin, Stage.OtherHr, FormerHr, OtherManager, Stage.OtherCaseManager, FormerCaseManager, FormerSubstitute, Stage.Marieke, FormerManager, ManagerElsewhere, EmployeeElsewhere, CaseManagerElsewhere, FormerEmployee, FormerExpert, OtherExpert, FormerAuditor, OtherAuditor, Representative, FormerRepresentative, ThroughFormer];

    /// <summary>An id that stands in an address: what it is follows from the part of the address that is asked.</summary>
    public static Guid Id(WayIn way, string name, Target target) => way.About switch
    {
        "employees" => target.Employment,
        "employers" => target.Employer,
        "import" => target.Import,
        _ => name == "employment" ? target.Employment : target.Case,
    };

    public static async Task<Everybody> StartAsync(StoreProvider provider = StoreProvider.Sqlite)
    {
        var all = new Everybody(await Stage.SetAsync(provider, Through.Settings));
        await all.GatherAsync();
        return all;
    }

    /// <summary>Asks as this person, and gives the answer as it came.</summary>
    public async Task<Answer> AskAsync(Person person, WayIn way, Func<string, Guid> id)
    {
        if (way.Method != "POST")
        {
            return await person.SendAsync(new HttpMethod(way.Method), way.Address(id), null);
        }

        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(way.Form(id)) { ["__RequestVerificationToken"] = await TokenAsync(person) });
        return await person.SendAsync(HttpMethod.Post, way.Address(id), form);
    }

    /// <summary>A token with which this person can send forms, from a page that everyone sees who signed in.</summary>
    public async Task<string> TokenAsync(Person person)
    {
        if (!_tokens.TryGetValue(person, out var token))
        {
            var (page, found) = ("/", await person.TokenAsync("/"));
            token = _tokens[person] = found.Length > 0 ? found : await person.TokenAsync("/my");
            token.Should().NotBeEmpty("there is a form at {0}", page);
        }

        return token;
    }

    public ValueTask DisposeAsync() => Stage.DisposeAsync();

    private async Task GatherAsync()
    {
        var hr = Stage.Hr;
        var withdrawn = await Stage.ReportAsync(hr, "Karim", World.Today);
        await hr.DoAsync($"/cases/{withdrawn}/withdraw", ("Sure", "true"));
        var (karims, olgas, petras, mariekes) =
            (await Stage.ReportAsync(hr, "Karim"), await Stage.ReportAsync(hr, "Olga"), await Stage.ReportAsync(hr, "Petra"), await Stage.ReportAsync(hr, "Marieke"));
        var import = await World.RowsAsync(db => db.Imports.Where(x => x.Employer == Stage.VanDam).Select(x => x.Id).FirstAsync());
        Target Of(Guid @case, string name) => new(@case, Stage.Employees[name], Stage.VanDam, import);
        (Team, Withdrawn, Alone, Own, Employees) = (Of(karims, "Karim"), Of(withdrawn, "Karim"), Of(olgas, "Olga"), Of(petras, "Petra"), Of(mariekes, "Marieke"));

        Nobody = World.Person("");
        _tokens[Nobody] = "none";
        Stranger = World.Stranger();
        FormerHr = await Stage.InviteAsync(Stage.Admin, $"/employers/{Stage.VanDam}/invite", ("Input.Name", "O. Voorheen"), ("Input.Email", "o@vandam.example"), ("Input.Language", "nl"));
        await FormerHr.SeeAsync("/");
        await EndAsync(FormerHr, Access.Role.EmployerAdministrator);

        FormerCaseManager = await Stage.InviteAsync(Stage.Admin, "/service/invite", ("Input.Name", "F. Voormalig"), ("Input.Email", "f@debrug.example"), ("Input.Language", "nl"));
        await FormerCaseManager.SeeAsync("/");
        var assign = $"/employers/{Stage.VanDam}/assign";
        await Stage.Admin.DoAsync(assign, ("Input.Member", FormerOption().Match(await Stage.Admin.SeeAsync(assign)).Groups[1].Value), ("Input.From", Day(-9)), ("Input.Until", Day(-1)));

        await ElsewhereAsync();
        FormerManager = await HiredAsync("Gijs", "106", lineManager: true);
        await HiredAsync("Wim", "107", manager: "106");
        FormerEmployee = await HiredAsync("Zita", "108");
        (Led, Left) = (Of(await Stage.ReportAsync(hr, "Wim"), "Wim"), Of(await Stage.ReportAsync(hr, "Zita"), "Zita"));
        (await FormerManager.GetAsync($"/cases/{Led.Case}")).Status.Should().Be(200, "until the role ends");
        await EndAsync(FormerManager, Access.Role.LineManager);
        await EndAsync(FormerEmployee, Access.Role.Employee);
        OtherManager = await EmployeeAsync("Olga", lineManager: true);
        (Substitute, FormerSubstitute) = (await HiredAsync("Sanne", "104"), await HiredAsync("Fenna", "105"));
        foreach (var (who, from, until) in ((string, int, int)[])[("Sanne", 0, 9), ("Fenna", 0, 0)])
        {
            await hr.DoAsync($"/employees/{Stage.Employees["Petra"]}/substitute", ("Input.Substitute", Stage.Employees[who].ToString()), ("Input.From", Day(from)), ("Input.Until", Day(until)));
        }

        var fenna = Stage.Employees["Fenna"];
        var ended = await World.RowsAsync(db => db.Substitutions.Where(x => x.Substitute == fenna).Select(x => x.Id).SingleAsync());
        await hr.DoAsync($"/employees/{Stage.Employees["Petra"]}/substitute", ("End", ended.ToString()));

        await ExpertsAsync();
        await AuditorsAsync();
        await RepresentativesAsync();
        await ThroughAsync();
        foreach (var person in (Person[])[.. Closed, Expert, Auditor, Reader, ThroughOwn, ThroughOwnSick, hr, Stage.Petra, Stage.CaseManager, Substitute])
        {
            await TokenAsync(person);
        }
    }

    private async Task ExpertsAsync()
    {
        Expert = await Stage.StaffAsync(Access.Role.LabourExpert, "D. Deskundig");
        FormerExpert = await Stage.StaffAsync(Access.Role.LabourExpert, "V. Voorbij");
        OtherExpert = await Stage.StaffAsync(Access.Role.LabourExpert, "N. Naast");
        foreach (var (@case, name) in ((Guid, string)[])[(Team.Case, "D. Deskundig"), (Team.Case, "V. Voorbij"), (Alone.Case, "N. Naast")])
        {
            await Stage.AppointAsync(@case, name, 0, 9);
        }

        var former = await World.RowsAsync(db => db.ExpertAppointments.Where(x => db.Members.Any(m => m.Id == x.Member && m.Subject == FormerExpert.Subject)).Select(x => x.Id).SingleAsync());
        await Stage.Hr.DoAsync($"/cases/{Team.Case}/expert", ("End", former.ToString()));
    }

    private async Task RepresentativesAsync()
    {
        Access.Power[] powers = [.. Enum.GetValues<Access.Power>().Where(x => x != Access.Power.None)];
        Representative = await Stage.AuthoriseAsync("M. Achtigde", 30, powers);
        Reader = await Stage.AuthoriseAsync("L. Ezer", 30, Access.Power.Read);
        FormerRepresentative = await Stage.AuthoriseAsync("W. Was", 30, powers);
        var former = await World.RowsAsync(db => db.Authorisations.Where(x => db.Members.Any(m => m.Id == x.Member && m.Subject == FormerRepresentative.Subject)).Select(x => x.Id).SingleAsync());
        await Stage.Marieke.DoAsync($"/my/representatives/{Stage.Employees["Marieke"]}", ("Withdraw", former.ToString()));
    }

    private async Task ThroughAsync()
    {
        await Through.SetAsync(Stage, Stage.VanDam, "linde");
        await Through.GiveAsync(Stage, Stage.VanDam, "toen@vandam.example");
        ThroughFormer = await Through.ComesAsync(Stage, "linde", "toen", "toen@vandam.example");
        await ThroughFormer.SeeAsync("/employees");
        await Through.SetAsync(Stage, Stage.VanDam, "vandam");
        foreach (var address in (string[])["nu@vandam.example", "olga@vandam.example"])
        {
            await Through.GiveAsync(Stage, Stage.VanDam, address);
        }

        ThroughOwn = await Through.ComesAsync(Stage, "vandam", "nu", "nu@vandam.example");
        ThroughOwnSick = await Through.ComesAsync(Stage, "vandam", "olga", "olga@vandam.example");
    }

    private async Task AuditorsAsync()
    {
        Auditor = await Stage.StaffAsync(Access.Role.QualityAuditor, "A. Keur");
        FormerAuditor = await Stage.StaffAsync(Access.Role.QualityAuditor, "A. Eerder");
        OtherAuditor = await Stage.StaffAsync(Access.Role.QualityAuditor, "A. Elders");
        // As many as there are: who draws them all, draws Karim's.
        await Stage.AuditAsync("A. Keur", 50, 0, 9);
        await Stage.AuditAsync("A. Eerder", 50, 0, 9);
        var former = await World.RowsAsync(db => db.Audits.Where(x => db.Members.Any(m => m.Id == x.Member && m.Subject == FormerAuditor.Subject)).Select(x => x.Id).SingleAsync());
        await Stage.Admin.DoAsync("/service/audits", ("End", former.ToString()));
        await Stage.Admin.DoAsync(
            "/service/audits", ("Input.Member", await Stage.OptionAsync(Stage.Admin, "/service/audits", "A. Elders")), ("Input.Purpose", "Elders"), ("Input.Employers", Stage.Linde.ToString()), ("Input.Size", "50"),
            ("Input.From", Day(0)), ("Input.Until", Day(9)));
    }

    /// <summary>The same kinds of people at the other employer.</summary>
    private async Task ElsewhereAsync()
    {
        await Stage.ImportAsync(Stage.OtherHr, $"{Header}\n1;H.;Hanna;;Elders;05-05-1980;h@linde.example;;Zorg;Teamleider;36;01-01-2020;;\n2;I.;Ilse;;Elders;05-05-1990;i@linde.example;;Zorg;Verzorgende;36;01-01-2020;;1\n");
        var ids = ElsewherePattern().Matches(await Stage.OtherHr.SeeAsync("/employees")).ToDictionary(x => x.Groups[2].Value.Split(' ')[0], x => x.Groups[1].Value);
        ManagerElsewhere = await Stage.InviteAsync(Stage.OtherHr, $"/employees/{ids["Hanna"]}/invite", ("Input.Name", "Hanna"), ("Input.Email", "h@linde.example"), ("Input.Language", "nl"), ("LineManager", "true"));
        EmployeeElsewhere = await Stage.InviteAsync(Stage.OtherHr, $"/employees/{ids["Ilse"]}/invite", ("Input.Name", "Ilse"), ("Input.Email", "i@linde.example"), ("Input.Language", "nl"));
        CaseManagerElsewhere = await Stage.InviteAsync(Stage.Admin, "/service/invite", ("Input.Name", "E. Elders"), ("Input.Email", "e@debrug.example"), ("Input.Language", "nl"));
        foreach (var person in (Person[])[ManagerElsewhere, EmployeeElsewhere])
        {
            await person.SeeAsync("/my");
        }

        await CaseManagerElsewhere.SeeAsync("/");
        var assign = $"/employers/{Stage.Linde}/assign";
        await Stage.Admin.DoAsync(assign, ("Input.Member", ElsewhereOption().Match(await Stage.Admin.SeeAsync(assign)).Groups[1].Value), ("Input.From", Day(0)), ("Input.Until", ""));
    }

    private async Task EndAsync(Person person, Access.Role role)
    {
        var member = await World.RowsAsync(db => db.Members.Where(x => x.Subject == person.Subject && x.Role == role).Select(x => x.Id).SingleAsync());
        await Stage.Admin.DoAsync($"/employers/{Stage.VanDam}", ("EndMember", member.ToString()));
    }

    private static string Header => Stage.People[..Stage.People.IndexOf('\n', StringComparison.Ordinal)];

    /// <summary>Somebody new beside the team, with an account.</summary>
    private async Task<Person> HiredAsync(string name, string number, bool lineManager = false, string manager = "")
    {
        await Stage.ImportAsync(Stage.Hr, $"{Header}\n{number};{name[0]}.;{name};;Nieuw;05-05-1990;{name}@vandam.example;;Kantoor;Medewerker;36;01-01-2020;;{manager}\n");
        await Stage.LookUpAsync();
        return await EmployeeAsync(name, lineManager);
    }

    private async Task<Person> EmployeeAsync(string name, bool lineManager)
    {
        (string, string)[] fields = [("Input.Name", name), ("Input.Email", $"{name}@vandam.example"), ("Input.Language", "nl")];
        var person = await Stage.InviteAsync(Stage.Hr, $"/employees/{Stage.Employees[name]}/invite", lineManager ? [.. fields, ("LineManager", "true")] : fields);
        await person.SeeAsync("/my");
        return person;
    }

    private string Day(int days) => Web.DutchDate.ForField(World.Today.AddDays(days));

    [GeneratedRegex("<option value=\"([0-9a-f-]{36})\">F. Voormalig")]
    private static partial Regex FormerOption();

    [GeneratedRegex("<option value=\"([0-9a-f-]{36})\">E. Elders")]
    private static partial Regex ElsewhereOption();

    [GeneratedRegex("<a href=\"/employees/([0-9a-f-]{36})\">([^<]+)</a>")]
    private static partial Regex ElsewherePattern();
}

/// <summary>Ids of one employee and of what belongs to the employer.</summary>
public sealed record Target(Guid Case, Guid Employment, Guid Employer, Guid Import)
{
    /// <summary>Ids of nothing.</summary>
    public static Target Absent() => new(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
}
