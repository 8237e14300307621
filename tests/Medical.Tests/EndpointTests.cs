using System.Net;
using System.Text;
using ArboDossier.Contracts.Messages;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Medical.Access;
using ArboDossier.Web;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>Every way in has somebody who may use it, and bad input stays outside.</summary>
public sealed class EndpointTests
{
    private static readonly string[] Anonymous = ["/arbo/status", "/health/live", "/health/ready", "/language/{language:regex(^(nl|en)$)}", "/sign-out"];

    [Fact]
    [Trait("Rule", "R-060")]
    public async Task Every_endpoint_has_a_named_policy_or_is_on_the_anonymous_list()
    {
        await using var world = await MedicalWorld.StartAsync();
        var endpoints = EndpointAudit.List(world.Services);
        endpoints.Should().HaveCountGreaterThan(15);
        endpoints.Where(x => x.Anonymous).Select(x => x.Route.ToLowerInvariant()).Distinct().Should().BeEquivalentTo(Anonymous);
        endpoints.Where(x => !x.Anonymous).Should().OnlyContain(x => x.Policy != null && Policies.Table.ContainsKey(x.Policy));
        endpoints.Should().NotContain(x => x.FromPrograms, "Medical opens every connection, and takes none of another program");
    }

    [Fact]
    public async Task Nobody_who_is_not_signed_in_gets_further_than_the_sign_in_program()
    {
        await using var world = await MedicalWorld.StartAsync();
        using var nobody = new DemoAuthenticator.Browsing.Browser();
        foreach (var endpoint in EndpointAudit.List(world.Services).Where(x => !x.Anonymous))
        {
            var path = endpoint.Route.Replace("{id:guid}", $"{Guid.NewGuid()}", StringComparison.Ordinal).Replace("{file:guid}", $"{Guid.NewGuid()}", StringComparison.Ordinal);
            using var answer = await nobody.LookAsync(HttpMethod.Get, world.At.Medical + path);
            answer.StatusCode.Should().Be(HttpStatusCode.Redirect, path);
            answer.Headers.Location!.ToString().Should().StartWith(world.Identity.Authority);
        }
    }

    [Theory]
    [InlineData("/files/not-a-guid")]
    [InlineData("/files/../people")]
    [InlineData("/files/%2e%2e%2fpeople")]
    [InlineData("/files/%00")]
    [InlineData("/files/1/desk")]
    [InlineData("/requests/1/plan")]
    [InlineData("/my/1/log")]
    [InlineData("/files/..%5c..%5ckeys%5czone.key")]
    [InlineData("/assets/..%2f..%2fkeys%2fzone.key")]
    public async Task An_address_that_names_nothing_gives_nothing(string path)
    {
        await using var stage = new Stage(await MedicalWorld.StartAsync());
        await stage.FoundAsync();
        await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/work");
        using var answer = await stage.Doctor.Browser.LookAsync(HttpMethod.Get, stage.World.At.Medical + path);
        if (path == "/files/../people")
        {
            // A browser resolves the dots itself: this is simply the page of people.
            answer.StatusCode.Should().Be(HttpStatusCode.OK);
            return;
        }

        answer.StatusCode.Should().BeOneOf(HttpStatusCode.NotFound, HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).Should().NotContain("PRIVATE KEY");
    }

    [Fact]
    public async Task Members_that_no_form_has_are_not_stored()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.CaseAsync("Jansen");
        var link = (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/work")).Document.QuerySelector("a[href^='/requests/']")!.GetAttribute("href");
        var page = await stage.Doctor.Browser.GetAsync(stage.World.At.Medical + link);
        var other = await stage.World.ReadAsync(db => db.Staff.Where(x => x.Name == "T. Visser").Select(x => x.Id).SingleAsync());
        await stage.Doctor.Browser.SubmitAsync(page, "form:has([name=Place])", new Dictionary<string, string>
        {
            ["Doctor"] = $"{other}", ["doctor"] = $"{other}", ["Asked.AskedBy"] = "X", ["Visitor.Id"] = $"{other}", ["Visitor.Kind"] = "Doctor", ["State"] = "Held", ["StartsAt"] = "2030-01-01",
        });
        var consultation = await stage.World.ReadAsync(db => db.Consultations.AsNoTracking().SingleAsync());
        consultation.Doctor.Should().NotBe(other);
        consultation.State.Should().Be(Features.Files.ConsultationState.Planned);
        consultation.StartsAt.Year.Should().Be(2026);

        page = await stage.Doctor.OpenAsync(await stage.AddressAsync(@case));
        var fields = stage.OutcomeFields("Unfit", "First");
        foreach (var (name, value) in (Dictionary<string, string>)new() { ["View.File.Id"] = $"{Guid.NewGuid()}", ["Outcomes[0].Row.State"] = "Released", ["Input.Case"] = $"{Guid.NewGuid()}", ["Now"] = "2030-01-01" })
        {
            fields[name] = value;
        }

        await stage.Doctor.Browser.SubmitAsync(page, "form[data-draft-url]", fields, "[formaction*=Sign]");
        var outcome = await stage.World.ReadAsync(db => db.Outcomes.AsNoTracking().SingleAsync());
        outcome.State.Should().Be(Features.Outcomes.OutcomeState.WithEmployee);
        outcome.Case.Should().Be(@case.Id, "a case of another file is none of this one");
    }

