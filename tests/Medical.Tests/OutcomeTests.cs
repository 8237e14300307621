using System.Net;
using System.Text.Json.Nodes;
using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Signing;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>The way of a judgement to the employer: only a doctor's signature lets it out.</summary>
public sealed class OutcomeTests
{
    private const string Form = "form[data-passkey=get]";

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-080")]
    [Trait("Rule", "R-082")]
    [Trait("Rule", "R-086")]
    public async Task What_arrives_is_exactly_what_the_doctor_signed_and_a_correction_is_a_next_version(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var @case = await stage.TreatedAsync("Jansen");
        await MedicalSteps.SignAsync(stage.Doctor, await stage.SigningPageAsync(@case));
        await MedicalSteps.SignAsync(stage.Doctor, await stage.SigningPageAsync(@case, "Fit"));
        var releases = await stage.Reintegration.ReceivedAsync<SignedRelease>(2);
        var roster = (await stage.Reintegration.ReceivedAsync<SignedRoster>(1)).Single();
        RosterChain.Begin(stage.World.At.Medical).TryExtend(roster.Document, roster.Proofs, out var chain, out _).Should().BeTrue();

        var outcomes = releases.Select(x =>
        {
            ReleaseVerification.Verify(x.Document, x.Proof, chain, out var verified, out var error).Should().BeTrue($"{error}");
            ClientChallenge(x.Proof).Should().Equal(System.Security.Cryptography.SHA256.HashData(x.Document));
            return verified.Outcome;
        }).ToList();
        outcomes.Select(x => (x.Version, x.Verdict)).Should().Equal((1, FitnessVerdict.Unfit), (2, FitnessVerdict.Fit));
        outcomes[0].Supersedes.Should().BeNull();
        outcomes[1].Supersedes.Should().Be(outcomes[0].Release);
        outcomes.Should().OnlyContain(x => x.Case == @case.Id && x.Signer == "S. Bakker" && x.Big.ToString() == Stage.Big && x.Service == MedicalWorld.Service && x.Day == stage.Today);

        // One byte of it changed is nobody's signature, and nothing leads back to the file.
        var bent = releases[0].Document.ToArray();
        bent[^3] ^= 1;
        ReleaseVerification.Verify(bent, releases[0].Proof, chain, out _, out _).Should().BeFalse();
        var text = System.Text.Encoding.UTF8.GetString(releases[0].Document);
        text.Should().NotContain((await stage.FileAsync(@case)).ToString("N"));
        (await stage.World.ReadAsync(db => db.Outcomes.CountAsync(x => x.State == Features.Outcomes.OutcomeState.Released))).Should().Be(2);
    }

    [Fact]
    [Trait("Rule", "R-082")]
    public async Task A_signature_over_other_bytes_or_a_page_of_more_than_ten_minutes_releases_nothing()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var page = await stage.SigningPageAsync(@case);
        var options = Options(page);
        options["challenge"] = Convert.ToBase64String(new byte[32]).TrimEnd('=');
        page = await SendAsync(stage.Doctor, page, stage.Doctor.Answer(options.ToJsonString(), stage.World.At.Medical));
        page.Errors.Should().NotBeEmpty();

        // Another doctor's passkey under the right text.
        options = Options(page);
        options["allowCredentials"] = new JsonArray();
        page = await SendAsync(stage.Doctor, page, stage.OtherDoctor.Passkeys[0].Answer(options.ToJsonString(), stage.World.At.Medical));
        page.Errors.Should().NotBeEmpty();

