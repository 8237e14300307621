using System.Net;
using System.Text.Json.Nodes;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Medical.Store;
using ArboDossier.Web.SignIn;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>The medical door: its own passkey, on top of signing in.</summary>
public sealed class DoorTests
{
    private const string Form = "form[data-passkey=get]";

    [Fact]
    [Trait("Rule", "R-022")]
    [Trait("Rule", "R-064")]
    public async Task Signing_in_alone_opens_nothing()
    {
        await using var stage = await Stage.StartAsync();
        await stage.TreatedAsync("Jansen");
        var thief = await stage.World.PersonAsync("Dief", MedicalWorld.Subject("S. Bakker"));
        foreach (var path in (string[])["/work", "/people", "/roster", $"/files/{Guid.NewGuid()}"])
        {
            var page = await thief.Browser.GetAsync(stage.World.At.Medical + path);
            page.Address.AbsolutePath.Should().Be("/door");
            page.Text.Should().NotContain("Jansen");
        }
    }

    [Fact]
    public async Task Only_an_answer_to_this_sessions_own_challenge_by_the_own_passkey_opens()
    {
        await using var stage = await Stage.StartAsync();
        var world = stage.World;
        var again = await AgainAsync(stage, "S. Bakker", stage.Doctor);

        // Another challenge than the one that was asked.
        var page = await again.Browser.GetAsync($"{world.At.Medical}/door");
        var options = Options(page);
        options["challenge"] = Convert.ToBase64String(new byte[32]).TrimEnd('=');
        await RefusedAsync(world, again, page, again.Answer(options.ToJsonString(), world.At.Medical), "assertion");

        // Another person's credential, over the right challenge.
        page = await again.Browser.GetAsync($"{world.At.Medical}/door");
        options = Options(page);
        options["allowCredentials"] = new JsonArray();
        await RefusedAsync(world, again, page, stage.OtherDoctor.Passkeys[0].Answer(options.ToJsonString(), world.At.Medical), "assertion");

        // No answer at all, and one that is no answer.
        page = await again.Browser.GetAsync($"{world.At.Medical}/door");
        await RefusedAsync(world, again, page, "", "assertion");
        page = await again.Browser.GetAsync($"{world.At.Medical}/door");
        await RefusedAsync(world, again, page, "{\"id\":1}", "assertion");

        // The right one opens; in another session the same answer does not.
        page = await again.Browser.GetAsync($"{world.At.Medical}/door");
        var answer = again.Answer(page.Document.QuerySelector(Form)!.GetAttribute("data-passkey-options")!, world.At.Medical);
        (await again.Browser.SubmitAsync(page, Form, new Dictionary<string, string> { ["Credential"] = answer })).Address.AbsolutePath.Should().Be("/work");
        var third = await AgainAsync(stage, "S. Bakker", stage.Doctor);
        await RefusedAsync(world, third, await third.Browser.GetAsync($"{world.At.Medical}/door"), answer, "assertion");
    }

