using System.Net;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Medical.Features.Desk;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Medical.Features.Outcomes;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>The employee at home: every step of the own door has a variant that staff records, and whoever records it says how he knew who it was.</summary>
public sealed class DeskTests
{
    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-032")]
    [Trait("Rule", "R-083")]
    [Trait("Rule", "R-151")]
    public async Task Somebody_who_only_telephones_is_served_wholly_and_the_doctor_sees_how(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var @case = await stage.TreatedAsync("Jansen");
        await stage.WithEmployeeAsync(@case, told: false);
        var served = await TelephoneAsync(stage, "Jansen");

        // Nobody agrees with what was not heard.
        served.TextOf("#read-h").Should().NotBeNull();
        var early = await stage.Clerk.Browser.SubmitAsync(served, "form[action*=Agree]");
        early.Errors.Should().Contain("Lees de tekst eerst voor");
        (await OutcomeAsync(stage)).State.Should().Be(OutcomeState.WithEmployee);

        served = await stage.Clerk.Browser.SubmitAsync(served, "form[action*=ReadOut]");
        served.Document.QuerySelectorAll("#recorded li").Should().HaveCount(1);
        var heard = await OutcomeAsync(stage);
        heard.ReadAt.Should().NotBeNull();
        heard.ToldAt.Should().NotBeNull("the reading time runs from now on");
        heard.State.Should().Be(OutcomeState.WithEmployee, "hearing is not agreeing");
        served = await stage.Clerk.Browser.SubmitAsync(served, "form[action*=Agree]");
        (await OutcomeAsync(stage)).State.Should().Be(OutcomeState.Ready);

        // What the employee asks reaches the doctor and nobody else.
        var sent = stage.Reintegration.Got.Count;
        served = await stage.Clerk.Browser.SubmitAsync(served, "form[action*=Ask]", new Dictionary<string, string> { ["For"] = "Consultation", ["Words"] = "liefst in de ochtend" });
        served.Errors.Should().BeEmpty();
        (await stage.World.ReadAsync(db => db.Outbox.CountAsync())).Should().Be(0);
        stage.Reintegration.Got.Count.Should().Be(sent);
        (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/work")).Document.QuerySelector("a[href$='#asks']").Should().NotBeNull();
        var file = await stage.Doctor.OpenAsync(await stage.AddressAsync(@case));
        file.TextOf("#asks").Should().Contain("liefst in de ochtend").And.Contain("K. Smit").And.Contain("teruggebeld");
        file.Document.QuerySelectorAll("[data-recorded]").Select(x => x.GetAttribute("data-recorded")).Should().BeEquivalentTo("ReadOut", "Agreed");
        file.Document.QuerySelector("[data-recorded=Agreed]")!.TextContent.Should().Contain("K. Smit").And.Contain("teruggebeld");
        await MedicalSteps.SignAsync(stage.Doctor, await stage.Doctor.OpenAsync($"{await stage.AddressAsync(@case)}/outcomes/{heard.Id}/sign"));
        file = await stage.Doctor.Browser.SubmitAsync(file, "form[action*=Handled]");
        file.TextOf("#asks").Should().BeNull("it was dealt with");

        // The released text is read out as well, and all of it stands in the employee's log.
        served = await TelephoneAsync(stage, "Jansen");
        await stage.Clerk.Browser.SubmitAsync(served, "form[action*=ReadOut]");
        (await stage.World.ReadAsync(db => db.DeskSteps.Select(x => x.Kind).ToListAsync())).Should().BeEquivalentTo([DeskStepKind.ReadOut, DeskStepKind.Agreed, DeskStepKind.Asked, DeskStepKind.ReadOut]);
        (await stage.World.ReadAsync(db => db.DeskContacts.AsNoTracking().ToListAsync())).Should().OnlyContain(x => x.Route == IdentificationRoute.Telephone && x.Document == DocumentKind.None);
        var employee = await stage.ActivatedAsync(@case, "M. Jansen");
        var log = await employee.OpenAsync($"{stage.World.At.Medical}/my/{await stage.FileAsync(@case)}/log");
        log.TextOf("#log").Should().Contain("tekst voor u voorgelezen").And.Contain("uw akkoord opgeschreven").And.Contain("werd teruggebeld").And.Contain("voor S. Bakker");
    }

    [Fact]
    [Trait("Rule", "R-083")]
    [Trait("Rule", "R-084")]
    public async Task An_objection_by_telephone_is_the_employees_words_before_the_doctor()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        await stage.WithEmployeeAsync(@case);
        var served = await TelephoneAsync(stage, "Jansen");
        var refused = await stage.Clerk.Browser.SubmitAsync(served, "form[action*=Object]", new Dictionary<string, string> { ["Objection"] = " " });
        refused.Errors.Should().Contain("in de woorden van de werknemer");
        served = await stage.Clerk.Browser.SubmitAsync(served, "form[action*=Object]", new Dictionary<string, string> { ["Objection"] = "de dag klopt niet" });
        served.Errors.Should().BeEmpty();
        var file = await stage.Doctor.OpenAsync(await stage.AddressAsync(@case));
        file.TextOf("#outcome").Should().Contain("de dag klopt niet").And.Contain("K. Smit");
        file.Document.QuerySelector("#outcome a[href$='/sign']").Should().NotBeNull("the doctor decides; there is no veto");
    }

