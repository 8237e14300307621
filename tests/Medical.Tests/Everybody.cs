using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Shape;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>
/// One file and everybody who may stand in some relation to it, or in none. All of it came about through the pages, the exchange and the clock.
/// </summary>
internal sealed class Everybody : IAsyncDisposable
{
    private readonly Dictionary<Person, string> _tokens = [];

    private Everybody(Stage stage) => Stage = stage;

    internal Stage Stage { get; }

    internal MedicalWorld World => Stage.World;

    /// <summary>The file that is asked for: with a planned consultation and an outcome on its way.</summary>
    internal Target Asked { get; private set; } = null!;

    /// <summary>Another file of the same doctor, in which nothing has to be done any more.</summary>
    internal Target Done { get; private set; } = null!;

    /// <summary>A file of the other employer and the other doctor.</summary>
    internal Target Elsewhere { get; private set; } = null!;

    /// <summary>Did not sign in.</summary>
    internal Person Nobody { get; private set; } = null!;

    /// <summary>The treating doctor at another screen: signed in, the medical door closed.</summary>
    internal Person AtTheDoor { get; private set; } = null!;

    internal Person Stranger { get; private set; } = null!;

    internal Person Arriving { get; private set; } = null!;

    /// <summary>A doctor of the service without any appointment.</summary>
    internal Person Colleague { get; private set; } = null!;

    /// <summary>Appointed for the employer, treats nobody.</summary>
    internal Person Appointed { get; private set; } = null!;

    /// <summary>Treated the employee; the appointment ended.</summary>
    internal Person Former { get; private set; } = null!;

    internal Person OtherClerk { get; private set; } = null!;

    /// <summary>Signed a statement that was ended.</summary>
    internal Person FormerClerk { get; private set; } = null!;

    /// <summary>Never signed one.</summary>
    internal Person Unsworn { get; private set; } = null!;

    /// <summary>Physician under supervision of the treating doctor, with a task.</summary>
    internal Person Physician { get; private set; } = null!;

    /// <summary>Practice support under the treating doctor, with a task.</summary>
    internal Person Support { get; private set; } = null!;

    /// <summary>Medical assistant under the treating doctor: a task in the first file, one that was withdrawn in the second.</summary>
    internal Person Assistant { get; private set; } = null!;

    /// <summary>Practice support under the doctor of the other employer, with a task there.</summary>
    internal Person OtherSupport { get; private set; } = null!;

    internal Person Employee { get; private set; } = null!;

    internal Person OtherEmployee { get; private set; } = null!;

    /// <summary>Of the file in which nothing has to be done: identified by telephone, with a code by post.</summary>
    internal Person ByPost { get; private set; } = null!;

    /// <summary>Doctor of another service, who confirms and has no file rights.</summary>
    internal Person Outside => Stage.Outside!;

    internal Person Custodian { get; private set; } = null!;

    /// <summary>Named by the treating doctor to stand in; appointed nowhere.</summary>
    internal Person Substitute { get; private set; } = null!;

    /// <summary>Appointed for the employer, and kept out of this file (R-069).</summary>
    internal Person TooClose { get; private set; } = null!;

    /// <summary>Who must not find anything of the file that is asked for.</summary>
    internal IReadOnlyList<Person> Closed => [Stranger, Custodian, Arriving, Stage.OtherDoctor, Colleague, Former, OtherClerk, FormerClerk, Unsworn, OtherSupport, OtherEmployee, Outside];

    /// <summary>An id that stands in an address, of one file: what it is follows from the part of the address that is asked.</summary>
    internal static Guid Id(WayIn way, string name, Target target) => (way.About, name) switch
    {
        ("requests", _) => target.Request,
        (_, "id") when way.InRoute.Contains("file") => target.Outcome,
        (_, "outcome") => target.Outcome,
        (_, "task") => target.Task,
        _ => target.File,
    };

    internal static async Task<Everybody> StartAsync(string engine)
    {
        var all = new Everybody(await Stage.StartAsync(engine, outside: true));
        await all.GatherAsync();
        return all;
    }

    /// <summary>A token with which this person can send forms.</summary>
    internal async Task<string> TokenAsync(Person person)
    {
        if (!_tokens.TryGetValue(person, out var token))
        {
            var page = await person.OpenAsync(World.At.Medical + "/");
            token = _tokens[person] = page.Document.QuerySelector("input[name=__RequestVerificationToken]")?.GetAttribute("value")
                ?? throw new InvalidOperationException($"{person.Name} sees no form at {page.Address.AbsolutePath}");
        }

        return token;
    }

