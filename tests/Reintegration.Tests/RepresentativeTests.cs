using ArboDossier.Reintegration.Access;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Tests;

/// <summary>Somebody acts for an employee as far as the authorisation goes and as long as it counts, and is never of the other side (R-175 to R-180).</summary>
public sealed class RepresentativeTests
{
    private static readonly Power[] All = [.. Enum.GetValues<Power>().Where(x => x != Power.None)];

    [Theory]
    [MemberData(nameof(World.Engines), MemberType = typeof(World))]
    [Trait("Rule", "R-175")]
    [Trait("Rule", "R-176")]
    public async Task A_representative_sees_the_employees_own_page_and_does_what_was_left_to_him(StoreProvider engine)
    {
        await using var stage = await Stage.SetAsync(engine);
        var (mariekes, karims) = (await stage.ReportAsync(stage.Hr, "Marieke"), await stage.ReportAsync(stage.Hr, "Karim"));
        var reader = await stage.AuthoriseAsync("L. Ezer", 30, Power.Read);
        (await reader.SeeAsync("/my")).Should().Contain("U kijkt namens Marieke de Vries").And.Contain("Marieke de Vries is ziek gemeld").And.NotContain("Meld herstel").And.NotContain("/my/correction/").And.NotContain("/my/log/").And.NotContain("/my/representatives/").And.NotContain("Karim");
        foreach (var page in (string[])[$"/cases/{mariekes}/recovery", $"/cases/{mariekes}/withdraw", $"/cases/{mariekes}/outcome/1", $"/my/correction/{mariekes}", $"/my/log/{stage.Employees["Marieke"]}"])
        {
            (await reader.GetAsync(page)).Should().Match<Answer>(x => x.Status == 403 && x.Body.Contains("data-closed-by=\"R-176\"", StringComparison.Ordinal), page);
        }

        foreach (var page in (string[])[$"/cases/{mariekes}", $"/my/representatives/{stage.Employees["Marieke"]}", $"/cases/{karims}/recovery", $"/my/correction/{karims}", $"/my/log/{stage.Employees["Karim"]}", "/employees", "/service"])
        {
            (await reader.GetAsync(page)).Status.Should().Be(404, page);
        }

        var acting = await stage.AuthoriseAsync("M. Achtigde", 30, All);
        (await acting.SeeAsync("/my")).Should().Contain("Meld herstel").And.Contain("/my/correction/");
        await acting.DoAsync($"/my/correction/{mariekes}", ("Fields", "Phone"));
        (await stage.Hr.SeeAsync($"/cases/{mariekes}")).Should().Contain("vraagt om verbetering").And.Contain("Gemachtigde").And.NotContain("M. Achtigde");
        var employee = await stage.World.RowsAsync(db => db.Members.Where(x => x.Role == Role.Employee && x.Subject == stage.Marieke.Subject).Select(x => x.Id).SingleAsync());
        (await stage.World.LedgerAsync()).Should().Contain(x => x.Event == "correction.ask" && x.Permitted && x.Role == "Representative" && x.Text.Contains($"\"OnBehalfOf\":\"{employee:N}\"", StringComparison.Ordinal));
        (await stage.Marieke.SeeAsync($"/my/log/{stage.Employees["Marieke"]}")).Should().Contain("M. Achtigde").And.Contain("Om verbetering gevraagd").And.Contain("Door u gemachtigd").And.Contain("Uw machtiging gaat niet zo ver");
    }

