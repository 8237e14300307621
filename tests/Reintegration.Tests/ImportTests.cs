using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ArboDossier.Reintegration.Features.Employees;
using ArboDossier.Reintegration.Features.Import;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Tests;

/// <summary>Reading what personnel systems export: pure.</summary>
public sealed class ImportReaderTests
{
    private const string Header = "personeelsnummer;achternaam;geboortedatum;uren per week;in dienst";
    private static readonly DateOnly Today = new(2026, 11, 24);

    public static TheoryData<string, string> Rows => new()
    {
        { "1;Vries;14-02-1988;36;01-03-2019", nameof(ImportReason.None) }, { "1;Vries;14/2/1988;36,5;1-3-2019", nameof(ImportReason.None) }, { "1;Vries;1988-02-14;36.00;2019-03-01 00:00:00", nameof(ImportReason.None) },
        { "1;Vries;19880214;0;2019-03-01T00:00:00", nameof(ImportReason.None) }, { "1;\"de\nVries\";14-02-1988;36;01-03-2019", nameof(ImportReason.None) },
        { ";Vries;14-02-1988;36;01-03-2019", nameof(ImportReason.NumberMissing) }, { "1;;14-02-1988;36;01-03-2019", nameof(ImportReason.SurnameMissing) },
        { "1;Vries;31-02-1988;36;01-03-2019", nameof(ImportReason.BirthDate) }, { "1;Vries;14-02-88;36;01-03-2019", nameof(ImportReason.BirthDate) }, { "1;Vries;25-11-2026;36;01-03-2019", nameof(ImportReason.BirthDate) },
        { "1;Vries;14-02-1900;36;01-03-2019", nameof(ImportReason.BirthDate) }, { "1;Vries;14-02-1988;veel;01-03-2019", nameof(ImportReason.Hours) }, { "1;Vries;14-02-1988;-1;01-03-2019", nameof(ImportReason.Hours) },
        { "1;Vries;14-02-1988;81;01-03-2019", nameof(ImportReason.Hours) }, { "1;Vries;14-02-1988;;01-03-2019", nameof(ImportReason.Hours) }, { "1;Vries;14-02-1988;36;", nameof(ImportReason.Start) },
        { "1;Vries 123456782;14-02-1988;36;01-03-2019", nameof(ImportReason.CitizenServiceNumber) }, { "1;123456782;14-02-1988;36;01-03-2019", nameof(ImportReason.CitizenServiceNumber) },
        { "1;1234.56.782;14-02-1988;36;01-03-2019", nameof(ImportReason.CitizenServiceNumber) }, { "123456782;Vries;14-02-1988;36;01-03-2019", nameof(ImportReason.None) },
        { "1;Vries;14-02-1988;36;01-03-2019;te veel", nameof(ImportReason.Broken) }, { "1;\"Vries\" x;14-02-1988;36;01-03-2019", nameof(ImportReason.Broken) },
        { $"1;{new string('x', 101)};14-02-1988;36;01-03-2019", nameof(ImportReason.Text) },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    [Trait("Rule", "R-005")]
    public void Each_kind_of_row_gets_its_reason(string row, string reason)
    {
        var plan = Read($"{Header}\n{row}\n");
        if (reason == nameof(ImportReason.None))
        {
            plan.Refused.Should().BeEmpty();
            plan.Rows.Should().ContainSingle();
        }
        else
        {
            plan.Rows.Should().BeEmpty();
            plan.Refused.Should().Equal(new ImportNote(2, Enum.Parse<ImportReason>(reason)));
        }
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("windows-1252", false)]
    public void Each_encoding_gives_the_same_name(string encoding, bool mark)
    {
        var coding = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        byte[] bytes = [.. mark ? coding.GetPreamble() : [], .. coding.GetBytes($"{Header}\r\n1;Özdemir-Çelik;14-02-1988;36;01-03-2019\r\n")];
        ImportReader.Read(bytes, Today, out var plan).Should().Be(ImportError.None);
        plan.Rows.Single().Label.Surname.Should().Be("Özdemir-Çelik");
    }

    [Theory]
    [InlineData(';')]
    [InlineData(',')]
    [InlineData('\t')]
    public void Each_separator_is_found(char separator) =>
        Read($"{Header}\n1;Vries;14-02-1988;36;01-03-2019".Replace(';', separator)).Rows.Should().ContainSingle();

    [Fact]
    [Trait("Rule", "R-003")]
    public void Columns_that_may_not_enter_are_named_and_counted_and_their_values_gone()
    {
        var plan = Read($"{Header};BSN;Reden verzuim;Opmerkingen;Schoenmaat\n1;Vries;14-02-1988;36;01-03-2019;123456782;burn-out;canary;42\n2;Smit;14-02-1988;36;01-03-2019;;;canary;43\n");
        plan.RefusedColumns.Should().Equal(new ImportColumn("BSN", 1), new ImportColumn("Reden verzuim", 1), new ImportColumn("Opmerkingen", 2));
        plan.IgnoredColumns.Should().Equal("Schoenmaat");
        JsonSerializer.Serialize(plan).Should().NotContain("123456782").And.NotContain("burn-out").And.NotContain("canary").And.NotContain("42");
        plan.Rows.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("Burgerservicenummer")]
    [InlineData("bsn")]
    [InlineData("BSN-nummer")]
    [InlineData("SoFi-nummer")]
    [InlineData("Diagnose")]
    [InlineData("klachten")]
    [InlineData("Oorzaak")]
    [InlineData("Reden")]
    [InlineData("Bijzonderheden")]
    [InlineData("Ziektebeeld")]
    [InlineData("Vangnetcode")]
    [Trait("Rule", "R-003")]
    public void Each_forbidden_name_is_known(string name) => Read($"{Header};{name}\n1;Vries;14-02-1988;36;01-03-2019;x").RefusedColumns.Should().ContainSingle();

    [Theory]
    [InlineData("", ImportError.NotText)]
    [InlineData("\0\0\0", ImportError.NotText)]
    [InlineData("personeelsnummer;achternaam\n1;Vries", ImportError.ColumnMissing)]
    [InlineData(Header + ";naam\n", ImportError.ColumnTwice)]
    public void A_file_that_is_none_is_refused_whole(string text, ImportError error) => ImportReader.Read(Encoding.UTF8.GetBytes(text), Today, out _).Should().Be(error);

    [Fact]
    public void Too_much_is_refused()
    {
        ImportReader.Read(new byte[ImportReader.MostBytes + 1], Today, out _).Should().Be(ImportError.TooLarge);
        ImportReader.Read(Encoding.UTF8.GetBytes(Header + "\n" + string.Concat(Enumerable.Repeat("1;V;14-02-1988;36;01-03-2019\n", ImportReader.MostRows + 1))), Today, out _).Should().Be(ImportError.TooLarge);
    }

    [Fact]
    public void Line_numbers_count_the_lines_inside_cells()
    {
        var plan = Read($"{Header}\n1;\"de\n\nVries\";14-02-1988;36;01-03-2019\n\n2;;14-02-1988;36;01-03-2019\n");
        plan.Refused.Should().Equal(new ImportNote(6, ImportReason.SurnameMissing));
        plan.Rows.Single().Label.Surname.Should().Be("de Vries");
    }

    [Fact]
    public void A_double_row_is_refused_and_two_employments_of_one_number_are_two()
    {
        var plan = Read($"{Header};uit dienst\n1;Vries;14-02-1988;36;01-03-2019;31-12-2020\n1;Vries;14-02-1988;36;01-03-2019;31-12-2020\n1;Vries;14-02-1988;20;01-06-2022;\n");
        plan.Refused.Should().Equal(new ImportNote(3, ImportReason.Duplicate));
        ImportDiff.Make(plan, Guid.NewGuid(), [], Today).Changes.Should().HaveCount(2);
    }

    [Fact]
    public void Running_the_same_file_again_changes_nothing_and_a_corrected_first_day_is_no_second_employment()
    {
        var plan = Read($"{Header};leidinggevende\n1;Baas;14-02-1970;36;01-03-2010;\n2;Vries;14-02-1988;36;01-03-2019;1\n");
        var employer = Guid.NewGuid();
        var (changes, made) = ImportDiff.Make(plan, employer, [], Today);
        (made.Added, made.Changed, made.Unchanged).Should().Be((2, 0, 0));
        changes[1].Row.Manager.Should().Be(changes[0].Row.Id);
        IReadOnlyList<(Employment, EmployeeLabel)> known = [.. changes.Select(x => (x.Row, x.Label))];

        ImportDiff.Make(plan, employer, known, Today).Changes.Should().BeEmpty();
        var corrected = ImportDiff.Make(Read($"{Header};leidinggevende\n2;Vries;14-02-1988;32;01-04-2019;1\n"), employer, known, Today);
        corrected.Changes.Should().ContainSingle(x => !x.New && x.Row.Id == changes[1].Row.Id && x.Row.LabelVersion == 2);
        corrected.Changes[0].Row.Manager.Should().Be(changes[0].Row.Id, "the manager is known from before");
    }

    [Fact]
    public void A_manager_who_is_unknown_or_oneself_is_said_and_the_row_is_kept()
    {
        var (changes, plan) = ImportDiff.Make(Read($"{Header};leidinggevende\n1;Vries;14-02-1988;36;01-03-2019;99\n2;Smit;14-02-1988;36;01-03-2019;2\n"), Guid.NewGuid(), [], Today);
        changes.Should().HaveCount(2).And.OnlyContain(x => x.Row.Manager == null);
        plan.Notes.Should().Equal(new ImportNote(2, ImportReason.ManagerUnknown), new ImportNote(3, ImportReason.ManagerSelf));
    }

    private static ImportPlan Read(string text)
    {
        ImportReader.Read(Encoding.UTF8.GetBytes(text), Today, out var plan).Should().Be(ImportError.None);
        return plan;
    }
}

/// <summary>Importing through the screen and through the API.</summary>
public sealed class ImportTests
{
    private const string Header = "personeelsnummer;achternaam;geboortedatum;uren per week;in dienst;BSN\n";