    [Theory]
    [InlineData("Withdrawn")]
    [InlineData("None")]
    [InlineData("3")]
    [InlineData("99")]
    public async Task A_verdict_outside_the_form_is_refused(string verdict)
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var page = await stage.Doctor.OpenAsync(await stage.AddressAsync(@case));
        page = await stage.Doctor.Browser.SubmitAsync(page, "form[data-draft-url]", stage.OutcomeFields(verdict, "InConsultation"), "[formaction*=Sign]");
        page.Errors.Should().NotBeEmpty();
        (await stage.World.ReadAsync(db => db.Outcomes.CountAsync())).Should().Be(0);
        (await stage.World.ReadAsync(db => db.Entries.CountAsync())).Should().Be(0);
    }

    [Fact]
    public async Task A_body_of_more_than_a_megabyte_is_refused_unread()
    {
        await using var stage = new Stage(await MedicalWorld.StartAsync());
        await stage.FoundAsync();
        await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/people");
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("a=" + new string('x', 1024 * 1024 + 10)));
        content.Headers.ContentType = new("application/x-www-form-urlencoded");
        var page = await stage.Doctor.Browser.PostAsync($"{stage.World.At.Medical}/people?handler=Invite", content);
        page.Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_post_without_the_token_or_from_elsewhere_is_refused()
    {
        await using var stage = await Stage.StartAsync();
        await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/people");
        var staff = await stage.World.ReadAsync(db => db.Staff.CountAsync());
        using var bare = new FormUrlEncodedContent([]);
        (await stage.Doctor.Browser.PostAsync($"{stage.World.At.Medical}/people?handler=Invite", bare)).Status.Should().Be(HttpStatusCode.BadRequest);
        using var again = new FormUrlEncodedContent([]);
        (await stage.Doctor.Browser.PostAsync($"{stage.World.At.Medical}/people?handler=Invite", again, "http://reintegratie.localhost:1")).Status.Should().Be(HttpStatusCode.BadRequest);
        (await stage.World.ReadAsync(db => db.Staff.CountAsync())).Should().Be(staff);
    }

    [Fact]
    public async Task Script_in_what_others_sent_or_typed_is_text()
    {
        await using var stage = await Stage.StartAsync();
        const string Script = "<script>alert(1)</script>";
        var @case = new Case(Guid.NewGuid(), Guid.NewGuid(), Stage.Employer, Guid.NewGuid(), $"Jansen{Script}");
        await stage.Reintegration.DeliverAsync(
            Messages.Notice(@case, stage.World.Clock), Messages.Facts(@case, stage.World.Clock, function: $"\"><img src=x onerror=1>{Script}"), Messages.Request(@case, stage.World.Clock) with { AskedBy = Script });
        await MedicalSteps.PlanAsync(stage.Doctor, @case.Person);
        var work = await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/work");
        var page = await stage.Doctor.OpenAsync(await stage.AddressAsync(@case));
        page = await stage.Doctor.Browser.SubmitAsync(page, "form[data-draft-url]", new Dictionary<string, string> { ["Input.Findings"] = $"</textarea>{Script}", ["Input.ThirdParty"] = "no" }, "[formaction*=Without]");
        page.Errors.Should().BeEmpty();
        foreach (var shown in (DemoAuthenticator.Browsing.Page[])[page, work])
        {
            shown.Text.Should().Contain("alert(1)").And.NotContain(Script).And.NotContain("<img src=x");
        }
    }

    [Theory]
    [InlineData("31-02-2026", "10:20")]
    [InlineData("gisteren", "10:20")]
    [InlineData("23-11-2026", "10:20")]
    [InlineData("25-11-2026", "25:61")]
    [InlineData("", "")]
    public async Task A_moment_that_cannot_be_keeps_what_was_typed_and_plans_nothing(string day, string time)
    {
        await using var stage = await Stage.StartAsync();
        await stage.CaseAsync("Jansen");
        var link = (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/work")).Document.QuerySelector("a[href^='/requests/']")!.GetAttribute("href");
        var page = await stage.Doctor.Browser.GetAsync(stage.World.At.Medical + link);
        page = await stage.Doctor.Browser.SubmitAsync(page, "form:has([name=Place])", new Dictionary<string, string> { ["Day"] = day, ["Time"] = time });
        page.Errors.Should().NotBeEmpty();
        (page.Document.QuerySelector("[name=Day]")!.GetAttribute("value") ?? "").Should().Be(day);
        (page.Document.QuerySelector("[name=Time]")!.GetAttribute("value") ?? "").Should().Be(time);
        (await stage.World.ReadAsync(db => db.Consultations.CountAsync())).Should().Be(0);
        stage.Reintegration.Got.OfType<AppointmentNotice>().Should().BeEmpty();
    }
}
