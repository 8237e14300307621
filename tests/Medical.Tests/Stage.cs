using ArboDossier.Contracts.Messages;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Medical.Features.Cases;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>
/// A service at work: two doctors who founded it and signed the roster, a clerk under the first, an employer for which the first is appointed.
/// All of it was done through the pages and the exchange.
/// </summary>
internal sealed class Stage(MedicalWorld world) : IAsyncDisposable
{
    internal const string Big = "19012345601";
    internal const string OtherBig = "29012345601";
    internal static readonly Guid Employer = Guid.NewGuid();
    internal static readonly Guid OtherEmployer = Guid.NewGuid();

    internal MedicalWorld World => world;

    internal FakeReintegration Reintegration => world.Reintegration;

    internal Person Doctor { get; private set; } = null!;

    /// <summary>Appointed for another employer only.</summary>
    internal Person OtherDoctor { get; private set; } = null!;

    internal Person Clerk { get; private set; } = null!;

    /// <summary>Of another service, where the service began with one doctor.</summary>
    internal Person? Outside { get; private set; }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    internal static async Task<Stage> StartAsync(string engine = "sqlite", DateTimeOffset? at = null, bool outside = false, params string[] settings)
    {
        var stage = new Stage(await MedicalWorld.StartAsync(engine, at, settings: settings));
        await (outside ? stage.FoundAloneAsync() : stage.FoundAsync());
        stage.Clerk = await stage.HireAsync("DerivedSecrecyStaff", "K. Smit", "");
        await MedicalSteps.RecordStatementAsync(stage.Doctor, "K. Smit", stage.Today);
        await MedicalSteps.ConfirmAsync(stage.Doctor, "K. Smit", await MedicalSteps.EnrolAsync(stage.Clerk));
        await MedicalSteps.AppointAsync(stage.Doctor, stage.OtherDoctor, "S. Bakker", Employer.ToString("N"), "Bakkerij De Korst");
        await MedicalSteps.AppointAsync(stage.Doctor, stage.OtherDoctor, "T. Visser", OtherEmployer.ToString("N"), "Garage Het Wiel");
        return stage;
    }

    internal DateOnly Today => Web.Words.LocalDay(world.Clock.GetUtcNow());

    /// <summary>Two doctors begin, confirm each other and sign the roster.</summary>
    internal async Task FoundAsync()
    {
        Doctor = await world.PersonAsync("S. Bakker");
        OtherDoctor = await world.PersonAsync("T. Visser");
        await MedicalSteps.FoundAsync(Doctor, world.FoundingCodes[0], Big);
        await MedicalSteps.FoundAsync(OtherDoctor, world.FoundingCodes[1], OtherBig);
        await MedicalSteps.ConfirmFounderAsync(Doctor);
        await MedicalSteps.ConfirmFounderAsync(OtherDoctor);
        await MedicalSteps.SignRosterAsync(Doctor);
        await MedicalSteps.SignRosterAsync(OtherDoctor);
    }

    /// <summary>One doctor begins with one of another service; the second of the own service comes after them.</summary>
    private async Task FoundAloneAsync()
    {
        Doctor = await world.PersonAsync("S. Bakker");
        Outside = await world.PersonAsync("B. Buiten");
        await MedicalSteps.FoundAsync(Doctor, world.FoundingCodes[0], Big);
        await MedicalSteps.FoundAsync(Outside, world.FoundingCodes[1], "79012345601", outside: true);
        await MedicalSteps.ConfirmFounderAsync(Doctor);
        await MedicalSteps.ConfirmFounderAsync(Outside);
        for (var number = 1; number <= 2; number++)
        {
            await MedicalSteps.SignRosterAsync(Doctor);
            await MedicalSteps.SignRosterAsync(Outside);
            OtherDoctor ??= await NewDoctorAsync("T. Visser", OtherBig);
        }
    }

    /// <summary>Invites somebody, who accepts; the credential is not made yet.</summary>
    internal async Task<Person> HireAsync(string role, string name, string big, Person? by = null)
    {
        var link = await MedicalSteps.InviteAsync(by ?? Doctor, role, name, "iemand@voorbeeld.nl", big);
        var person = await world.PersonAsync(name);
        world.Identity.Accept(MedicalWorld.Subject(name), link);
        return person;
    }

    /// <summary>A new doctor, credential confirmed by the first.</summary>
    internal async Task<Person> NewDoctorAsync(string name, string big)
    {
        var person = await HireAsync("CompanyDoctor", name, big);
        await MedicalSteps.ConfirmAsync(Doctor, name, await MedicalSteps.EnrolAsync(person));
        return person;
    }

    /// <summary>Somebody who works by written tasks under a doctor, the first one if no other is named: invited, under a statement where the role needs one, credential confirmed.</summary>
    internal async Task<Person> SupervisedAsync(string role, string name, Person? by = null)
    {
        var doctor = by ?? Doctor;
        var person = await HireAsync(role, name, role == "SupervisedPhysician" ? "11112345601" : "", doctor);
        if (role != "SupervisedPhysician")
        {
            await MedicalSteps.RecordStatementAsync(doctor, name, Today);
        }

        await MedicalSteps.ConfirmAsync(doctor, name, await MedicalSteps.EnrolAsync(person));
        return person;
    }