    [Fact]
    [Trait("Rule", "R-046")]
    [Trait("Rule", "R-060")]
    [Trait("Rule", "R-072")]
    [Trait("Rule", "R-151")]
    public async Task A_contact_is_of_one_member_of_staff_for_one_file_and_an_hour_and_shows_no_entry()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        await stage.WithEmployeeAsync(@case);
        var other = await stage.TreatedAsync("Pieters");
        var served = await TelephoneAsync(stage, "Jansen");
        served.Text.Should().NotContain("Bevinding", "staff at the desk read no entries");
        (await stage.Doctor.OpenAsync(served.Address.ToString())).Status.Should().Be(HttpStatusCode.NotFound);
        var contact = served.Address.Segments[^1];
        (await stage.Clerk.OpenAsync($"{await stage.AddressAsync(other)}/desk/{contact}")).Status.Should().Be(HttpStatusCode.NotFound);
        await stage.World.AdvanceAsync(TimeSpan.FromMinutes(14));
        (await stage.Clerk.OpenAsync(served.Address.ToString())).Status.Should().Be(HttpStatusCode.OK);
        await stage.World.AdvanceAsync(TimeSpan.FromMinutes(47));
        (await stage.Clerk.OpenAsync(served.Address.ToString())).Status.Should().Be(HttpStatusCode.NotFound);

        // Searching finds by name and birth date together, within the doctor's own files, and is in the ledger without its words.
        (await SearchAsync(stage.Clerk, "Jansen", "18-05-1984")).Document.QuerySelector("#found a").Should().BeNull();
        (await SearchAsync(stage.OtherDoctor, "Jansen", "17-05-1984")).Document.QuerySelector("#found a").Should().BeNull();
        (await SearchAsync(stage.Clerk, "jansen", "17-05-1984")).Document.QuerySelectorAll("#found a").Should().HaveCount(1);
        (await stage.World.LedgerAsync()).Count(x => x.Event == "directory.read").Should().BeGreaterThan(2);
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-077")]
    [Trait("Rule", "R-151")]
    public async Task A_code_by_post_opens_outcomes_and_requests_and_a_desk_code_later_opens_the_file(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var @case = await stage.TreatedAsync("Jansen");
        await stage.WithEmployeeAsync(@case);
        var employee = await stage.World.PersonAsync("M. Jansen");
        var code = await LetterAsync(stage, employee);
        var page = await employee.SubmitWithPasskeyAsync(await employee.OpenAsync($"{stage.World.At.Medical}/activate"), "form[data-passkey=create]", new Dictionary<string, string> { ["Code"] = code });
        page.Address.AbsolutePath.Should().Be("/my");
        page.Text.Should().Contain("Ongeschikt voor het eigen werk per").And.NotContain("Bevinding");
        page.TextOf("[data-level]").Should().Contain("Nog niet");
        page.Document.QuerySelector("form[action*=Waive], form[action*=Object], a[href$='/log']").Should().BeNull();
        (await employee.Browser.SubmitAsync(page, "form[action*=Ask]", new Dictionary<string, string> { ["For"] = "Contact" })).Errors.Should().BeEmpty();
        (await stage.World.ReadAsync(db => db.Asks.CountAsync())).Should().Be(1);

        // What is not offered is not possible either.
        var file = await stage.FileAsync(@case);
        (await employee.OpenAsync($"{stage.World.At.Medical}/my/{file}/log")).Status.Should().Be(HttpStatusCode.NotFound);
        (await PostAsync(employee, page, $"/my?handler=Waive&file={file}&outcome={(await OutcomeAsync(stage)).Id}")).Status.Should().Be(HttpStatusCode.NotFound);
        (await OutcomeAsync(stage)).State.Should().Be(OutcomeState.WithEmployee);
        (await stage.World.LedgerAsync()).Should().Contain(x => x.Event == "outcome.answer" && !x.Permitted && x.Reason == "door-level");

        // Seen in person, with this very door open: from now on all of it.
        var served = await MedicalSteps.IdentifyAsync(stage.Clerk, $"/files/{file}", "Video");
        var activate = await employee.OpenAsync($"{stage.World.At.Medical}/activate");
        served = await stage.Clerk.Browser.SubmitAsync(served, "form[action*=Code]", new Dictionary<string, string> { ["AccountNumber"] = activate.TextOf("#account-number")! });
        page = await employee.Browser.SubmitAsync(activate, "form:has([name=Code])", new Dictionary<string, string> { ["Code"] = served.TextOf("#activation-code")! });
        page.Address.AbsolutePath.Should().Be("/my");
        page.Text.Should().Contain("Bevinding");
        page.Document.QuerySelector("[data-level]").Should().BeNull();
        page.Document.QuerySelectorAll("[data-own-ways] li").Select(x => x.GetAttribute("data-route")).Should().Equal(["Video", "Telephone"], "both count for how far it opens");
        (await stage.World.ReadAsync(db => db.EmployeeFiles.CountAsync(x => x.EndedAt == null))).Should().Be(1, "one way to one file");
    }