    [Fact]
    [Trait("Rule", "R-180")]
    [Trait("Rule", "R-071")]
    public async Task An_authorisation_ends_with_its_day_its_withdrawal_and_the_employees_own_role()
    {
        await using var stage = await Stage.SetAsync();
        await stage.ReportAsync(stage.Hr, "Marieke");
        var (withdrawn, lapsing) = (await stage.AuthoriseAsync("W. Weg", 30, All), await stage.AuthoriseAsync("K. Kort", 1, All));
        (await withdrawn.SeeAsync("/my")).Should().Contain("Marieke");
        var row = await stage.World.RowsAsync(db => db.Authorisations.Where(x => db.Members.Any(m => m.Id == x.Member && m.Subject == withdrawn.Subject)).Select(x => x.Id).SingleAsync());
        var page = $"/my/representatives/{stage.Employees["Marieke"]}";
        await stage.Marieke.DoAsync(page, ("Withdraw", row.ToString()));
        (await withdrawn.GetAsync("/my")).Status.Should().Be(404);
        (await stage.Marieke.SeeAsync(page)).Should().Contain("Ingetrokken").And.Contain("Actief");

        stage.World.Clock.Advance(TimeSpan.FromDays(1));
        (await lapsing.GetAsync("/my")).Status.Should().Be(200, "the last day counts");
        stage.World.Clock.Advance(TimeSpan.FromDays(1));
        (await lapsing.GetAsync("/my")).Status.Should().Be(404);

        var last = await stage.AuthoriseAsync("L. Laatst", 30, All);
        (await last.GetAsync("/my")).Status.Should().Be(200);
        var employee = await stage.World.RowsAsync(db => db.Members.Where(x => x.Role == Role.Employee && x.Subject == stage.Marieke.Subject).Select(x => x.Id).SingleAsync());
        await stage.Admin.DoAsync($"/employers/{stage.VanDam}", ("EndMember", employee.ToString()));
        (await last.GetAsync("/my")).Status.Should().Be(404, "nobody acts for who is no employee here any more");
        (await stage.World.LedgerAsync()).Select(x => x.Event).Should().Contain(["representative.give", "representative.bind", "representative.end"]);
    }

    [Fact]
    [Trait("Rule", "R-179")]
    public async Task Who_works_on_the_other_side_is_refused_when_accepting_and_the_employee_sees_it()
    {
        await using var stage = await Stage.SetAsync();
        await stage.ReportAsync(stage.Hr, "Marieke");
        var expert = await stage.StaffAsync(Role.LabourExpert, "T. Kundig");
        await stage.Petra.SeeAsync("/my");
        var page = $"/my/representatives/{stage.Employees["Marieke"]}";
        foreach (var (person, home) in ((Person, string)[])[(stage.Hr, "/"), (stage.Petra, "/"), (stage.CaseManager, "/"), (stage.OtherCaseManager, "/"), (stage.Admin, "/"), (expert, "/"), (stage.Marieke, "/my")])
        {
            var invited = await stage.InviteAsync(stage.Marieke, page, stage.Authorisation("A. Anders", 30, All));
            // The same account as before accepts: it has two sets of invitations.
            var both = stage.World.Person(person.Subject, [.. person.Invitations, .. invited.Invitations]);
            (await both.GetAsync(home)).Status.Should().Be(200, "the other role stays");
            (await both.SeeAsync(home)).Should().NotContain("U kijkt namens");
        }

        (await stage.Marieke.SeeAsync(page)).Should().Contain("R-179").And.NotContain(">Actief<");
        (await stage.World.RowsAsync(db => db.Authorisations.AsNoTracking().ToListAsync())).Should().HaveCount(7).And.OnlyContain(x => x.End == Features.My.AuthorisationEnd.Refused);
        (await stage.World.LedgerAsync()).Count(x => x.Event == "representative.bind" && !x.Permitted && x.Reason == "both-sides").Should().Be(7);
    }

    [Fact]
    [Trait("Rule", "R-179")]
    public async Task Who_comes_to_the_other_side_later_represents_nobody_as_long_as_that_lasts()
    {
        await using var stage = await Stage.SetAsync();
        var mariekes = await stage.ReportAsync(stage.Hr, "Marieke");
        var acting = await stage.AuthoriseAsync("M. Achtigde", 30, All);
        (await acting.SeeAsync("/my")).Should().Contain("U kijkt namens Marieke");
        var invited = await stage.InviteAsync(stage.Admin, "/service/invite", ("Role", "CaseManager"), ("Input.Name", "M. Achtigde"), ("Input.Email", "m@debrug.example"), ("Input.Language", "nl"));
        var both = stage.World.Person(acting.Subject, [.. acting.Invitations, .. invited.Invitations]);
        (await both.SeeAsync("/")).Should().Contain("R-179");
        (await both.GetAsync("/my")).Status.Should().Be(404);
        (await both.GetAsync($"/cases/{mariekes}")).Should().Match<Answer>(x => x.Status == 403 && x.Body.Contains("data-closed-by=\"R-179\"", StringComparison.Ordinal));
        var manager = await stage.World.RowsAsync(db => db.Members.Where(x => x.Role == Role.CaseManager && x.Subject == acting.Subject).Select(x => x.Id).SingleAsync());
        await stage.Admin.DoAsync("/service", ("EndMember", manager.ToString()));
        (await both.SeeAsync("/my")).Should().Contain("U kijkt namens Marieke");
    }