    /// <summary>A sick report with facts, and if asked a request, as the employer's side sends them.</summary>
    internal async Task<Case> CaseAsync(string surname, Guid? employer = null, bool request = true, Guid? employment = null)
    {
        var made = new Case(Guid.NewGuid(), employment ?? Guid.NewGuid(), employer ?? Employer, Guid.NewGuid(), surname);
        var messages = new List<ZoneMessage> { Messages.Notice(made, world.Clock), Messages.Facts(made, world.Clock) };
        if (request)
        {
            messages.Add(Messages.Request(made, world.Clock));
        }

        (await Reintegration.DeliverAsync(messages)).Should().OnlyContain(x => x);
        return made;
    }

    /// <summary>A case with a consultation that is planned now with the first doctor: he treats.</summary>
    internal async Task<Case> TreatedAsync(string surname)
    {
        var made = await CaseAsync(surname);
        (await MedicalSteps.PlanAsync(Doctor, made.Person)).Should().BeTrue();
        return made;
    }

    /// <summary>Medical's id of the case's file.</summary>
    internal Task<Guid> FileAsync(Case @case) => world.ReadAsync(db => db.Employments.Where(x => x.Employment == @case.Employment).Select(x => x.Id).SingleAsync());

    internal async Task<string> AddressAsync(Case @case) => $"{world.At.Medical}/files/{await FileAsync(@case)}";

    /// <summary>An employee whose door leads to the case's file, by a code from the desk.</summary>
    internal async Task<Person> ActivatedAsync(Case @case, string name, Person? by = null)
    {
        var desk = by ?? Doctor;
        var file = await desk.OpenAsync(await AddressAsync(@case));
        var employee = await world.PersonAsync(name);
        await MedicalSteps.ActivateAsync(desk, file, employee);
        return employee;
    }

    /// <summary>A recorded consultation with an outcome that the employee reads first.</summary>
    internal async Task<Page> WithEmployeeAsync(Case @case, string verdict = "Unfit", bool told = true, Person? by = null)
    {
        var doctor = by ?? Doctor;
        var file = await doctor.OpenAsync(await AddressAsync(@case));
        var values = OutcomeFields(verdict, "First");
        if (!told)
        {
            values.Remove("Input.Told");
        }

        var page = await doctor.Browser.SubmitAsync(file, "form[data-draft-url]", values, "[formaction*=Sign]");
        page.Errors.Should().BeEmpty();
        return page;
    }

    /// <summary>A recorded consultation in which the text was read together; gives the signing page.</summary>
    internal async Task<Page> SigningPageAsync(Case @case, string verdict = "Unfit", Person? by = null)
    {
        var doctor = by ?? Doctor;
        var file = await doctor.OpenAsync(await AddressAsync(@case));
        var page = await doctor.Browser.SubmitAsync(file, "form[data-draft-url]", OutcomeFields(verdict, "InConsultation"), "[formaction*=Sign]");
        page.Errors.Should().BeEmpty();
        page.Address.AbsolutePath.Should().EndWith("/sign");
        return page;
    }

    internal Dictionary<string, string> OutcomeFields(string verdict, string reads) => new()
    {
        ["Input.Findings"] = "Bevinding.",
        ["Input.ThirdParty"] = "no",
        ["Input.Verdict"] = verdict,
        ["Input.Day"] = MedicalSteps.Typed(Today),
        ["Input.Reads"] = reads,
        ["Input.ReadAt"] = "10:38",
        ["Input.Told"] = "true",
    };
}

/// <summary>A case of the employer's side with its ids.</summary>
internal sealed record Case(Guid Id, Guid Employment, Guid Employer, Guid Request, string Surname)
{
    /// <summary>As the person stands on a screen.</summary>
    internal string Person => $"Marieke {Surname}";
}

/// <summary>Messages as Reintegration makes them.</summary>
internal static class Messages
{
    internal static CaseNotice Notice(Case x, Clock clock, string name = "Bakkerij De Korst") => new(
        x.Id, x.Employment, x.Employer, name, new PersonLabel("M.", "Marieke", "", x.Surname, new DateOnly(1984, 5, 17), "0612345678"),
        Web.Words.LocalDay(clock.GetUtcNow()).AddDays(-3), clock.GetUtcNow());

    internal static CaseFacts Facts(Case x, Clock clock, int version = 1, string function = "Banketbakker") => new(
        x.Id, version, Web.Words.LocalDay(clock.GetUtcNow()).AddDays(-3), function, 32, ExpectedDuration.Unknown, YesNoUnknown.No, false, false, [], null, null);

    internal static ConsultationRequest Request(Case x, Clock clock) =>
        new(x.Request, x.Id, [ConsultationQuestion.FitForOwnWork], Web.Words.LocalDay(clock.GetUtcNow()).AddDays(7), "C. de Groot", clock.GetUtcNow());

    internal static CaseClosed Closed(Case x, Clock clock, int version = 1, CaseEnd end = CaseEnd.Recovered) =>
        new(x.Id, version, end, Web.Words.LocalDay(clock.GetUtcNow()), clock.GetUtcNow());
}