    /// <summary>Asks as this person, and gives the answer as it came.</summary>
    internal async Task<HttpResponseMessage> AskAsync(Person person, WayIn way, Func<string, Guid> id, string query = "")
    {
        var address = World.At.Medical + way.Address(id);
        address += query.Length == 0 ? "" : $"{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";
        if (way.Method != "POST")
        {
            return await person.Browser.LookAsync(new HttpMethod(way.Method), address);
        }

        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(way.Form(id)) { ["__RequestVerificationToken"] = await TokenAsync(person) });
        return await person.Browser.LookAsync(HttpMethod.Post, address, form, World.At.Medical);
    }

    public ValueTask DisposeAsync()
    {
        Nobody.Dispose();
        return Stage.DisposeAsync();
    }

    private async Task GatherAsync()
    {
        var (asked, done) = (await Stage.TreatedAsync("Jansen"), await Stage.TreatedAsync("Pieters"));
        var elsewhere = await Stage.CaseAsync("Ander", Stage.OtherEmployer);
        (await MedicalSteps.PlanAsync(Stage.OtherDoctor, elsewhere.Person)).Should().BeTrue();

        Employee = await Stage.ActivatedAsync(asked, "M. Jansen");
        OtherEmployee = await Stage.ActivatedAsync(elsewhere, "W. Ander", Stage.OtherDoctor);
        ByPost = await ByPostAsync(done, "P. Pieters");
        Stranger = await World.PersonAsync("V. Reemd");
        Arriving = await Stage.HireAsync("CompanyDoctor", "I. Nieuw", "49012345601");
        Colleague = await Stage.NewDoctorAsync("R. Mulder", "39012345601");
        Appointed = await Stage.NewDoctorAsync("D. Aangesteld", "59012345601");
        await MedicalSteps.AppointAsync(Stage.Doctor, Stage.OtherDoctor, "D. Aangesteld", Stage.Employer.ToString("N"), "Bakkerij De Korst");
        TooClose = await Stage.NewDoctorAsync("V. Verwant", "69012345601");
        await MedicalSteps.AppointAsync(Stage.Doctor, Stage.OtherDoctor, "V. Verwant", Stage.Employer.ToString("N"), "Bakkerij De Korst");
        await MedicalSteps.KeepOutAsync(Stage.Doctor, await Stage.AddressAsync(asked), "V. Verwant");
        Substitute = await Stage.NewDoctorAsync("P. Waarnemer", "99012345601");
        await MedicalSteps.SignRosterAsync(Stage.Doctor);
        await MedicalSteps.SignRosterAsync(Stage.OtherDoctor);
        await MedicalSteps.StandInAsync(Stage.Doctor, "P. Waarnemer", Stage.Today, Stage.Today.AddDays(7));
        Former = await FormerAsync(asked);
        OtherClerk = await ClerkAsync("L. Bos", Stage.OtherDoctor);
        FormerClerk = await ClerkAsync("E. Voorheen", Stage.Doctor);
        await EndStatementAsync("E. Voorheen");
        Custodian = await Stage.HireAsync("Custodian", "K. Notaris", "");
        await MedicalSteps.ConfirmAsync(Stage.Doctor, "K. Notaris", await MedicalSteps.EnrolAsync(Custodian));
        Unsworn = await Stage.HireAsync("DerivedSecrecyStaff", "N. Vos", "");

        Nobody = new Person("Niemand", "niemand@voorbeeld.nl", World.At);
        _tokens[Nobody] = "none";
        AtTheDoor = await World.PersonAsync("Bakker elders", MedicalWorld.Subject("S. Bakker"));
        _tokens[AtTheDoor] = (await AtTheDoor.Browser.GetAsync($"{World.At.Medical}/door")).Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

        // Something to sign in the first, and nothing to do in the second.
        await Stage.SigningPageAsync(asked);
        await MedicalSteps.SignAsync(Stage.Doctor, await Stage.SigningPageAsync(done));
        await Stage.WithEmployeeAsync(elsewhere, by: Stage.OtherDoctor);
        Physician = await Stage.SupervisedAsync("SupervisedPhysician", "I. Opleiding");
        Support = await Stage.SupervisedAsync("PracticeSupport", "O. Onder");
        Assistant = await Stage.SupervisedAsync("MedicalAssistant", "A. Assistent");
        OtherSupport = await Stage.SupervisedAsync("PracticeSupport", "U. Anders", Stage.OtherDoctor);
        foreach (var (name, @case, doctor) in ((string, Case, Person)[])[("I. Opleiding", asked, Stage.Doctor), ("O. Onder", asked, Stage.Doctor), ("A. Assistent", asked, Stage.Doctor), ("A. Assistent", done, Stage.Doctor), ("U. Anders", elsewhere, Stage.OtherDoctor)])
        {
            await MedicalSteps.GiveTaskAsync(doctor, await Stage.AddressAsync(@case), name, "FollowUp", "Houd contact.", Stage.Today, Stage.Today.AddDays(20));
        }

        await Stage.Doctor.Browser.SubmitAsync(await Stage.Doctor.OpenAsync($"{await Stage.AddressAsync(done)}/tasks"), "form[action*=Withdraw]");
        (Asked, Done, Elsewhere) = (await TargetAsync(asked), await TargetAsync(done), await TargetAsync(elsewhere));

        foreach (var person in (Person[])[.. Closed, Stage.Doctor, Stage.Clerk, Appointed, Employee, Physician, Support, Assistant])
        {
            await TokenAsync(person);
        }
    }

    private async Task<Person> FormerAsync(Case @case)
    {
        var doctor = await Stage.NewDoctorAsync("F. Voormalig", "89012345601");
        await MedicalSteps.AppointAsync(Stage.Doctor, Stage.OtherDoctor, "F. Voormalig", Stage.Employer.ToString("N"), "Bakkerij De Korst");
        // A second request of the same case, which this doctor plans and so treats.
        var again = @case with { Request = Guid.NewGuid() };
        (await Stage.Reintegration.DeliverAsync(Messages.Request(again, World.Clock))).Should().OnlyContain(x => x);
        (await MedicalSteps.PlanAsync(doctor, @case.Person)).Should().BeTrue();
        (await doctor.OpenAsync(await Stage.AddressAsync(@case))).Status.Should().Be(System.Net.HttpStatusCode.OK);
        var page = await Stage.Doctor.OpenAsync($"{World.At.Medical}/appointments");
        var line = page.Document.QuerySelectorAll("li").First(x => x.QuerySelector("b")?.TextContent == "F. Voormalig");
        await Stage.Doctor.Browser.SubmitAsync(page, $"form[action='{line.QuerySelector("form[action*=End]")!.GetAttribute("action")}']");
        return doctor;
    }

    private async Task<Person> ClerkAsync(string name, Person doctor)
    {
        var clerk = await Stage.HireAsync("DerivedSecrecyStaff", name, "");
        await MedicalSteps.RecordStatementAsync(doctor, name, Stage.Today);
        await MedicalSteps.ConfirmAsync(doctor, name, await MedicalSteps.EnrolAsync(clerk));
        await clerk.OpenAsync($"{World.At.Medical}/work");
        return clerk;
    }

    /// <summary>Half of the code in the letter, half on the telephone (R-151).</summary>
    private async Task<Person> ByPostAsync(Case @case, string name)
    {
        var employee = await World.PersonAsync(name);
        var page = await employee.OpenAsync($"{World.At.Medical}/activate");
        var served = await MedicalSteps.IdentifyAsync(Stage.Doctor, new Uri(await Stage.AddressAsync(@case)).AbsolutePath, "Telephone");
        served = await Stage.Doctor.Browser.SubmitAsync(served, "form[action*=Code]", new Dictionary<string, string> { ["AccountNumber"] = page.TextOf("#account-number")!, ["Address"] = "Dorpsstraat 1\n1234 AB Utrecht" });
        page = await employee.SubmitWithPasskeyAsync(page, "form[data-passkey=create]", new Dictionary<string, string> { ["Code"] = served.TextOf("#letter-half")! + served.TextOf("#spoken-half") });
        page.Address.AbsolutePath.Should().Be("/my");
        return employee;
    }

    private async Task EndStatementAsync(string name)
    {
        var page = await Stage.Doctor.OpenAsync($"{World.At.Medical}/people");
        var line = page.Document.QuerySelectorAll("li").First(x => x.QuerySelector("b")?.TextContent == name);
        await Stage.Doctor.Browser.SubmitAsync(page, $"form[action='{line.QuerySelector("form[action*=End]")!.GetAttribute("action")}']");
    }

    /// <summary>The same file, with the task of this person in it.</summary>
    internal async Task<Target> WithTaskAsync(Target target, string name) => target with { Task = await TaskAsync(target.File, name) };

    private Task<Guid> TaskAsync(Guid file, string? name) =>
        World.ReadAsync(db => db.Tasks.Where(x => x.File == file && (name == null || db.Staff.Any(s => s.Id == x.Staff && s.Name == name))).OrderBy(x => x.GivenAt).Select(x => x.Id).FirstAsync());

    private async Task<Target> TargetAsync(Case @case)
    {
        var file = await Stage.FileAsync(@case);
        // The request that is still open, where there is one.
        var request = await World.ReadAsync(db => db.Requests.Where(x => x.File == file).OrderBy(x => x.State == Features.Cases.RequestState.Planned ? 0 : 1).Select(x => x.Id).FirstAsync());
        return new(file, request, await World.ReadAsync(db => db.Outcomes.Where(x => x.File == file).Select(x => x.Id).SingleAsync()), await TaskAsync(file, null));
    }
}

/// <summary>Ids of one file and of what is in it.</summary>
internal sealed record Target(Guid File, Guid Request, Guid Outcome, Guid Task)
{
    /// <summary>Ids of nothing.</summary>
    internal static Target Absent() => new(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
}
