using System.Net;
using ArboDossier.DemoAuthenticator;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>The life of a passkey of the medical door after the first: a second one, its loss, a colleague who leaves, an account that was lost.</summary>
public sealed class OwnDoorTests
{
    private const string Add = "form[data-passkey=create]";

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-082")]
    public async Task A_second_passkey_of_a_doctor_waits_for_a_colleague_and_signs_when_two_doctors_listed_it(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var second = await AddAsync(stage, stage.Doctor);
        var elsewhere = await stage.World.PersonAsync("S. Bakker thuis", MedicalWorld.Subject("S. Bakker"));
        elsewhere.Keep(second);
        await NotAskedForAsync(elsewhere, "/work", "nobody confirmed it");
        var check = (await stage.Doctor.OpenAsync(Own(stage))).TextOf("[data-check]")!;
        await MedicalSteps.ConfirmAsync(stage.OtherDoctor, "S. Bakker", check);
        (await elsewhere.OpenAsync($"{stage.World.At.Medical}/work")).Address.AbsolutePath.Should().Be("/work");

        var signing = await stage.SigningPageAsync(await stage.TreatedAsync("Jansen"));
        var page = await elsewhere.OpenAsync(signing.Address.ToString());
        var signs = () => elsewhere.SubmitWithPasskeyAsync(page, "form[data-passkey=get]");
        await signs.Should().ThrowAsync<InvalidOperationException>("the employer's side would not believe it yet");
        var roster = await elsewhere.OpenAsync($"{stage.World.At.Medical}/roster");
        var lists = () => elsewhere.SubmitWithPasskeyAsync(roster, "form[data-passkey=get]");
        await lists.Should().ThrowAsync<InvalidOperationException>("it is not one of the two that sign a list either: that list would be believed by nobody");

        await MedicalSteps.SignRosterAsync(stage.Doctor);
        await MedicalSteps.SignRosterAsync(stage.OtherDoctor);
        page = await elsewhere.OpenAsync(signing.Address.ToString());
        (await signs()).Errors.Should().BeEmpty();
        (await stage.World.ReadAsync(db => db.Outcomes.CountAsync(x => x.Version == 1))).Should().Be(1);
    }

    [Fact]
    public async Task The_last_passkey_cannot_be_ended_and_ending_the_one_that_opened_the_door_closes_it()
    {
        await using var stage = await Stage.StartAsync();
        var page = await stage.Doctor.OpenAsync(Own(stage));
        page = await stage.Doctor.Browser.SubmitAsync(page, "form[action*=End]");
        page.Errors.Should().Contain("laatste passkey");
        await AddAsync(stage, stage.Doctor);
        var check = (await stage.Doctor.OpenAsync(Own(stage))).TextOf("[data-check]")!;
        await MedicalSteps.ConfirmAsync(stage.OtherDoctor, "S. Bakker", check);

        page = await stage.Doctor.OpenAsync(Own(stage));
        page = await stage.Doctor.Browser.SubmitAsync(page, "form[action*=End]");
        page.Address.AbsolutePath.Should().Be("/door", "what opened it is gone");
    }

