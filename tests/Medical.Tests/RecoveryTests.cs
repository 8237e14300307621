using System.Net;
using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Medical.Store;
using ArboDossier.Signing;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>Doctors who all lost their passkeys come back by custodians, in the sight of everyone; custodians can do nothing else.</summary>
public sealed class RecoveryTests
{
    private static readonly string[] Names = ["K. Notaris", "L. Ondernemingsraad", "M. Bestuur"];

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-082")]
    public async Task Two_of_three_custodians_bring_back_doctors_who_all_lost_their_passkeys(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var treated = await stage.TreatedAsync("Jansen");
        var employee = await stage.ActivatedAsync(treated, "M. Jansen");
        var file = await stage.AddressAsync(treated);
        var custodians = await NameCustodiansAsync(stage);
        (await Pages.RecoveryAsync(custodians[0])).TextOf("main").Should().Contain("2 van deze 3");

        await Pages.BeginAsync(custodians[0]);
        (await employee.OpenAsync($"{stage.World.At.Medical}/my")).TextOf("main").Should().Contain("artsen hersteld", "everyone sees it");
        (await stage.Clerk.OpenAsync($"{stage.World.At.Medical}/work")).TextOf("main").Should().Contain("artsen hersteld");

        // Both doctors sign in without the passkey of the door, and make another.
        var (bakker, visser) = (await WithoutPasskeyAsync(stage, "S. Bakker"), await WithoutPasskeyAsync(stage, "T. Visser"));
        string[] checks = [await Pages.EnrolAnewAsync(bakker), await Pages.EnrolAnewAsync(visser)];
        (await bakker.Browser.GetAsync(file)).Address.AbsolutePath.Should().Be("/door", "nobody signed yet");

        await stage.World.AdvanceAsync(Recoveries.Wait);
        (await Pages.SignAsync(custodians[0], checks)).Errors.Should().BeEmpty();
        (await bakker.Browser.GetAsync(file)).Address.AbsolutePath.Should().Be("/door", "one custodian is not two");
        (await Pages.RecoveryAsync(custodians[0])).Document.QuerySelector(Pages.Sign).Should().BeNull("each signs once");
        (await Pages.SignAsync(custodians[1], checks)).TextOf("main").Should().Contain("De artsen zijn hersteld");

        // The new passkeys open and sign, the former open nothing; who was an outsider stays one.
        (await bakker.OpenAsync(file)).TextOf("main").Should().Contain("Jansen");
        (await stage.Doctor.Browser.GetAsync(file)).Address.AbsolutePath.Should().Be("/door", "the door that the lost passkey had opened is closed");
        await FluentActions.Awaiting(() => stage.Doctor.OpenAsync(file)).Should().ThrowAsync<InvalidOperationException>("the lost passkey is not asked for any more");
        (await employee.OpenAsync($"{stage.World.At.Medical}/my")).TextOf("main").Should().Contain("hebben de bewaarders artsen hersteld");

        // The employer's side, and anyone with the file of an outcome, sees who signed that list.
        var chain = RosterChain.Begin(stage.World.At.Medical);
        foreach (var roster in await stage.Reintegration.ReceivedAsync<SignedRoster>(3))
        {
            chain.TryExtend(roster.Document, roster.Proofs, out chain, out var error).Should().BeTrue($"{error}");
        }

        chain.Recoveries.Should().ContainSingle().Which.Should().Match<KeyValuePair<int, IReadOnlyList<string>>>(x => x.Key == 3 && x.Value.SequenceEqual(Names.Take(2)));
        chain.Rosters[2].Doctors.Select(x => (x.Doctor, x.Name, x.Big)).Should().Equal(chain.Rosters[1].Doctors.Select(x => (x.Doctor, x.Name, x.Big)), "no doctor came and none changed");

        // Two doctors who came back sign the next list as ever.
        await stage.World.AdvanceAsync(TimeSpan.FromMinutes(1));
        await MedicalSteps.ConfirmAsync(bakker, "R. Mulder", await MedicalSteps.EnrolAsync(await HireAsync(stage, bakker, "R. Mulder")));
        await MedicalSteps.SignRosterAsync(bakker);
        await MedicalSteps.SignRosterAsync(visser);
        var next = (await stage.Reintegration.ReceivedAsync<SignedRoster>(4))[3];
        chain.TryExtend(next.Document, next.Proofs, out _, out var last).Should().BeTrue($"{last}");
        (await stage.World.LedgerAsync()).Where(x => x.Event.StartsWith("recovery.", StringComparison.Ordinal) && x.Permitted).Should().OnlyContain(x => x.Role == "Custodian").And.HaveCountGreaterThanOrEqualTo(3);
    }