    [Fact]
    [Trait("Rule", "R-175")]
    public async Task Only_the_employee_authorises_signed_in_a_moment_ago_with_powers_of_the_list_and_a_last_day()
    {
        await using var stage = await Stage.SetAsync();
        await stage.Marieke.SeeAsync("/my");
        var page = $"/my/representatives/{stage.Employees["Marieke"]}";
        foreach (var person in (Person[])[stage.Hr, stage.Admin, stage.Petra, stage.CaseManager, stage.World.Stranger()])
        {
            (await person.PostToAsync("/", page, stage.Authorisation("Q. Iemand", 30, Power.Read))).Status.Should().Be(404);
        }

        foreach (var (until, powers) in ((int, Power[])[])[(30, []), (30, [Power.AskCorrection]), (30, [Power.Read, Power.None]), (-1, [Power.Read]), (400, [Power.Read])])
        {
            (await stage.Marieke.PostAsync(page, stage.Authorisation("Q. Iemand", until, powers))).Body.Should().NotContain("data-invitation");
        }

        foreach (var (field, value) in ((string, string)[])[("Input.Email", "nergens"), ("Input.Name", ""), ("Until", ""), ("Powers", "Everything")])
        {
            (await stage.Marieke.PostAsync(page, [.. stage.Authorisation("Q. Iemand", 30, Power.Read).Select(x => x.Name == field ? (field, value) : x)])).Body.Should().NotContain("data-invitation", field);
        }

        using var form = new FormUrlEncodedContent([.. stage.Authorisation("Q. Iemand", 30, Power.Read).Select(x => KeyValuePair.Create(x.Name, x.Value)), new("__RequestVerificationToken", await stage.Marieke.TokenAsync(page))]);
        (await stage.Marieke.SendAsync(HttpMethod.Post, page, form, ("X-Signed-In-Minutes-Ago", "16"))).Status.Should().Be(503, "it is sent to the sign-in program, which is not there in this test");
        (await stage.World.RowsAsync(db => db.Authorisations.CountAsync())).Should().Be(0);
        await stage.AuthoriseAsync("Q. Iemand", 30, Power.Read);
        (await stage.World.RowsAsync(db => db.Authorisations.CountAsync())).Should().Be(1);
        (await stage.World.EverythingAsync()).Should().NotContain("Q. Iemand", "who represents somebody is sealed");
    }

    [Fact]
    [Trait("Rule", "R-175")]
    public async Task The_employer_does_not_see_whom_an_employee_authorised_and_an_account_of_the_employee_is_none_of_the_representative()
    {
        await using var stage = await Stage.SetAsync();
        await stage.Marieke.SeeAsync("/my");
        await stage.AuthoriseAsync("M. Achtigde", 30, All);
        (await stage.Hr.SeeAsync($"/employees/{stage.Employees["Marieke"]}")).Should().NotContain("Gemachtigde").And.NotContain("M. Achtigde");
        await stage.Hr.DoAsync($"/employees/{stage.Employees["Marieke"]}/invite", ("LineManager", "true"));
        (await stage.World.RowsAsync(db => db.Members.Where(x => x.Role == Role.LineManager && x.Employment == stage.Employees["Marieke"]).Select(x => x.Subject).SingleAsync())).Should().Be(stage.Marieke.Subject);
    }
}
