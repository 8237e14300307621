using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Medical.Features.Privacy;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>The privacy statement: shown before the first page of the own file, once per version, provable afterwards.</summary>
[Trait("Rule", "R-270")]
public sealed class PrivacyTests
{
    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-272")]
    public async Task An_employee_sees_the_statement_once_per_version_before_the_own_file_and_it_is_recorded(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var @case = await stage.TreatedAsync("Jansen");
        var employee = await stage.ActivatedAsync(@case, "M. Jansen");
        var row = await stage.World.ReadAsync(db => db.PrivacyShown.AsNoTracking().SingleAsync(x => db.EmployeeDoors.Any(d => d.Id == x.Person)));
        row.Version.Should().Be(PrivacyStatements.Current.Version);
        row.Hash.Should().Equal(PrivacyStatements.Current.Hash("nl"));
        (row.Language, row.Channel).Should().Be(("nl", PrivacyChannel.Screen));
        row.At.Should().BeCloseTo(stage.World.Clock.GetUtcNow(), TimeSpan.FromMinutes(5));
        (await stage.World.LedgerAsync()).Should().Contain(x => x.Event == "privacy.read" && x.Role == "Employee");

        (await employee.Browser.GetAsync($"{stage.World.At.Medical}/my")).Address.AbsolutePath.Should().Be("/my", "once is enough");
        var again = await employee.Browser.GetAsync($"{stage.World.At.Medical}/privacy");
        again.Document.QuerySelector("#read-on").Should().BeNull();
        again.TextOf("main").Should().Contain("Aan u getoond op");

        // Another version is shown anew, before anything else.
        await stage.World.ReadAsync(db => db.PrivacyShown.ExecuteUpdateAsync(set => set.SetProperty(x => x.Version, "200101.001")));
        var shown = await employee.Browser.GetAsync($"{stage.World.At.Medical}/my");
        shown.Address.AbsolutePath.Should().Be("/privacy");
        shown.TextOf("main").Should().Contain("geen toestemming").And.NotContain("Jansen");
        (await employee.ReadOnAsync(shown)).Address.AbsolutePath.Should().Be("/my");
        (await stage.World.ReadAsync(db => db.PrivacyShown.CountAsync(x => x.Person == row.Person))).Should().Be(2, "what was shown before stays provable");
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-273")]
    public async Task Whoever_works_here_reads_what_is_kept_about_him_before_the_first_page_behind_the_door(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var doctor = await stage.HireAsync("CompanyDoctor", "R. Mulder", "39012345601");
        var invited = await doctor.Browser.GetAsync($"{stage.World.At.Medical}/privacy");
        invited.Document.QuerySelector("#read-on").Should().BeNull("who was invited is nobody yet");
        await MedicalSteps.ConfirmAsync(stage.Doctor, "R. Mulder", await MedicalSteps.EnrolAsync(doctor));
        var door = await doctor.Browser.GetAsync($"{stage.World.At.Medical}/work");
        var shown = await doctor.Browser.SubmitAsync(door, "form[data-passkey=get]", new Dictionary<string, string> { ["Credential"] = doctor.Answer(door.Document.QuerySelector("form[data-passkey=get]")!.GetAttribute("data-passkey-options")!, stage.World.At.Medical) });
        shown.Address.AbsolutePath.Should().Be("/privacy");
        shown.TextOf("main").Should().Contain("Als u hier werkt");
        (await doctor.ReadOnAsync(shown)).Address.AbsolutePath.Should().Be("/work");
        (await stage.World.ReadAsync(db => db.PrivacyShown.CountAsync(x => db.Staff.Any(s => s.Id == x.Person && s.Name == "R. Mulder")))).Should().Be(1);
        (await stage.World.LedgerAsync()).Should().Contain(x => x.Event == "privacy.read" && x.Role == "CompanyDoctor");
    }

    [Fact]
    [Trait("Rule", "R-271")]
    [Trait("Rule", "R-274")]
    public void A_version_is_a_day_and_a_number_and_its_text_is_complete_in_both_languages()
    {
        PrivacyStatements.All.Select(x => x.From).Should().BeInAscendingOrder();
        foreach (var statement in PrivacyStatements.All)
        {
            statement.Version.Should().MatchRegex(@"^\d{6}\.\d{3}$");
            statement.Sections.Should().OnlyContain(x => x.Heading.Nl.Length > 0 && x.Heading.En.Length > 0 && x.Words.Nl.Length > 0 && x.Words.En.Length > 0);
            statement.Hash("nl").Should().NotEqual(statement.Hash("en"));
        }

        Convert.ToHexStringLower(PrivacyStatements.All[0].Hash("nl")).Should().Be("acab1f19565172217b8d20c59214fad0bd83e03e0cdcc843b0601953c7a4d684", "a version that was shown to people never changes: make another one");
    }
}
