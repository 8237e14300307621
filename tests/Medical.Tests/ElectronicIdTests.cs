using System.Text;
using System.Text.Json;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Web;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>Activating the own door by an electronic identification: a file code and the person of that file, both or nothing .</summary>
[Trait("Rule", "R-077")]
[Trait("Rule", "R-151")]
public sealed class ElectronicIdTests : IAsyncLifetime
{
    private FakeScheme _scheme = null!;

    public async Task InitializeAsync() => _scheme = await FakeScheme.StartAsync();

    public async Task DisposeAsync() => await _scheme.DisposeAsync();

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    public async Task Who_has_the_file_code_and_is_that_person_makes_a_passkey_and_reads_the_own_file(string engine)
    {
        await using var stage = await BeginAsync(engine);
        var code = await CodeAsync(stage, await stage.TreatedAsync("Jansen"));
        var employee = await stage.World.PersonAsync("M. Jansen");
        var page = await IdentifyAsync(employee, code);
        page.TextOf("#identified").Should().NotBeNull(page.Errors);
        (await WaysAsync(stage)).Should().Be(0, "without a passkey nothing opens");

        page = await employee.SubmitWithPasskeyAsync(page, "form[data-passkey=create]", new Dictionary<string, string>());
        page.Address.AbsolutePath.Should().Be("/my");
        page.Text.Should().Contain("Jansen");
        (await stage.World.ReadAsync(db => db.EmployeeFiles.SingleAsync())).Level.Should().Be(Access.DoorLevel.Passkey);
        (await stage.World.ReadAsync(db => db.Activations.SingleAsync(x => x.UsedAt != null))).Route.Should().Be(IdentificationRoute.Electronic);
        (await stage.World.LedgerAsync()).Should().Contain(x => x.Event == "activation.match" && x.Permitted)
            .And.Contain(x => x.Event == "activation.identify" && x.Permitted && x.Reason == "identified-Electronic")
            .And.Contain(x => x.Event == "activation.use" && x.Permitted && x.Reason == "identified-Electronic");

        // Once.
        page = await IdentifyAsync(await stage.World.PersonAsync("N. Ander"), code);
        page.TextOf("#identified").Should().BeNull();
        (await WaysAsync(stage)).Should().Be(1);
        stage.World.Log.Should().NotContain("111222333").And.NotContain(code.Replace(" ", "", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    public async Task Whatever_does_not_fit_gets_one_and_the_same_refusal_and_costs_a_try(string engine)
    {
        await using var stage = await BeginAsync(engine);
        var @case = await stage.TreatedAsync("Jansen");
        var employee = await stage.World.PersonAsync("M. Jansen");
        string? refusal = null;
        foreach (var (what, say) in new (string, Action<Dictionary<string, object>>)[]
        {
            ("another name", x => x["family_name"] = "Pieters"),
            ("another birth date", x => x["birthdate"] = "1984-05-18"),
            ("no name", x => x.Remove("family_name")),
            ("a birth date that is none", x => x["birthdate"] = "0000-05-17"),
            ("a level too low", x => x["acr"] = "urn:scheme:low"),
            ("no level", x => x.Remove("acr")),
            ("for another program", x => x["aud"] = "medical"),
            ("of another sign-in", x => x["nonce"] = "other"),
            ("of another issuer", x => x["iss"] = "http://127.0.0.1:1"),
            ("identified long ago", x => x["auth_time"] = 1),
            ("lapsed", x => x["exp"] = 1),
        })
        {
            var code = await CodeAsync(stage, @case);
            _scheme.Say = say;
            await RefusedAsync(code, what, 4);
        }

        _scheme.Say = null;
        _scheme.Forged = true;
        await RefusedAsync(await CodeAsync(stage, @case), "signed by nobody", 4);
        _scheme.Forged = false;
        var right = await CodeAsync(stage, @case);
        var wrong = right[..^1] + (right[^1] == 'A' ? 'B' : 'A');
        for (var left = 4; left >= 0; left--)
        {
            await RefusedAsync(wrong, "a wrong code", left);
        }

        await RefusedAsync(right, "the right code after five tries", 0);
        await RefusedAsync("ZZZZZZZZZZ", "a code that never was", 0);
        (await WaysAsync(stage)).Should().Be(0);

        async Task RefusedAsync(string code, string what, int left)
        {
            var before = (await stage.World.LedgerAsync()).Count(Refusal);
            var page = await IdentifyAsync(employee, code);
            page.TextOf("#identified").Should().BeNull(what);
            page.Address.PathAndQuery.Should().Be("/activate?notMatched=true", what);
            refusal ??= page.Errors;
            page.Errors.Should().NotBeEmpty().And.Be(refusal, what);
            (await stage.World.LedgerAsync()).Count(Refusal).Should().Be(before + 1, what);
            var newest = await stage.World.ReadAsync(db => db.Activations.OrderByDescending(x => x.Id).FirstAsync());
            newest.TriesLeft.Should().Be(left, what);
        }

        static bool Refusal(LedgerLine x) => x is { Event: "activation.identify", Permitted: false, Reason: "not-matched" };
    }

    [Fact]
    public async Task An_answer_that_was_begun_elsewhere_or_was_given_before_opens_nothing()
    {
        await using var stage = await BeginAsync("sqlite");
        var @case = await stage.TreatedAsync("Jansen");
        var employee = await stage.World.PersonAsync("M. Jansen");
        (await IdentifyAsync(employee, await CodeAsync(stage, @case))).TextOf("#identified").Should().NotBeNull();

        // The same answer, in another browser and once more in the own one.
        var thief = await stage.World.PersonAsync("W. Gever");
        await thief.OpenAsync($"{stage.World.At.Medical}/activate");
        var page = await thief.Browser.GetAsync(_scheme.LastAnswer);
        page.Address.PathAndQuery.Should().Be("/activate?notMatched=true");
        page.TextOf("#identified").Should().BeNull();
        await employee.Browser.GetAsync(_scheme.LastAnswer);
        page = await thief.SubmitWithPasskeyAsync(await thief.OpenAsync($"{stage.World.At.Medical}/activate"), "form[data-passkey=create]", new Dictionary<string, string>());
        page.Address.AbsolutePath.Should().Be("/activate");
        (await WaysAsync(stage)).Should().Be(0);

        // Whoever takes too long identifies again; the code was theirs already.
        await stage.World.AdvanceAsync(TimeSpan.FromMinutes(16));
        page = await employee.OpenAsync($"{stage.World.At.Medical}/activate");
        page.TextOf("#identified").Should().BeNull();
        (await employee.SubmitWithPasskeyAsync(page, "form[data-passkey=create]", new Dictionary<string, string>())).Address.AbsolutePath.Should().Be("/activate");
        (await WaysAsync(stage)).Should().Be(0);
    }

    [Fact]
    public async Task Fourteen_days_later_a_file_code_has_lapsed_and_it_is_no_code_of_the_desk()
    {
        await using var stage = await BeginAsync("sqlite");
        var code = await CodeAsync(stage, await stage.TreatedAsync("Jansen"));
        var employee = await stage.World.PersonAsync("M. Jansen");
        var page = await employee.SubmitWithPasskeyAsync(await employee.OpenAsync($"{stage.World.At.Medical}/activate"), "form[data-passkey=create]", new Dictionary<string, string> { ["Code"] = code });
        page.Address.AbsolutePath.Should().Be("/activate");
        await stage.World.AdvanceAsync(TimeSpan.FromDays(14) + TimeSpan.FromMinutes(1));
        (await IdentifyAsync(employee, code)).TextOf("#identified").Should().BeNull();
        (await WaysAsync(stage)).Should().Be(0);
    }

    [Fact]
    public async Task Where_no_scheme_is_set_nothing_of_it_shows()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var employee = await stage.World.PersonAsync("M. Jansen");
        (await employee.OpenAsync($"{stage.World.At.Medical}/activate")).TextOf("form[action*=Identify]").Should().BeNull();
        (await stage.Doctor.OpenAsync($"{await stage.AddressAsync(@case)}/desk")).TextOf("form[action*=FileCode]").Should().BeNull();
    }

    [Theory]
    [InlineData("Berg", "Berg", "van den", true)]
    [InlineData("van den Berg", "Berg", "van den", true)]
    [InlineData(" ÖZDEMIR", "Özdemir", "", true)]
    [InlineData("Jansen-de Wit", "Jansen de Wit", "", true)]
    [InlineData("van den Berg", "Berg", "", false)]
    [InlineData("Bergh", "Berg", "", false)]
    [InlineData("", "Berg", "", false)]
    [InlineData("--", "", "", false)]
    public void A_surname_is_compared_with_or_without_what_stands_before_it(string said, string surname, string prefix, bool same)
    {
        var (born, reached) = (new DateOnly(1984, 5, 17), new SchemeLevel("ProefID", FakeScheme.Substantial));
        new SchemePerson(said, born, reached).Is(new("M.", "Marieke", prefix, surname, born, "")).Should().Be(same);
        new SchemePerson(said, born.AddDays(1), reached).Is(new("M.", "Marieke", prefix, surname, born, "")).Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    public async Task The_doctors_side_and_the_employee_read_scheme_level_and_day_and_nothing_else_of_the_answer_is_kept(string engine)
    {
        const string High = "urn:scheme:high";
        await using var stage = await BeginAsync(engine, $"--ElectronicId:Levels:1={High}");
        var @case = await stage.TreatedAsync("Jansen");
        var file = await stage.FileAsync(@case);
        (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/files/{file}/desk")).Text.Should().Contain("nog geen eigen toegang");
        var code = await CodeAsync(stage, @case);
        var given = stage.Today;
        await stage.World.AdvanceAsync(TimeSpan.FromDays(2));
        var employee = await stage.World.PersonAsync("M. Jansen");
        _scheme.Say = x => x["birthdate"] = "1984-05-18";
        await IdentifyAsync(employee, code);
        (await KeptAsync()).Scheme.IsEmpty.Should().BeTrue("of an answer that did not fit nothing is kept");

        // The level that was reached, not the least that is asked for.
        _scheme.Say = x => x["acr"] = High;
        var page = await IdentifyAsync(employee, code);
        (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/files/{file}/desk")).TextOf("[data-own-ways]").Should().BeNull("nobody came in yet");
        page = await employee.SubmitWithPasskeyAsync(page, "form[data-passkey=create]", new Dictionary<string, string>());
        page.Address.AbsolutePath.Should().Be("/my");
        Words day = new("nl"), english = new("en");
        foreach (var (who, path) in new (Person, string)[]
        {
            (stage.Clerk, $"/files/{file}/desk"), (stage.Doctor, $"/files/{file}/desk"), (stage.Doctor, $"/files/{file}/who"), (employee, $"/my/{file}/who"), (employee, "/my"),
        })
        {
            var line = (await who.OpenAsync(stage.World.At.Medical + path)).TextOf("[data-own-ways] li[data-route=Electronic]");
            line.Should().Contain("Elektronisch").And.Contain("ProefID, niveau urn:scheme:high", path).And.Contain(day.Day(stage.Today)).And.NotContain(day.Day(given)).And.Contain("dossiercode van K. Smit", path);
        }

        (await employee.OpenAsync($"{stage.World.At.Medical}/language/en?back=/my")).TextOf("[data-own-ways] li").Should()
            .Contain("Electronically").And.Contain("ProefID, level urn:scheme:high").And.Contain($"{english.Day(stage.Today)}, file code from K. Smit").And.NotContain("niveau");

        // Sealed, and no longer than those two words.
        var kept = (await KeptAsync()).Scheme.ToBytes();
        var words = JsonSerializer.SerializeToUtf8Bytes(new SchemeLevel("ProefID", High));
        kept.Should().HaveCount(17 + 28 + words.Length, "key id, nonce and tag, and these words");
        Encoding.UTF8.GetString(kept).Should().NotContain("ProefID").And.NotContain("urn:");
        foreach (var fields in await stage.World.ReadAsync(db => db.LedgerBodies.AsNoTracking().Select(x => x.Fields).ToListAsync()))
        {
            Encoding.UTF8.GetString(fields).Should().NotContainAny("ProefID", "urn:", "JANSEN", "Jansen", "1984-05", "111222333");
        }

        Task<ActivationCode> KeptAsync() => stage.World.ReadAsync(db => db.Activations.AsNoTracking().SingleAsync());
    }

    private async Task<Stage> BeginAsync(string engine, params string[] more)
    {
        var stage = await Stage.StartAsync(engine, settings: [.. _scheme.Settings, .. more]);
        _scheme.Now = stage.World.Clock.GetUtcNow;
        return stage;
    }

    private static async Task<string> CodeAsync(Stage stage, Case @case)
    {
        var page = await stage.Clerk.OpenAsync($"{await stage.AddressAsync(@case)}/desk");
        page = await stage.Clerk.Browser.SubmitAsync(page, "form[action*=FileCode]");
        return page.TextOf("#file-code")!;
    }

    private static async Task<Page> IdentifyAsync(Person employee, string code) =>
        await employee.Browser.SubmitAsync(await employee.OpenAsync($"{employee.At.Medical}/activate"), "form[action*=Identify]", new Dictionary<string, string> { ["FileCode"] = code });

    private static Task<int> WaysAsync(Stage stage) => stage.World.ReadAsync(db => db.EmployeeFiles.CountAsync());
}