    public static TheoryData<StoreProvider> Engines => World.Engines;

    [Fact]
    [Trait("Rule", "R-230")]
    public async Task A_preview_says_what_will_change_and_keeps_it_sealed()
    {
        await using var stage = await Stage.SetAsync();
        var preview = await Stage.UploadAsync(stage.Hr, Encoding.UTF8.GetBytes(Header + "101;Vries;14-02-1988;28;01-03-2019;123456782\n900;Canarynaam;14-02-1988;28;01-03-2019;\n901;;14-02-1988;28;01-03-2019;\n"));
        var page = await stage.Hr.SeeAsync(preview.Location!);
        page.Should().Contain("Canarynaam").And.Contain("BSN").And.Contain("1 ingevuld vakje").And.Contain("De achternaam ontbreekt").And.NotContain("123456782");
        (await stage.World.EverythingAsync()).Should().NotContain("Canarynaam").And.NotContain("123456782");
        (await stage.World.RowsAsync(db => db.Employments.CountAsync())).Should().Be(4, "nothing happens without a confirmation");

        (await stage.OtherHr.GetAsync(preview.Location!)).Status.Should().Be(404);
        (await stage.Petra.GetAsync(preview.Location!)).Status.Should().Be(404);
        stage.World.Clock.Advance(TimeSpan.FromHours(25));
        (await stage.Hr.GetAsync(preview.Location!)).Status.Should().Be(404);
        await stage.World.App.Services.GetServices<IHostedService>().OfType<Store.Sweep>().Single().RunAsync(CancellationToken.None);
        (await stage.World.RowsAsync(db => db.Imports.CountAsync())).Should().Be(0);
        (await stage.World.LedgerAsync()).Should().Contain(x => x.Event == "import.expire");
    }

