using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Medical.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>What a doctor types, and what becomes file.</summary>
public sealed class DraftTests
{
    private const string Typed = "slaapt slecht sinds de verhuizing";

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-019")]
    public async Task A_draft_survives_a_restart_and_another_session_and_is_its_authors(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var @case = await stage.TreatedAsync("Jansen");
        await SaveAsync(stage, @case);
        await stage.World.RestartAsync();
        var again = await stage.World.PersonAsync("elders", MedicalWorld.Subject("S. Bakker"));
        again.Keep(stage.Doctor.Passkeys[0]);
        var page = await again.OpenAsync(await stage.AddressAsync(@case));
        page.TextOf("textarea[name='Input.Findings']").Should().Be(Typed);

        await MedicalSteps.AppointAsync(stage.Doctor, stage.OtherDoctor, "T. Visser", Stage.Employer.ToString("N"), "Bakkerij De Korst");
        var colleague = await stage.OtherDoctor.OpenAsync($"{await stage.AddressAsync(@case)}?Reason=StandIn");
        colleague.Text.Should().Contain("Jansen").And.NotContain(Typed);
        (await stage.Clerk.OpenAsync(await stage.AddressAsync(@case))).Text.Should().Contain("Jansen").And.NotContain(Typed);
        var employee = await stage.ActivatedAsync(@case, "M. Jansen");
        (await employee.OpenAsync($"{stage.World.At.Medical}/my")).Text.Should().Contain("Jansen").And.NotContain(Typed);
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-019")]
    public async Task A_draft_goes_after_fourteen_days_by_a_named_act(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var @case = await stage.TreatedAsync("Jansen");
        await SaveAsync(stage, @case);
        var files = stage.World.Services.GetRequiredService<FileStore>();
        await stage.World.AdvanceAsync(TimeSpan.FromDays(14) - TimeSpan.FromMinutes(5));
        (await files.SweepDraftsAsync(CancellationToken.None)).Should().Be(0);
        (await stage.Doctor.OpenAsync(await stage.AddressAsync(@case))).Text.Should().Contain(Typed);

        await stage.World.AdvanceAsync(TimeSpan.FromMinutes(6));
        (await stage.Doctor.OpenAsync(await stage.AddressAsync(@case))).Text.Should().NotContain(Typed);
        // The program's own sweep does it at its start.
        await stage.World.RestartAsync();
        await Wait.ForAsync(() => stage.World.ReadAsync(db => db.Drafts.CountAsync()).GetAwaiter().GetResult() == 0, "the sweep");
        var file = await stage.FileAsync(@case);
        (await stage.World.LedgerAsync()).Should().ContainSingle(x => x.Event == "draft.sweep" && x.Role == "machine:sweep" && x.Subject == file && x.Permitted);
    }

    [Fact]
    [Trait("Rule", "R-019")]
    public async Task A_draft_can_be_thrown_away()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var page = await SaveAsync(stage, @case);
        await stage.Doctor.Browser.SubmitAsync(page, "form[data-draft-url]", null, "[formaction*=Discard]");
        (await stage.World.ReadAsync(db => db.Drafts.CountAsync())).Should().Be(0);
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-023")]
    public async Task Recording_writes_an_entry_that_no_later_act_changes(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var @case = await stage.TreatedAsync("Jansen");
        await SaveAsync(stage, @case);
        await RecordAsync(stage, @case, Typed);
        var entry = await stage.World.ReadAsync(db => db.Entries.AsNoTracking().SingleAsync());
        entry.Version.Should().Be(1);
        (await stage.World.ReadAsync(db => db.Drafts.CountAsync())).Should().Be(0, "the draft became file");

        await RecordAsync(stage, @case, "tweede consult");
        await SaveAsync(stage, @case);
        var still = await stage.World.ReadAsync(db => db.Entries.AsNoTracking().SingleAsync(x => x.Id == entry.Id));
        still.Content.Should().Be(entry.Content);
        still.RecordedAt.Should().Be(entry.RecordedAt);
        (await stage.Doctor.OpenAsync(await stage.AddressAsync(@case))).Text.Should().Contain(Typed).And.Contain("tweede consult");

        // The entry of the act carries the hash of what was written.
        var hash = Convert.ToHexStringLower(entry.Content.Hash());
        var bodies = await stage.World.ReadAsync(db => db.LedgerBodies.Select(x => x.Fields).ToListAsync());
        bodies.Select(System.Text.Encoding.UTF8.GetString).Should().ContainSingle(x => x.Contains(hash, StringComparison.Ordinal) && x.Contains("consultation.record", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Rule", "R-025")]
    public async Task Words_of_another_are_masked_for_the_employee_until_a_doctor_decides()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var page = await stage.Doctor.OpenAsync(await stage.AddressAsync(@case));
        page = await stage.Doctor.Browser.SubmitAsync(page, "form[data-draft-url]", new Dictionary<string, string>
        {
            ["Input.Findings"] = "Moe. Zijn broer vertelde over de drank. Slaapt slecht.", ["Input.ThirdParty"] = "yes", ["Input.ThirdPartyWords"] = "zijn broer vertelde over de drank",
        }, "[formaction*=Without]");
        page.Errors.Should().BeEmpty();
        page.Text.Should().Contain("Zijn broer");
        var employee = await stage.ActivatedAsync(@case, "M. Jansen");
        (await employee.OpenAsync($"{stage.World.At.Medical}/my")).Text.Should().Contain("Slaapt slecht").And.NotContainEquivalentOf("broer");
    }

    [Fact]
    public async Task A_mistake_in_the_form_loses_nothing()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var page = await stage.Doctor.OpenAsync(await stage.AddressAsync(@case));
        page = await stage.Doctor.Browser.SubmitAsync(page, "form[data-draft-url]", new Dictionary<string, string>
        {
            ["Input.Findings"] = Typed, ["Input.ThirdParty"] = "no", ["Input.CasCode"] = "geen code", ["Input.Day"] = "31 februari", ["Input.Verdict"] = "Unfit",
        }, "[formaction*=Sign]");
        page.Errors.Should().NotBeEmpty();
        page.TextOf("textarea[name='Input.Findings']").Should().Be(Typed);
        page.Document.QuerySelector("[name='Input.Day']")!.GetAttribute("value").Should().Be("31 februari");
        page.Document.QuerySelector("[name='Input.CasCode']")!.GetAttribute("value").Should().Be("geen code");
        (await stage.World.ReadAsync(db => db.Entries.CountAsync())).Should().Be(0);
        (await stage.World.ReadAsync(db => db.Drafts.CountAsync())).Should().Be(1);
    }

    private static async Task<Page> SaveAsync(Stage stage, Case @case)
    {
        var page = await stage.Doctor.OpenAsync(await stage.AddressAsync(@case));
        return await stage.Doctor.Browser.SubmitAsync(page, "form[data-draft-url]", new Dictionary<string, string> { ["Input.Findings"] = Typed }, "[formaction*=Draft]");
    }

    [Fact]
    [Trait("Rule", "R-023")]
    public async Task The_same_consultation_sent_twice_is_one_entry()
    {
        await using var stage = await Stage.StartAsync("sqlite");
        var @case = await stage.TreatedAsync("Jansen");
        var page = await stage.Doctor.OpenAsync(await stage.AddressAsync(@case));
        var typed = new Dictionary<string, string> { ["Input.Findings"] = Typed };

        await MedicalSteps.RecordAsync(stage.Doctor, page, typed, null, null, readTogether: false);
        await MedicalSteps.RecordAsync(stage.Doctor, page, typed, null, null, readTogether: false);

        var again = await stage.Doctor.OpenAsync(await stage.AddressAsync(@case));
        again.Document.QuerySelectorAll(".tl time").Count(x => x.TextContent.Contains(stage.Doctor.Name, StringComparison.Ordinal)).Should().Be(1);
    }

    [Fact]
    [Trait("Rule", "R-043")]
    public async Task A_clerk_is_not_taken_over_by_another_doctor()
    {
        await using var stage = await Stage.StartAsync("sqlite");
        var page = await stage.OtherDoctor.OpenAsync($"{stage.World.At.Medical}/people");
        var confirm = page.Document.QuerySelector("form[action*=Invite]")!.GetAttribute("action")!;
        var clerk = (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/people")).Document.QuerySelector("form[action*=End]")!.GetAttribute("action")!.Split("member=")[1].Split('&')[0];

        using var content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!,
            ["version"] = "2026-1",
            ["signedOn"] = "01-01-2024",
            ["instructedOn"] = "01-01-2024",
        });
        var answer = await stage.OtherDoctor.Browser.PostAsync($"{stage.World.At.Medical}{confirm.Replace("Invite", "Statement", StringComparison.Ordinal)}&member={clerk}", content);

        answer.Status.Should().Be(System.Net.HttpStatusCode.NotFound);
        (await stage.Clerk.OpenAsync($"{stage.World.At.Medical}/work")).Status.Should().Be(System.Net.HttpStatusCode.OK);
    }

    private static async Task RecordAsync(Stage stage, Case @case, string findings) => await MedicalSteps.RecordAsync(
        stage.Doctor, await stage.Doctor.OpenAsync(await stage.AddressAsync(@case)), new Dictionary<string, string> { ["Input.Findings"] = findings }, null, null, false);
}