    [Fact]
    [Trait("Rule", "R-064")]
    public async Task A_passkey_that_is_copied_to_other_devices_is_not_taken_from_a_doctor()
    {
        await using var stage = await Stage.StartAsync();
        var page = await stage.Doctor.OpenAsync(Own(stage));
        using var copied = SoftwarePasskey.Create(page.Document.QuerySelector(Add)!.GetAttribute("data-passkey-options")!, stage.World.At.Medical, copied: true, out var credential);
        page = await stage.Doctor.Browser.SubmitAsync(page, Add, new Dictionary<string, string> { ["Credential"] = credential });
        page.Errors.Should().Contain("op één apparaat of sleutel blijft");

        var arriving = await stage.HireAsync("CompanyDoctor", "N. Nieuw", "39012345601");
        page = await arriving.OpenAsync($"{stage.World.At.Medical}/enrol");
        using var another = SoftwarePasskey.Create(page.Document.QuerySelector(Add)!.GetAttribute("data-passkey-options")!, stage.World.At.Medical, copied: true, out credential);
        (await arriving.Browser.SubmitAsync(page, Add, new Dictionary<string, string> { ["Credential"] = credential })).Errors.Should().Contain("op één apparaat");
        (await stage.World.ReadAsync(db => db.Credentials.CountAsync())).Should().Be(3);
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    public async Task Who_lost_the_passkey_is_shut_out_at_once_and_enrols_anew_with_a_colleague(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/work");
        await AboutAsync(stage.OtherDoctor, stage, "S. Bakker", "Lost");
        (await stage.Doctor.Browser.GetAsync($"{stage.World.At.Medical}/work")).Status.Should().Be(HttpStatusCode.NotFound, "the door that was open is closed");

        var check = await MedicalSteps.EnrolAsync(stage.Doctor);
        await MedicalSteps.ConfirmAsync(stage.OtherDoctor, "S. Bakker", check);
        (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/work")).Address.AbsolutePath.Should().Be("/work");
        (await stage.World.LedgerAsync()).Should().Contain(x => x.Event == "credential.lost" && x.Permitted);
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-047")]
    [Trait("Rule", "R-071")]
    public async Task Who_leaves_is_nobody_at_the_next_request_and_so_is_whoever_worked_under_that_doctor(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var file = await stage.AddressAsync(await stage.TreatedAsync("Jansen"));
        (await stage.Clerk.OpenAsync(file)).Status.Should().Be(HttpStatusCode.OK);
        await AboutAsync(stage.OtherDoctor, stage, "S. Bakker", "Depart");
        foreach (var person in (Person[])[stage.Doctor, stage.Clerk])
        {
            var page = await person.Browser.GetAsync(file);
            page.Status.Should().Be(HttpStatusCode.NotFound);
            page.Text.Should().NotContain("Jansen");
        }

        (await stage.Doctor.Browser.GetAsync($"{stage.World.At.Medical}/")).Address.AbsolutePath.Should().Be("/activate", "an account like any other");
        (await stage.World.ReadAsync(db => db.AppointmentsOn(stage.Today).CountAsync(x => x.Employer == Stage.Employer))).Should().Be(0);
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-065")]
    public async Task A_new_account_in_place_of_a_lost_one_opens_nothing_without_the_passkey_of_the_door_and_its_owner_sees_it(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var people = await stage.OtherDoctor.OpenAsync($"{stage.World.At.Medical}/people");
        var form = Forms(people, "S. Bakker").Single(x => x.Contains("Renew", StringComparison.Ordinal));
        people = await stage.OtherDoctor.Browser.SubmitAsync(people, $"form[action='{form}']", new Dictionary<string, string> { ["address"] = "nergens" });
        people.Errors.Should().Contain("Vul een e-mailadres in");
        people.Document.QuerySelector($"details[open] form[action='{form}'] [name=address]")!.GetAttribute("value").Should().Be("nergens", "what was typed stays");
        people = await stage.OtherDoctor.Browser.SubmitAsync(people, $"form[action='{form}']", new Dictionary<string, string> { ["address"] = "nieuw@voorbeeld.nl" });
        var link = Invited.On(people);
        (await stage.Doctor.Browser.GetAsync($"{stage.World.At.Medical}/work")).Status.Should().Be(HttpStatusCode.NotFound, "the lost account is nobody");

        var anew = await stage.World.PersonAsync("S. Bakker opnieuw", "sub-nieuw");
        stage.World.Identity.Accept("sub-nieuw", link);
        (await anew.Browser.GetAsync($"{stage.World.At.Medical}/work")).Address.AbsolutePath.Should().Be("/door");
        anew.Keep(stage.Doctor.Passkeys[0]);
        (await anew.OpenAsync($"{stage.World.At.Medical}/work")).Address.AbsolutePath.Should().Be("/work");
        (await anew.OpenAsync(Own(stage))).Text.Should().Contain("vernieuwd, op verzoek van T. Visser");
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-065")]
    public async Task One_doctor_alone_does_not_become_another_and_who_does_not_stand_on_the_list_is_no_second_person(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var third = await stage.NewDoctorAsync("N. Nieuw", "39012345601");
        var file = await stage.AddressAsync(await stage.TreatedAsync("Jansen"));
        await AboutAsync(stage.OtherDoctor, stage, "S. Bakker", "Lost");
        var people = await stage.OtherDoctor.OpenAsync($"{stage.World.At.Medical}/people");
        people = await stage.OtherDoctor.Browser.SubmitAsync(people, $"form[action='{Forms(people, "S. Bakker").Single(x => x.Contains("Renew", StringComparison.Ordinal))}']", new Dictionary<string, string> { ["address"] = "eigen@voorbeeld.nl" });
        var impostor = await stage.World.PersonAsync("T. Visser als S. Bakker", "sub-eigen");
        stage.World.Identity.Accept("sub-eigen", Invited.On(people));
        var check = await MedicalSteps.EnrolAsync(impostor);
        await MedicalSteps.ConfirmAsync(stage.OtherDoctor, "S. Bakker", check);
        (await impostor.OpenAsync(file)).Status.Should().Be(HttpStatusCode.NotFound, "who let the account in does not confirm it too");
        (await stage.World.LedgerAsync()).Should().Contain(x => x.Event == "credential.confirm" && !x.Permitted);

        // Another does, if it is the doctor after all: that opens the door, and is still no second person.
        await MedicalSteps.ConfirmAsync(third, "S. Bakker", check);
        (await impostor.OpenAsync(file)).Text.Should().Contain("Jansen");
        var proposes = () => MedicalSteps.ProposeAsync(impostor, "N. Nieuw", Guid.NewGuid().ToString("N"), "Iets B.V.");
        await proposes.Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    [Trait("Rule", "R-065")]
    public async Task Nobody_does_this_about_himself_and_no_clerk_about_anybody()
    {
        await using var stage = await Stage.StartAsync();
        var page = await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/people");
        var me = await stage.World.ReadAsync(db => db.Staff.Where(x => x.Name == "S. Bakker").Select(x => x.Id).SingleAsync());
        Forms(page, "S. Bakker").Should().BeEmpty();
        var token = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        foreach (var handler in (string[])["Lost", "Depart", "Register"])
        {
            var content = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token, ["registered"] = "true" });
            (await stage.Doctor.Browser.PostAsync($"{stage.World.At.Medical}/people?member={me}&handler={handler}", content)).Status.Should().Be(HttpStatusCode.NotFound, handler);
        }

        (await stage.Clerk.OpenAsync($"{stage.World.At.Medical}/people")).Status.Should().Be(HttpStatusCode.NotFound);
        (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/work")).Address.AbsolutePath.Should().Be("/work");
    }

    [Fact]
    [Trait("Rule", "R-151")]
    public async Task An_employee_adds_a_second_passkey_that_opens_as_far_as_the_first_and_a_code_makes_none()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var employee = await stage.ActivatedAsync(@case, "M. Jansen");
        await employee.OpenAsync($"{stage.World.At.Medical}/my");
        var page = await employee.SubmitWithPasskeyAsync(await employee.OpenAsync(Own(stage)), Add);
        page.Errors.Should().BeEmpty();
        var elsewhere = await stage.World.PersonAsync("M. Jansen thuis", MedicalWorld.Subject("M. Jansen"));
        elsewhere.Keep(employee.Passkeys[^1]);
        (await elsewhere.OpenAsync($"{stage.World.At.Medical}/my")).Address.AbsolutePath.Should().Be("/my");
        (await stage.World.ReadAsync(db => db.Credentials.CountAsync(x => db.EmployeeDoors.Any(d => d.Id == x.Owner) && x.Level == Access.DoorLevel.Passkey && x.ConfirmedAt != null))).Should().Be(2);

        // Somebody whose way in is an app with codes opens for reading: the page offers no passkey, and takes none.
        await stage.World.ReadAsync(db => db.Credentials.Where(x => db.EmployeeDoors.Any(d => d.Id == x.Owner)).ExecuteUpdateAsync(set => set.SetProperty(x => x.Level, Access.DoorLevel.Code)));
        page = await employee.OpenAsync(Own(stage));
        page.Document.QuerySelector(Add).Should().BeNull();
        var token = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var content = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token, ["Credential"] = "{}" });
        (await employee.Browser.PostAsync(Own(stage), content)).Status.Should().Be(HttpStatusCode.NotFound);
    }

    private static string Own(Stage stage) => $"{stage.World.At.Medical}/door/own";

    private static async Task<SoftwarePasskey> AddAsync(Stage stage, Person who)
    {
        var page = await who.OpenAsync(Own(stage));
        var made = SoftwarePasskey.Create(page.Document.QuerySelector(Add)!.GetAttribute("data-passkey-options")!, stage.World.At.Medical, out var credential);
        page = await who.Browser.SubmitAsync(page, Add, new Dictionary<string, string> { ["Credential"] = credential });
        page.Errors.Should().BeEmpty();
        return made;
    }

    private static async Task NotAskedForAsync(Person person, string path, string why)
    {
        var opens = () => person.OpenAsync(person.At.Medical + path);
        await opens.Should().ThrowAsync<InvalidOperationException>(why);
    }

    private static async Task AboutAsync(Person doctor, Stage stage, string colleague, string handler)
    {
        var page = await doctor.OpenAsync($"{stage.World.At.Medical}/people");
        page = await doctor.Browser.SubmitAsync(page, $"form[action='{Forms(page, colleague).Single(x => x.Contains(handler, StringComparison.Ordinal))}']");
        page.Status.Should().Be(HttpStatusCode.OK);
    }

    private static IReadOnlyList<string> Forms(Page page, string colleague) =>
        [.. page.Document.QuerySelectorAll("ul.list > li").Where(x => x.QuerySelector("b")!.TextContent == colleague).SelectMany(x => x.QuerySelectorAll("details form")).Select(x => x.GetAttribute("action")!)];
}