    [Fact]
    public async Task Dropping_a_preview_leaves_nothing()
    {
        await using var stage = await Stage.SetAsync();
        var preview = await Stage.UploadAsync(stage.Hr, Encoding.UTF8.GetBytes(Header + "900;Nieuw;14-02-1988;28;01-03-2019;\n"));
        await stage.Hr.DoAsync(preview.Location!, ("Drop", "true"));
        (await stage.Hr.GetAsync(preview.Location!)).Status.Should().Be(404);
        (await stage.World.RowsAsync(db => db.Employments.CountAsync())).Should().Be(4);
    }

    [Fact]
    public async Task What_a_former_version_kept_in_the_plan_is_done_all_the_same()
    {
        await using var stage = await Stage.SetAsync();
        var preview = await Stage.UploadAsync(stage.Hr, Encoding.UTF8.GetBytes(Header + "900;Nieuw;14-02-1988;28;01-03-2019;\n"));
        await stage.World.RowsAsync(db => db.Database.ExecuteSqlRawAsync("UPDATE import_job SET rows = x''"));
        await stage.Hr.DoAsync(preview.Location!, ("Confirm", "true"));
        for (var i = 0; i < 300 && await stage.World.RowsAsync(db => db.Imports.AnyAsync(x => x.State != ImportState.Done)); i++)
        {
            await Task.Delay(100);
        }

        (await stage.World.RowsAsync(db => db.Employments.CountAsync())).Should().Be(5);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Ten_thousand_rows_by_the_api(StoreProvider engine)
    {
        await using var stage = await Stage.SetAsync(engine);
        var key = (await stage.OtherHr.PostAsync("/import/keys")).Body.Trim();
        var file = new StringBuilder(Header);
        for (var i = 0; i < 10_000; i++)
        {
            file.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i};Achternaam{i};14-02-1988;36;01-03-2019;{(i % 2 == 0 ? "123456782" : "")}\n");
        }

        var (status, preview) = await ApiAsync(stage, HttpMethod.Post, "/api/import", key, file.ToString());
        status.Should().Be(202);
        preview.GetProperty("rows").GetInt32().Should().Be(10_000);
        preview.GetProperty("added").GetInt32().Should().Be(10_000);
        preview.GetProperty("refusedColumns")[0].GetProperty("count").GetInt32().Should().Be(5_000);
        var id = preview.GetProperty("id").GetGuid();
        (await ApiAsync(stage, HttpMethod.Post, $"/api/import/{id}/confirm", key)).Status.Should().Be(202);
        await WaitAsync(stage, key, id);
        (await stage.World.RowsAsync(db => db.Employments.CountAsync(x => x.Employer == stage.Linde))).Should().Be(10_000);

        var (_, again) = await ApiAsync(stage, HttpMethod.Post, "/api/import", key, file.ToString());
        (again.GetProperty("added").GetInt32(), again.GetProperty("changed").GetInt32(), again.GetProperty("unchanged").GetInt32()).Should().Be((0, 0, 10_000));
    }