    [Fact]
    public async Task A_challenge_works_once_and_not_after_five_minutes()
    {
        await using var stage = await Stage.StartAsync();
        var world = stage.World;
        var again = await AgainAsync(stage, "S. Bakker", stage.Doctor);
        var page = await again.Browser.GetAsync($"{world.At.Medical}/door");
        await RefusedAsync(world, again, page, "nothing", "assertion");
        // The page that was shown first: its challenge is spent and another was asked since.
        await RefusedAsync(world, again, page, Answer(again, page, world), "assertion");

        page = await again.Browser.GetAsync($"{world.At.Medical}/door");
        var late = Answer(again, page, world);
        await world.AdvanceAsync(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        await RefusedAsync(world, again, page, late, "no-challenge");
    }

    [Fact]
    public async Task The_door_closes_after_fifteen_minutes_without_use_and_after_sixty_in_a_consultation()
    {
        await using var stage = await Stage.StartAsync();
        var world = stage.World;
        var @case = await stage.TreatedAsync("Jansen");
        var work = $"{world.At.Medical}/work";
        await stage.Doctor.OpenAsync(work);
        for (var i = 0; i < 3; i++)
        {
            await world.AdvanceAsync(TimeSpan.FromMinutes(14));
            (await stage.Doctor.Browser.GetAsync(work)).Address.AbsolutePath.Should().Be("/work", "each use moves the closing on");
        }

        await world.AdvanceAsync(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));
        (await stage.Doctor.Browser.GetAsync(work)).Address.AbsolutePath.Should().Be("/door");

        await stage.Doctor.OpenAsync(await stage.AddressAsync(@case));
        await world.AdvanceAsync(TimeSpan.FromMinutes(59));
        (await stage.Doctor.Browser.GetAsync(work)).Address.AbsolutePath.Should().Be("/work");
        await world.AdvanceAsync(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));
        (await stage.Doctor.Browser.GetAsync(work)).Address.AbsolutePath.Should().Be("/door");
    }

    [Fact]
    public async Task Without_a_fresh_revocation_list_nothing_new_opens_and_what_is_open_stays_readable()
    {
        await using var stage = await Stage.StartAsync();
        var world = stage.World;
        var @case = await stage.TreatedAsync("Jansen");
        var other = await stage.TreatedAsync("Pieters");
        var employee = await stage.ActivatedAsync(@case, "M. Jansen");
        await employee.OpenAsync($"{world.At.Medical}/my");
        await stage.Doctor.OpenAsync(await stage.AddressAsync(@case));
        var again = await AgainAsync(stage, "S. Bakker", stage.Doctor);
        var page = await again.Browser.GetAsync($"{world.At.Medical}/door");
        world.Identity.Silent = true;
        world.Clock.Advance(TimeSpan.FromSeconds(31));
        await RefusedAsync(world, again, page, Answer(again, page, world), "revocations-unseen");
        var file = await stage.AddressAsync(@case);
        var open = await stage.Doctor.Browser.GetAsync(file);
        open.Text.Should().Contain("Jansen");
        (await stage.Doctor.Browser.SubmitAsync(open, "form[data-draft-url]", new Dictionary<string, string> { ["Input.Findings"] = "Bevinding" }, "[formaction*=Draft]")).Status.Should().Be(HttpStatusCode.OK, "what is typed is kept");
        (await stage.Doctor.Browser.SubmitAsync(open, "form[data-draft-url]", stage.OutcomeFields("Unfit", "InConsultation"), "[formaction*=Sign]")).Status.Should().Be(HttpStatusCode.ServiceUnavailable, "nothing is signed");
        using var kept = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = open.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!, ["Member"] = $"{Guid.NewGuid()}", ["Kind"] = "TooClose" });
        (await stage.Doctor.Browser.PostAsync($"{file}/conflicts?handler=Draft", kept)).Status.Should().Be(HttpStatusCode.ServiceUnavailable, "the word in the address makes no draft of it");
        (await stage.Doctor.Browser.GetAsync($"{world.At.Medical}/work")).Status.Should().Be(HttpStatusCode.ServiceUnavailable, "a list of names opens more");
        (await stage.Doctor.Browser.GetAsync(await stage.AddressAsync(other))).Status.Should().Be(HttpStatusCode.ServiceUnavailable, "not opened before");
        (await employee.Browser.GetAsync($"{world.At.Medical}/my")).Status.Should().Be(HttpStatusCode.OK);

        world.Clock.Advance(TimeSpan.FromMinutes(14));
        (await stage.Doctor.Browser.GetAsync(file)).Text.Should().Contain("Jansen");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await stage.Doctor.Browser.GetAsync(file)).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await employee.Browser.GetAsync($"{world.At.Medical}/my")).Text.Should().NotContain("Jansen");

        // It goes on by itself.
        world.Identity.Silent = false;
        await Wait.ForAsync(() => world.Services.GetRequiredService<Revocations>().SeenAt > world.Clock.GetUtcNow() - TimeSpan.FromSeconds(5), "a fresh list");
        (await stage.Doctor.Browser.GetAsync(file)).Text.Should().Contain("Jansen").And.Contain("Bevinding");
    }

    [Fact]
    public void While_the_list_is_not_seen_only_open_files_answer_and_only_for_reading()
    {
        foreach (var seconds in (int?[])[null, 0, 30, 31, 899, 900, 901, 100_000])
        {
            foreach (var open in (bool[])[false, true])
            {
                foreach (var reads in (bool[])[false, true])
                {
                    Access.Unseen.Answers(seconds is { } age ? TimeSpan.FromSeconds(age) : null, open, reads).Should().Be(seconds <= 30 || (seconds <= 900 && open && reads));
                }
            }
        }
    }

    [Fact]
    public async Task A_new_session_has_a_door_of_its_own()
    {
        await using var stage = await Stage.StartAsync();
        await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/work");
        stage.Doctor.Browser.Forget();
        await stage.Doctor.Browser.GetAsync($"{stage.World.At.Identity}/be/{MedicalWorld.Subject("S. Bakker")}");
        (await stage.Doctor.Browser.GetAsync($"{stage.World.At.Medical}/work")).Address.AbsolutePath.Should().Be("/door");
    }

    [Fact]
    public async Task Founding_codes_work_once_and_the_founders_count_when_each_confirmed_the_other()
    {
        await using var world = await MedicalWorld.StartAsync();
        var one = await world.PersonAsync("S. Bakker");
        var other = await world.PersonAsync("T. Visser");
        var third = await world.PersonAsync("D. Derde");
        await FluentActions.Awaiting(() => MedicalSteps.FoundAsync(third, "WRONGCODE", Stage.Big)).Should().ThrowAsync<InvalidOperationException>();
        await MedicalSteps.FoundAsync(one, world.FoundingCodes[0], Stage.Big);
        await FluentActions.Awaiting(() => MedicalSteps.FoundAsync(third, world.FoundingCodes[0], Stage.OtherBig)).Should().ThrowAsync<InvalidOperationException>();
        (await world.LedgerAsync()).Count(x => x.Event == "founding.code" && !x.Permitted).Should().Be(2);
        await MedicalSteps.FoundAsync(other, world.FoundingCodes[1], Stage.OtherBig);

        await MedicalSteps.ConfirmFounderAsync(one);
        (await world.ReadAsync(db => db.Credentials.CountAsync(x => x.ConfirmedAt != null))).Should().Be(0, "one confirmation is not two");
        (await one.OpenAsync($"{world.At.Medical}/work")).Status.Should().Be(HttpStatusCode.NotFound);
        await MedicalSteps.ConfirmFounderAsync(other);
        (await world.ReadAsync(db => db.Credentials.CountAsync(x => x.ConfirmedAt != null))).Should().Be(2);
        (await one.OpenAsync($"{world.At.Medical}/work")).Status.Should().Be(HttpStatusCode.OK);
        (await world.Services.GetRequiredService<Doors>().PrepareFoundingAsync(2, CancellationToken.None)).Should().BeEmpty("codes are made once");
    }

    [Fact]
    public async Task A_new_colleague_counts_after_a_second_person_compared_the_six_characters()
    {
        await using var stage = await Stage.StartAsync();
        var world = stage.World;
        var colleague = await stage.HireAsync("CompanyDoctor", "R. Mulder", "39012345601");
        var check = await MedicalSteps.EnrolAsync(colleague);
        (await colleague.OpenAsync($"{world.At.Medical}/people")).Status.Should().Be(HttpStatusCode.NotFound, "nobody confirms himself");
        var enrol = await colleague.OpenAsync($"{world.At.Medical}/enrol");
        enrol.Document.QuerySelector("form[action*=Confirm]").Should().BeNull("founding is over");

        await MedicalSteps.ConfirmAsync(stage.OtherDoctor, "R. Mulder", "AAAAAA");
        (await colleague.OpenAsync($"{world.At.Medical}/work")).Status.Should().Be(HttpStatusCode.NotFound);
        (await world.LedgerAsync()).Should().Contain(x => x.Event == "credential.confirm" && !x.Permitted && x.Reason == "wrong-check");
        await MedicalSteps.ConfirmAsync(stage.OtherDoctor, "R. Mulder", check);
        (await colleague.OpenAsync($"{world.At.Medical}/work")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    [Trait("Rule", "R-040")]
    public async Task A_clerks_passkey_is_confirmed_by_the_supervising_doctor_only()
    {
        await using var stage = await Stage.StartAsync();
        var world = stage.World;
        var clerk = await stage.HireAsync("DerivedSecrecyStaff", "L. Bos", "");
        (await clerk.OpenAsync($"{world.At.Medical}/enrol")).Status.Should().Be(HttpStatusCode.NotFound, "without a statement there is nothing to enrol for");
        await MedicalSteps.RecordStatementAsync(stage.Doctor, "L. Bos", stage.Today);
        var check = await MedicalSteps.EnrolAsync(clerk);
        await MedicalSteps.ConfirmAsync(stage.OtherDoctor, "L. Bos", check);
        (await clerk.OpenAsync($"{world.At.Medical}/work")).Status.Should().Be(HttpStatusCode.NotFound);
        await MedicalSteps.ConfirmAsync(stage.Doctor, "L. Bos", check);
        (await clerk.OpenAsync($"{world.At.Medical}/work")).Status.Should().Be(HttpStatusCode.OK);
        foreach (var path in (string[])["/people", "/roster"])
        {
            (await clerk.OpenAsync(world.At.Medical + path)).Status.Should().Be(HttpStatusCode.NotFound);
        }

        async Task<int> Refusals() => (await world.LedgerAsync()).Count(x => x.Event == "credential.confirm" && !x.Permitted);
        (await Refusals()).Should().Be(1);
    }

    private static async Task<Person> AgainAsync(Stage stage, string name, Person who)
    {
        var again = await stage.World.PersonAsync($"{name} elders", MedicalWorld.Subject(name));
        again.Keep(who.Passkeys[0]);
        return again;
    }

    private static JsonNode Options(Page page) => JsonNode.Parse(page.Document.QuerySelector(Form)!.GetAttribute("data-passkey-options")!)!;

    private static string Answer(Person person, Page page, MedicalWorld world) => person.Answer(Options(page).ToJsonString(), world.At.Medical);

    private static async Task RefusedAsync(MedicalWorld world, Person person, Page page, string credential, string reason)
    {
        async Task<int> Recorded() => (await world.LedgerAsync()).Count(x => x.Event == "door.open" && !x.Permitted && x.Reason == reason);
        var before = await Recorded();
        var answer = await person.Browser.SubmitAsync(page, Form, new Dictionary<string, string> { ["Credential"] = credential });
        answer.Address.AbsolutePath.Should().Be("/door", reason);
        answer.Errors.Should().NotBeEmpty();
        (await Recorded()).Should().Be(before + 1);
    }
}