    [Fact]
    [Trait("Rule", "R-151")]
    public async Task A_code_by_post_works_for_fourteen_days_and_neither_half_alone()
    {
        await using var stage = await Stage.StartAsync();
        await stage.TreatedAsync("Jansen");
        var employee = await stage.World.PersonAsync("M. Jansen");
        var code = await LetterAsync(stage, employee);
        foreach (var half in (string[])[code[..5], code[5..]])
        {
            (await UseAsync(employee, half)).Address.AbsolutePath.Should().Be("/activate");
        }

        await stage.World.AdvanceAsync(TimeSpan.FromDays(14) + TimeSpan.FromMinutes(1));
        (await UseAsync(employee, code)).Address.AbsolutePath.Should().Be("/activate");
        code = await LetterAsync(stage, employee);
        await stage.World.AdvanceAsync(TimeSpan.FromDays(13));
        (await UseAsync(employee, code)).Address.AbsolutePath.Should().Be("/my");
    }

    private static async Task<Page> UseAsync(Person employee, string code) =>
        await employee.SubmitWithPasskeyAsync(await employee.OpenAsync($"{employee.At.Medical}/activate"), "form[data-passkey=create]", new Dictionary<string, string> { ["Code"] = code });

    /// <summary>A code in two halves: one in the letter, the other said on the telephone.</summary>
    private static async Task<string> LetterAsync(Stage stage, Person employee)
    {
        var number = (await employee.OpenAsync($"{stage.World.At.Medical}/activate")).TextOf("#account-number")!;
        var served = await TelephoneAsync(stage, "Jansen");
        var without = await stage.Clerk.Browser.SubmitAsync(served, "form[action*=Code]", new Dictionary<string, string> { ["AccountNumber"] = number });
        without.Errors.Should().Contain("adres");
        without.Document.QuerySelector("[name=AccountNumber]")!.GetAttribute("value").Should().Be(number, "what was typed is kept");
        served = await stage.Clerk.Browser.SubmitAsync(served, "form[action*=Code]", new Dictionary<string, string> { ["AccountNumber"] = number, ["Address"] = "Dorpsstraat 1\n1234 AB Utrecht" });
        var (written, spoken) = (served.TextOf("#letter-half")!, served.TextOf("#spoken-half")!);
        served.TextOf("#letter").Should().Contain("Dorpsstraat 1").And.NotContain(spoken);
        served.TextOf("#activation-code").Should().BeNull();
        return written + spoken;
    }

    private static async Task<Page> TelephoneAsync(Stage stage, string surname)
    {
        var found = await SearchAsync(stage.Clerk, surname, "17-05-1984");
        return await MedicalSteps.IdentifyAsync(stage.Clerk, found.Document.QuerySelector("#found a")!.GetAttribute("href")![..^"/desk".Length], "Telephone");
    }

    private static async Task<Page> SearchAsync(Person person, string surname, string born) =>
        await person.Browser.SubmitAsync(await person.OpenAsync($"{person.At.Medical}/desk"), "form[role=search]", new Dictionary<string, string> { ["Surname"] = surname, ["BirthDate"] = born });

    private static Task<Page> PostAsync(Person person, Page page, string address)
    {
        var token = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        return person.Browser.PostAsync(person.At.Medical + address, new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token }));
    }

    private static Task<Outcome> OutcomeAsync(Stage stage) => stage.World.ReadAsync(db => db.Outcomes.AsNoTracking().SingleAsync());
}
