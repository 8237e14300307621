using System.Net;
using System.Text.Json;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Register;
using ArboDossier.Medical.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>A doctor signs and reads as long as the register says so, and was seen (R-286).</summary>
public sealed class RegisterTests
{
    [Theory]
    [Trait("Rule", "R-286")]
    [InlineData(0, Standing.Good)]
    [InlineData(24, Standing.Good)]
    [InlineData(25, Standing.Old)]
    [InlineData(72, Standing.Old)]
    [InlineData(73, Standing.NoSigning)]
    [InlineData(168, Standing.NoSigning)]
    [InlineData(169, Standing.NoReading)]
    public void The_older_what_was_seen_the_less_is_left(int hours, Standing expected)
    {
        var now = new DateTimeOffset(2026, 11, 28, 9, 0, 0, TimeSpan.Zero);
        Standings.Of(lapsed: false, now.AddHours(-hours), now).Should().Be(expected);
        Standings.Of(lapsed: true, now.AddHours(-hours), now).Should().Be(Standing.Lapsed);
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-286")]
    public async Task Out_of_reach_it_ends_signing_after_72_hours_and_reading_after_seven_days_until_a_colleague_looked(string engine)
    {
        await using var stage = await Stage.StartAsync(engine, settings: ["--Register:Kind=hand"]);
        var @case = await stage.TreatedAsync("Jansen");
        var signing = (await stage.SigningPageAsync(@case)).Address.ToString();
        var file = await stage.AddressAsync(@case);

        await stage.World.AdvanceAsync(TimeSpan.FromHours(71));
        (await stage.Doctor.OpenAsync(signing)).Status.Should().Be(HttpStatusCode.OK);
        await stage.World.AdvanceAsync(TimeSpan.FromHours(2));
        var page = await stage.Doctor.OpenAsync(signing);
        page.Text.Should().Contain("R-286");
        page.Document.QuerySelector("form[data-passkey=get]").Should().BeNull();
        (await stage.Doctor.OpenAsync(file)).Text.Should().Contain("Jansen", "it can still be read");

        await stage.World.AdvanceAsync(TimeSpan.FromDays(5));
        page = await stage.Doctor.OpenAsync(file);
        page.Text.Should().Contain("R-286").And.NotContain("Jansen");
        (await stage.Clerk.OpenAsync(file)).Text.Should().NotContain("Jansen", "who works under that doctor reads no more than the doctor");

        await SeenAsync(stage.OtherDoctor, stage, registered: true);
        (await stage.Doctor.OpenAsync(file)).Text.Should().Contain("Jansen");
        (await stage.Doctor.OpenAsync(signing)).Document.QuerySelector("form[data-passkey=get]").Should().NotBeNull();
        (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/people")).Text.Should().Contain("door T. Visser");
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-286")]
    public async Task Who_is_struck_off_is_nobody_at_the_next_request_and_so_is_who_works_under_him(string engine)
    {
        await using var stage = await Stage.StartAsync(engine, settings: ["--Register:Kind=hand"]);
        var file = await stage.AddressAsync(await stage.TreatedAsync("Jansen"));
        (await stage.Clerk.OpenAsync(file)).Text.Should().Contain("Jansen");
        await SeenAsync(stage.OtherDoctor, stage, registered: false);
        foreach (var person in (Person[])[stage.Doctor, stage.Clerk])
        {
            var page = await person.Browser.GetAsync(file);
            page.Status.Should().Be(HttpStatusCode.NotFound);
            page.Text.Should().NotContain("Jansen");
        }

        (await stage.World.LedgerAsync()).Should().Contain(x => x.Event == "register.seen" && x.Permitted);
    }

    [Fact]
    [Trait("Rule", "R-286")]
    public async Task The_links_own_file_is_read_and_one_that_broke_is_no_answer()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("arbo-register-").FullName, "register.json");
        await using var stage = await Stage.StartAsync(settings: ["--Register:Kind=file", $"--Register:File={path}"]);
        var register = stage.World.Services.GetRequiredService<RegisterStore>();
        // To the second, as such a file has it.
        var now = DateTimeOffset.FromUnixTimeSeconds(stage.World.Clock.GetUtcNow().ToUnixTimeSeconds() + 60);
        foreach (var nothing in (string?[])[null, "", "{}", "[1]", "{\"at\":\"gisteren\",\"doctors\":{}}", JsonSerializer.Serialize(new { at = now, doctors = new Dictionary<string, bool>() })])
        {
            if (nothing is not null)
            {
                await File.WriteAllTextAsync(path, nothing);
            }

            (await register.RefreshAsync(CancellationToken.None)).Should().Be(0, nothing);
        }

        await WriteAsync(now.AddHours(1), (Stage.Big, true), (Stage.OtherBig, false));
        (await register.RefreshAsync(CancellationToken.None)).Should().Be(0, "that moment is still to come");
        stage.World.Clock.Advance(TimeSpan.FromHours(1));
        (await register.RefreshAsync(CancellationToken.None)).Should().Be(2);
        var doctors = await stage.World.ReadAsync(db => db.Staff.AsNoTracking().Where(x => x.Big != "").ToDictionaryAsync(x => x.Big));
        doctors[Stage.Big].Should().Match<Features.Staff.StaffMember>(x => x.Register == RegisterState.Registered && x.RegisterSeenAt == now.AddHours(1) && x.RegisterSeenBy == null);
        doctors[Stage.OtherBig].Register.Should().Be(RegisterState.Lapsed);

        // Nor does one that others can write.
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        (await register.RefreshAsync(CancellationToken.None)).Should().Be(0);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        // An older file does not undo what was seen later.
        await WriteAsync(now, (Stage.Big, true), (Stage.OtherBig, true));
        await register.RefreshAsync(CancellationToken.None);
        (await stage.World.ReadAsync(db => db.Staff.AsNoTracking().SingleAsync(x => x.Big == Stage.OtherBig))).Register.Should().Be(RegisterState.Lapsed);

        Task WriteAsync(DateTimeOffset at, params (string Big, bool Registered)[] lines) =>
            File.WriteAllTextAsync(path, JsonSerializer.Serialize(new { at, doctors = lines.ToDictionary(x => x.Big, x => x.Registered) }));
    }

    [Fact]
    [Trait("Rule", "R-286")]
    public async Task Where_there_is_one_doctor_the_one_of_another_service_looks_and_ends_a_lost_passkey_and_does_nothing_else()
    {
        await using var stage = await Stage.StartAsync(outside: true, settings: ["--Register:Kind=hand"]);
        await SeenAsync(stage.Outside!, stage, registered: true);
        (await stage.World.ReadAsync(db => db.Staff.AsNoTracking().SingleAsync(x => x.Name == "S. Bakker"))).RegisterSeenBy.Should().NotBeNull();

        var page = await stage.Outside!.OpenAsync($"{stage.World.At.Medical}/people");
        page.Document.QuerySelectorAll("form[action*=Depart], form[action*=Renew]").Should().BeEmpty();
        var lost = page.Document.QuerySelectorAll("ul.list > li").Single(x => x.QuerySelector("b")!.TextContent == "S. Bakker").QuerySelector("form[action*=Lost]")!.GetAttribute("action")!;
        var depart = lost.Replace("Lost", "Depart", StringComparison.Ordinal);
        var token = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var content = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token });
        (await stage.Outside.Browser.PostAsync(stage.World.At.Medical + depart, content)).Status.Should().Be(HttpStatusCode.NotFound);
        await stage.Outside.Browser.SubmitAsync(page, $"form[action='{lost}']");
        (await stage.Doctor.Browser.GetAsync($"{stage.World.At.Medical}/work")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    private static async Task SeenAsync(Person doctor, Stage stage, bool registered)
    {
        var page = await doctor.OpenAsync($"{stage.World.At.Medical}/people");
        var action = page.Document.QuerySelectorAll("ul.list > li").Single(x => x.QuerySelector("b")!.TextContent == "S. Bakker").QuerySelector("form[action*=Register]")!.GetAttribute("action");
        page = await doctor.Browser.SubmitAsync(page, $"form[action='{action}']", button: $"[name=registered][value={(registered ? "true" : "false")}]");
        page.Status.Should().Be(HttpStatusCode.OK);
    }
}