        await stage.World.AdvanceAsync(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
        page = await SendAsync(stage.Doctor, page, stage.Doctor.Answer(Options(page).ToJsonString(), stage.World.At.Medical));
        page.Errors.Should().NotBeEmpty();
        await stage.Reintegration.QuietAsync();
        stage.Reintegration.Got.OfType<SignedRelease>().Should().BeEmpty();
        (await stage.World.LedgerAsync()).Where(x => x.Event == "outcome.sign-failed").Select(x => x.Reason).Should().Equal("assertion", "assertion", "lapsed");

        // The page that came in its place can be signed.
        (await SendAsync(stage.Doctor, page, stage.Doctor.Answer(Options(page).ToJsonString(), stage.World.At.Medical))).Errors.Should().BeEmpty();
        (await stage.Reintegration.ReceivedAsync<SignedRelease>(1)).Should().ContainSingle();
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    public async Task Two_signatures_at_the_same_moment_give_one_release(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var @case = await stage.TreatedAsync("Jansen");
        var page = await stage.SigningPageAsync(@case);
        var answers = Enumerable.Range(0, 4).Select(_ => stage.Doctor.Answer(Options(page).ToJsonString(), stage.World.At.Medical)).ToList();
        var pages = await Task.WhenAll(answers.Select(x => SendAsync(stage.Doctor, page, x)));
        pages.Should().OnlyContain(x => x.Status == HttpStatusCode.OK || x.Status == HttpStatusCode.NotFound || x.Status == HttpStatusCode.Forbidden);
        await stage.Reintegration.ReceivedAsync<SignedRelease>(1);
        await stage.Reintegration.QuietAsync();
        stage.Reintegration.Got.OfType<SignedRelease>().Should().ContainSingle();
        (await stage.World.LedgerAsync()).Count(x => x.Event == "outcome.release").Should().Be(1);
    }

    [Fact]
    [Trait("Rule", "R-083")]
    public async Task The_employee_has_two_working_days_counted_over_a_long_weekend()
    {
        // Thursday before Easter: Friday to Monday are no working days, so the last day is Wednesday 8 April.
        await using var stage = await Stage.StartAsync(at: new DateTimeOffset(2026, 4, 2, 8, 0, 0, TimeSpan.Zero));
        var @case = await stage.TreatedAsync("Jansen");
        await stage.WithEmployeeAsync(@case);
        var sign = await SignAddressAsync(stage, @case);
        (await stage.Doctor.OpenAsync(sign)).Status.Should().Be(HttpStatusCode.Forbidden);
        (await stage.World.LedgerAsync()).Should().Contain(x => x.Event == "outcome.sign" && !x.Permitted && x.Reason == "employee-not-yet");
        await stage.World.AdvanceToAsync(new DateTimeOffset(2026, 4, 8, 21, 50, 0, TimeSpan.Zero));
        (await stage.Doctor.OpenAsync(sign)).Status.Should().Be(HttpStatusCode.Forbidden, "it is Wednesday 23:50 in Amsterdam");
        await stage.World.AdvanceToAsync(new DateTimeOffset(2026, 4, 8, 22, 10, 0, TimeSpan.Zero));
        var page = await stage.Doctor.OpenAsync(sign);
        page.Status.Should().Be(HttpStatusCode.OK, "it is Thursday 00:10 in Amsterdam");
        await MedicalSteps.SignAsync(stage.Doctor, page);
        (await stage.Reintegration.ReceivedAsync<SignedRelease>(1)).Should().ContainSingle();
    }

    [Fact]
    [Trait("Rule", "R-083")]
    public async Task The_time_runs_only_from_the_moment_that_the_employee_was_told_or_looked()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var employee = await stage.ActivatedAsync(@case, "M. Jansen");
        await stage.WithEmployeeAsync(@case, told: false);
        var sign = await SignAddressAsync(stage, @case);
        await stage.World.AdvanceAsync(TimeSpan.FromDays(20));
        (await stage.Doctor.OpenAsync(sign)).Status.Should().Be(HttpStatusCode.Forbidden);
        await employee.OpenAsync($"{stage.World.At.Medical}/my");
        (await stage.Doctor.OpenAsync(sign)).Status.Should().Be(HttpStatusCode.Forbidden);
        await stage.World.AdvanceAsync(TimeSpan.FromDays(8));
        (await stage.Doctor.OpenAsync(sign)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Waive")]
    [InlineData("Object")]
    [Trait("Rule", "R-083")]
    [Trait("Rule", "R-084")]
    public async Task The_employee_may_waive_the_wait_or_say_that_something_is_wrong_and_has_no_veto(string answer)
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var employee = await stage.ActivatedAsync(@case, "M. Jansen");
        await stage.WithEmployeeAsync(@case);
        var page = await employee.OpenAsync($"{stage.World.At.Medical}/my");
        page.Text.Should().Contain("Ongeschikt voor het eigen werk");
        await employee.Browser.SubmitAsync(page, $"form[action*={answer}]", new Dictionary<string, string> { ["Objection"] = "de dag klopt niet" });
        await stage.Reintegration.QuietAsync();
        stage.Reintegration.Got.OfType<SignedRelease>().Should().BeEmpty();
        if (answer == "Object")
        {
            (await stage.Doctor.OpenAsync(await stage.AddressAsync(@case))).Text.Should().Contain("de dag klopt niet");
        }

        await MedicalSteps.SignAsync(stage.Doctor, await stage.Doctor.OpenAsync(await SignAddressAsync(stage, @case)));
        (await stage.Reintegration.ReceivedAsync<SignedRelease>(1)).Should().ContainSingle();
    }

    [Fact]
    [Trait("Rule", "R-020")]
    [Trait("Rule", "R-082")]
    public async Task Nothing_is_released_by_the_passing_of_time()
    {
        await using var stage = await Stage.StartAsync();
        var waiting = await stage.TreatedAsync("Jansen");
        await stage.WithEmployeeAsync(waiting);
        await stage.SigningPageAsync(await stage.TreatedAsync("Pieters"));
        var before = stage.Reintegration.Got.Count;
        for (var day = 0; day < 60; day += 6)
        {
            await stage.World.AdvanceAsync(TimeSpan.FromDays(6));
            await stage.Reintegration.QuietAsync();
        }

        await stage.World.RestartAsync();
        await stage.Reintegration.QuietAsync();
        stage.Reintegration.Got.Skip(before).OfType<SignedRelease>().Should().BeEmpty();
        (await stage.World.ReadAsync(db => db.Outcomes.CountAsync(x => x.State == Features.Outcomes.OutcomeState.Released))).Should().Be(0);
        (await stage.World.ReadAsync(db => db.Outbox.CountAsync())).Should().Be(0);
    }

    [Fact]
    [Trait("Rule", "R-050")]
    [Trait("Rule", "R-082")]
    public async Task A_clerk_lays_out_and_never_signs()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var file = await stage.Clerk.OpenAsync(await stage.AddressAsync(@case));
        file.Document.QuerySelector("form[data-draft-url]").Should().BeNull();
        await stage.Clerk.Browser.SubmitAsync(file, "form[action*=Prepare]", new Dictionary<string, string> { ["Input.Verdict"] = "Fit", ["Input.Day"] = MedicalSteps.Typed(stage.Today) });
        (await stage.Clerk.OpenAsync(await SignAddressAsync(stage, @case))).Status.Should().Be(HttpStatusCode.NotFound);
        (await stage.Doctor.OpenAsync(await SignAddressAsync(stage, @case))).Status.Should().Be(HttpStatusCode.Forbidden, "the employee did not read it");
        foreach (var handler in (string[])["Draft", "Sign", "Without", "Discard", "Read"])
        {
            var page = await stage.Clerk.OpenAsync(await stage.AddressAsync(@case));
            var form = page.Document.QuerySelector("form[action*=Prepare]")!;
            form.SetAttribute("action", $"{page.Address.AbsolutePath}?handler={handler}&outcome={Guid.NewGuid()}");
            (await stage.Clerk.Browser.SubmitAsync(page, "form[action*=handler]", stage.OutcomeFields("Fit", "InConsultation"))).Status.Should().Be(HttpStatusCode.Forbidden, handler);
        }

        (await stage.World.ReadAsync(db => db.Entries.CountAsync())).Should().Be(0);
        (await stage.World.ReadAsync(db => db.Drafts.CountAsync())).Should().Be(0);
        var doctors = await stage.Doctor.OpenAsync(await stage.AddressAsync(@case));
        await MedicalSteps.SignAsync(stage.Doctor, await stage.Doctor.Browser.SubmitAsync(doctors, "form[action*='how=together']"));
        (await stage.Reintegration.ReceivedAsync<SignedRelease>(1)).Should().ContainSingle();
    }