    [Fact]
    [Trait("Rule", "R-065")]
    public async Task A_key_imports_for_one_employer_for_a_day_and_does_nothing_else()
    {
        await using var stage = await Stage.SetAsync();
        var key = (await stage.Hr.PostAsync("/import/keys")).Body.Trim();
        key.Should().MatchRegex("^[0-9a-f]{64}$");
        (await stage.World.EverythingAsync()).Should().NotContain(key);
        var otherKey = (await stage.OtherHr.PostAsync("/import/keys")).Body.Trim();
        var (_, preview) = await ApiAsync(stage, HttpMethod.Post, "/api/import", key, Header + "900;Nieuw;14-02-1988;28;01-03-2019;\n");
        var id = preview.GetProperty("id").GetGuid();

        (await ApiAsync(stage, HttpMethod.Get, $"/api/import/{id}", otherKey)).Status.Should().Be(404);
        (await ApiAsync(stage, HttpMethod.Post, $"/api/import/{id}/confirm", otherKey)).Status.Should().Be(404);
        foreach (var wrong in (string?[])[null, "", new string('0', 64)])
        {
            (await ApiAsync(stage, HttpMethod.Post, "/api/import", wrong, "x")).Status.Should().Be(401);
        }

        (await stage.World.LedgerAsync()).Count(x => x.Event == "import.preview" && !x.Permitted && x.Reason == "unknown-key").Should().Be(3);
        (await ApiAsync(stage, HttpMethod.Get, "/employees", key)).Status.Should().Be(401);
        stage.World.Clock.Advance(TimeSpan.FromHours(25));
        (await ApiAsync(stage, HttpMethod.Post, "/api/import", key, Header)).Status.Should().Be(401);
    }

    [Fact]
    public async Task A_file_that_is_none_and_a_file_that_is_too_large_are_refused_by_a_word()
    {
        await using var stage = await Stage.SetAsync();
        var key = (await stage.Hr.PostAsync("/import/keys")).Body.Trim();
        var (status, body) = await ApiAsync(stage, HttpMethod.Post, "/api/import", key, "geen;csv\n1;2\n");
        (status, body.GetProperty("error").GetString()).Should().Be((400, nameof(ImportError.ColumnMissing)));
        (await ApiAsync(stage, HttpMethod.Post, "/api/import", key, new string('x', ImportReader.MostBytes + 1))).Status.Should().Be(413);
        (await stage.Hr.SeeAsync("/import")).Should().Contain("Medewerkers inlezen");
    }

    [Fact]
    [Trait("Rule", "R-068")]
    public async Task A_change_of_line_manager_changes_who_sees_a_case()
    {
        await using var stage = await Stage.SetAsync();
        var @case = await stage.ReportAsync(stage.Hr, "Marieke");
        (await stage.Petra.GetAsync($"/cases/{@case}")).Status.Should().Be(200);
        await Stage.ImportAsync(stage.Hr, Stage.People.Replace("01-03-2019;;100", "01-03-2019;;103", StringComparison.Ordinal));
        (await stage.Petra.GetAsync($"/cases/{@case}")).Status.Should().Be(404);
    }

    private static async Task WaitAsync(Stage stage, string key, Guid id)
    {
        for (var i = 0; i < 600; i++)
        {
            var (_, answer) = await ApiAsync(stage, HttpMethod.Get, $"/api/import/{id}", key);
            if (answer.GetProperty("state").GetString() == "done")
            {
                answer.GetProperty("done").GetInt32().Should().Be(answer.GetProperty("total").GetInt32());
                return;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("the import was not done in time");
    }

    private static async Task<(int Status, JsonElement Body)> ApiAsync(Stage stage, HttpMethod method, string path, string? key, string? body = null)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(method, $"http://127.0.0.1:{stage.World.Port}{path}") { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "text/csv") };
        request.Headers.Host = stage.World.Host;
        // What is announced as too large is refused unread: the sender waits to hear that before it sends.
        request.Headers.ExpectContinue = body?.Length > ImportReader.MostBytes;
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default);
    }
}