    [Fact]
    [Trait("Rule", "R-060")]
    public async Task Custodians_wait_a_day_hear_the_right_characters_and_a_doctor_can_stop_them()
    {
        await using var stage = await Stage.StartAsync();
        var address = $"{stage.World.At.Medical}/recovery";
        var lost = await WithoutPasskeyAsync(stage, "S. Bakker");
        (await lost.Browser.GetAsync($"{stage.World.At.Medical}/enrol")).Status.Should().Be(HttpStatusCode.NotFound, "an account alone makes no passkey");
        (await stage.Doctor.OpenAsync(address)).TextOf("main").Should().Contain("nog geen bewaarders");
        var custodians = await NameCustodiansAsync(stage);
        (await stage.Doctor.OpenAsync(address)).Document.QuerySelector("form[action*=Begin]").Should().BeNull("a doctor begins none");

        await Pages.BeginAsync(custodians[0]);
        var check = await Pages.EnrolAnewAsync(lost);
        (await Pages.RecoveryAsync(custodians[1])).Document.QuerySelector(Pages.Sign).Should().BeNull("nobody signs within a day");
        await stage.World.AdvanceAsync(Recoveries.Wait);
        (await Pages.SignAsync(custodians[1], ["ZZZZZZ"])).Errors.Should().Contain("zes tekens");
        (await stage.World.ReadAsync(db => db.Rosters.CountAsync(x => x.Recovery))).Should().Be(0);

        // The other doctor's door opens: that is enough to stop it, and the passkey that waited is worth nothing.
        var seen = await Pages.RecoveryAsync(custodians[1]);
        await stage.OtherDoctor.Browser.SubmitAsync(await stage.OtherDoctor.OpenAsync(address), "form[action*=Stop]");
        (await Pages.SignAsync(custodians[1], [check], seen)).Status.Should().Be(HttpStatusCode.NotFound);
        (await stage.World.ReadAsync(db => db.Rosters.CountAsync(x => x.Recovery))).Should().Be(0);
        (await stage.World.ReadAsync(db => db.Credentials.CountAsync(x => x.ConfirmedAt == null && x.EndedAt == null))).Should().Be(0);
        (await lost.Browser.GetAsync($"{stage.World.At.Medical}/enrol")).Status.Should().Be(HttpStatusCode.NotFound);
        (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/work")).Status.Should().Be(HttpStatusCode.OK, "nothing was taken from anybody");

        // One that nobody finishes is over by itself.
        await Pages.BeginAsync(custodians[2]);
        await stage.World.AdvanceAsync(Recoveries.Life);
        (await Pages.RecoveryAsync(custodians[2])).TextOf("main").Should().Contain("geen herstel");
        await Pages.BeginAsync(custodians[2]);
        (await stage.World.ReadAsync(db => db.Recoveries.CountAsync(x => x.EndedAt == null))).Should().Be(1);
    }

    [Fact]
    [Trait("Rule", "R-065")]
    public async Task Who_is_custodian_stands_on_a_list_that_two_doctors_signed()
    {
        await using var stage = await Stage.StartAsync();
        var custodians = new List<Person>();
        foreach (var name in Names[..2])
        {
            custodians.Add(await HireAsync(stage, stage.Doctor, name, "Custodian"));
            await MedicalSteps.ConfirmAsync(stage.Doctor, name, await MedicalSteps.EnrolAsync(custodians[^1]));
        }

        (await Pages.RecoveryAsync(custodians[0])).Document.QuerySelector("form[action*=Begin]").Should().BeNull("one doctor let them in; the list does not name them yet");
        await MedicalSteps.SignRosterAsync(stage.Doctor);
        await MedicalSteps.SignRosterAsync(stage.OtherDoctor);
        await Pages.BeginAsync(custodians[0]);
    }

    private static async Task<IReadOnlyList<Person>> NameCustodiansAsync(Stage stage)
    {
        var custodians = new List<Person>();
        foreach (var name in Names)
        {
            custodians.Add(await HireAsync(stage, stage.Doctor, name, "Custodian"));
            await MedicalSteps.ConfirmAsync(stage.Doctor, name, await MedicalSteps.EnrolAsync(custodians[^1]));
        }

        await MedicalSteps.SignRosterAsync(stage.Doctor);
        await MedicalSteps.SignRosterAsync(stage.OtherDoctor);
        return custodians;
    }

    private static async Task<Person> HireAsync(Stage stage, Person by, string name, string role = "CompanyDoctor")
    {
        var link = await MedicalSteps.InviteAsync(by, role, name, "iemand@voorbeeld.nl", role == "CompanyDoctor" ? "39012345601" : "");
        var person = await stage.World.PersonAsync(name);
        stage.World.Identity.Accept(MedicalWorld.Subject(name), link);
        return person;
    }

    /// <summary>The same account at another screen, and nothing in hand.</summary>
    private static Task<Person> WithoutPasskeyAsync(Stage stage, string name) => stage.World.PersonAsync($"{name} elders", MedicalWorld.Subject(name));

    private static class Pages
    {
        internal const string Sign = "form[data-passkey=get]";

        internal static Task<Page> RecoveryAsync(Person person) => person.OpenAsync($"{person.At.Medical}/recovery");

        internal static async Task BeginAsync(Person custodian)
        {
            var page = await custodian.Browser.SubmitAsync(await RecoveryAsync(custodian), "form[action*=Begin]");
            page.TextOf("main").Should().Contain("Het herstel is begonnen");
        }

        internal static async Task<string> EnrolAnewAsync(Person doctor)
        {
            var door = await doctor.Browser.GetAsync($"{doctor.At.Medical}/work");
            door.Document.QuerySelector("a[href='/enrol']").Should().NotBeNull("the way stands at the closed door");
            var page = await doctor.Browser.GetAsync($"{doctor.At.Medical}/enrol");
            page = await doctor.SubmitWithPasskeyAsync(page, "form[data-passkey=create]");
            return page.TextOf("#check")!;
        }

        internal static async Task<Page> SignAsync(Person custodian, IReadOnlyList<string> checks, Page? page = null)
        {
            page ??= await RecoveryAsync(custodian);
            foreach (var (input, check) in page.Document.QuerySelectorAll("[name=Check]").Zip(checks))
            {
                input.SetAttribute("value", check);
            }

            return await custodian.SubmitWithPasskeyAsync(page, Sign);
        }
    }
}