    [Fact]
    [Trait("Rule", "R-095")]
    [Trait("Rule", "R-032")]
    public async Task Notices_go_out_for_what_the_employers_side_asked_and_for_nothing_else()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        await RecordAsync(stage, @case);
        var notices = await stage.Reintegration.ReceivedAsync<AppointmentNotice>(2);
        notices.Select(x => (x.State, x.Version, x.Request)).Should().Equal((AppointmentState.Planned, 1, @case.Request), (AppointmentState.Held, 2, @case.Request));

        // A second consultation, which nobody asked for.
        await RecordAsync(stage, @case);
        await stage.Reintegration.QuietAsync();
        stage.Reintegration.Got.OfType<AppointmentNotice>().Should().HaveCount(2);
        (await stage.World.ReadAsync(db => db.Consultations.CountAsync(x => x.Request == null))).Should().Be(1);
    }

    [Fact]
    public async Task A_message_that_is_not_acknowledged_is_sent_again_and_is_the_same_message()
    {
        await using var stage = await Stage.StartAsync();
        stage.Reintegration.Forgetful = true;
        await MedicalSteps.SignAsync(stage.Doctor, await stage.SigningPageAsync(await stage.TreatedAsync("Jansen")));
        await stage.Reintegration.ReceivedAsync<SignedRelease>(1);
        await stage.World.AdvanceAsync(TimeSpan.FromSeconds(10));
        await stage.Reintegration.QuietAsync();
        stage.Reintegration.Got.OfType<SignedRelease>().Should().ContainSingle();
        (await stage.World.ReadAsync(db => db.Outbox.CountAsync())).Should().BeGreaterThan(0);
        stage.Reintegration.Forgetful = false;
        await stage.World.AdvanceAsync(TimeSpan.FromSeconds(10));
        await Wait.ForAsync(() => stage.World.ReadAsync(db => db.Outbox.CountAsync()).GetAwaiter().GetResult() == 0, "the outbox to empty");
    }

    private static async Task<string> SignAddressAsync(Stage stage, Case @case)
    {
        var outcome = await stage.World.ReadAsync(db => db.Outcomes.Where(x => x.Case == @case.Id && x.State != Features.Outcomes.OutcomeState.Dropped).Select(x => x.Id).SingleAsync());
        return $"{await stage.AddressAsync(@case)}/outcomes/{outcome}/sign";
    }

    private static async Task RecordAsync(Stage stage, Case @case) => await MedicalSteps.RecordAsync(
        stage.Doctor, await stage.Doctor.OpenAsync(await stage.AddressAsync(@case)), new Dictionary<string, string> { ["Input.Findings"] = "Bevinding." }, null, null, false);

    private static JsonNode Options(Page page) => JsonNode.Parse(page.Document.QuerySelector(Form)!.GetAttribute("data-passkey-options")!)!;

    private static Task<Page> SendAsync(Person doctor, Page page, string credential) => doctor.Browser.SubmitAsync(page, Form, new Dictionary<string, string> { ["Credential"] = credential });

    private static byte[] ClientChallenge(SignatureProof proof) =>
        Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlDecode(JsonNode.Parse(proof.ClientData)!["challenge"]!.GetValue<string>());
}
