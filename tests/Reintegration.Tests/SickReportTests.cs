using System.Net.Http.Json;
using ArboDossier.Contracts.Messages;
using ArboDossier.Reintegration.Features.Cases;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Tests;

/// <summary>What a sick report takes, and what it refuses.</summary>
public sealed partial class SickReportTests : IAsyncLifetime
{
    private const string Canary = "zqx-burn-out-zqx";
    private Stage _stage = null!;

    public async Task InitializeAsync() => _stage = await Stage.SetAsync();

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Theory]
    [InlineData("reason")]
    [InlineData("Input.Reason")]
    [InlineData("Input.Remarks")]
    [InlineData("Input.Diagnosis")]
    [InlineData("Input.FirstDay.Cause")]
    [InlineData("Opmerking")]
    [Trait("Rule", "R-001")]
    public async Task A_field_that_is_not_on_the_list_is_refused_by_name_and_kept_nowhere(string field)
    {
        var page = Page("Olga");
        var answer = await _stage.Hr.PostAsync(page, [.. Stage.Report(_stage.World.Today), (field, Canary)]);

        answer.Status.Should().Be(400);
        answer.Body.Should().Contain(field).And.NotContain(Canary);
        (await _stage.World.EverythingAsync()).Should().NotContain(Canary);
        (await _stage.World.RowsAsync(db => db.Cases.CountAsync())).Should().Be(0);
        (await _stage.World.LedgerAsync()).Should().Contain(x => x.Event == "form.refused" && !x.Permitted && x.Reason == "unknown-field");
    }

    [Fact]
    [Trait("Rule", "R-001")]
    public async Task A_json_body_is_refused_by_the_name_of_its_member()
    {
        var page = Page("Olga");
        using var body = JsonContent.Create(new Dictionary<string, string> { ["Input.FirstDay"] = "01-01-2026", ["diagnosis"] = Canary });
        var answer = await _stage.Hr.SendAsync(HttpMethod.Post, page, body, ("RequestVerificationToken", await _stage.Hr.TokenAsync(page)));

        answer.Status.Should().Be(400);
        answer.Body.Should().Contain("diagnosis").And.NotContain(Canary);
        (await _stage.World.EverythingAsync()).Should().NotContain(Canary);
    }

    [Fact]
    [Trait("Rule", "R-001")]
    public async Task A_name_that_is_no_name_comes_back_harmless()
    {
        var answer = await _stage.Hr.PostAsync(Page("Olga"), [.. Stage.Report(_stage.World.Today), ($"<b>{Canary}", "x")]);
        answer.Status.Should().Be(400);
        answer.Body.Should().NotContain("<b>");
        answer.Headers["Content-Type"].Should().StartWith("text/plain");
    }

    [Fact]
    public async Task The_list_of_mistakes_names_the_questions_in_the_order_of_the_page()
    {
        var body = (await _stage.Hr.PostAsync(Page("Olga"), ("Input.FirstDay", "31-02-2026"), ("Input.Street", "Dorpsstraat"), ("Input.HandOver", "true"))).Body;
        var named = ErrorPattern().Matches(body).Select(x => x.Groups[1].Value).ToList();
        named.Should().Equal("Input_FirstDay", "Input_Expected", "Input_Phone", "Input_Number", "Input_Postcode", "Input_City", "Input_HandOverTo", "Input_SafetyNet", "Input_WorkAccident", "Input_ThirdParty");
        named.Select(x => body.IndexOf($" id=\"{x}\"", StringComparison.Ordinal)).Should().BeInAscendingOrder().And.OnlyContain(x => x > 0);
    }

    [Theory]
    [InlineData("Input.Street", "GGZ Kliniek Oost")]
    [InlineData("Input.Street", "Afd. Psychiatrie")]
    [InlineData("Input.City", "Ziekenhuis")]
    [Trait("Rule", "R-002")]
    public async Task An_institution_in_an_address_is_refused_and_not_given_back(string field, string value)
    {
        var answer = await _stage.Hr.PostAsync(Page("Olga"), Stage.Report(
            _stage.World.Today, ("Input.Street", "Dorpsstraat"), ("Input.Number", "1"), ("Input.Postcode", "7411AB"), ("Input.City", "Deventer"), (field, value)));

        answer.Status.Should().Be(200);
        answer.Body.Should().Contain("geen naam van een instelling").And.NotContain(value);
        (await _stage.World.RowsAsync(db => db.Cases.CountAsync())).Should().Be(0);
    }

    [Fact]
    [Trait("Rule", "R-002")]
    public async Task A_street_that_is_only_named_after_a_hospital_is_an_address()
    {
        AddressRules.NamesInstitution("Ziekenhuisstraat").Should().BeFalse();
        var @case = await _stage.ReportAsync(_stage.Hr, "Olga", null, ("Input.Street", "Ziekenhuisstraat"), ("Input.Number", "12 B"), ("Input.Postcode", "7411ab"), ("Input.City", "'s-Heerenberg"));
        (await _stage.Hr.SeeAsync($"/cases/{@case}")).Should().Contain("Ziekenhuisstraat 12 B, 7411 AB 's-Heerenberg");
    }

    [Fact]
    [Trait("Rule", "R-010")]
    public async Task A_first_day_in_the_future_or_before_the_employment_is_refused()
    {
        (await _stage.Hr.PostAsync(Page("Olga"), Stage.Report(_stage.World.Today.AddDays(1)))).Body.Should().Contain("kan niet in de toekomst liggen");
        (await _stage.Hr.PostAsync(Page("Olga"), Stage.Report(new(2018, 8, 31), ("Input.Late", "EnteredLater")))).Body.Should().Contain("niet in dienst");
    }

    [Fact]
    [Trait("Rule", "R-010")]
    public async Task A_first_day_further_back_asks_for_a_reason_from_the_list()
    {
        var day = _stage.World.Today.AddDays(-5);
        (await _stage.Hr.PostAsync(Page("Olga"), Stage.Report(day))).Body.Should().Contain("Kies waarom de eerste dag langer geleden is");
        var @case = await _stage.ReportAsync(_stage.Hr, "Olga", day, ("Input.Late", "ReportedLater"));
        var facts = (await _stage.Medical.FetchAsync()).OfType<CaseFacts>().Single();
        facts.FirstDay.Should().Be(day, "the clocks run from the first day, not from the receipt");
        (await _stage.Hr.SeeAsync($"/cases/{@case}")).Should().Contain("de werknemer kon zich niet eerder melden");
    }

    [Fact]
    [Trait("Rule", "R-004")]
    public async Task The_safety_net_is_yes_no_or_not_known_and_never_which()
    {
        Enum.GetNames<YesNoUnknown>().Should().Equal("Unknown", "Yes", "No");
        var answer = await _stage.Hr.PostAsync(Page("Olga"), Stage.Report(_stage.World.Today, ("Input.SafetyNet", "Pregnancy")));
        answer.Status.Should().Be(200);
        (await _stage.World.RowsAsync(db => db.Cases.CountAsync())).Should().Be(0);
    }

    [Fact]
    [Trait("Rule", "R-001")]
    public async Task Work_is_handed_over_to_a_colleague_of_the_list_only()
    {
        var stranger = Guid.NewGuid().ToString();
        (await _stage.Hr.PostAsync(Page("Marieke"), Stage.Report(_stage.World.Today, ("Input.HandOver", "true"), ("Input.HandOverTo", stranger)))).Body.Should().Contain("Kies een collega uit de lijst");
        var @case = await _stage.ReportAsync(_stage.Hr, "Marieke", null, ("Input.HandOver", "true"), ("Input.HandOverTo", _stage.Employees["Karim"].ToString()));
        (await _stage.Hr.SeeAsync($"/cases/{@case}")).Should().Contain("Karim Bouali");
    }

    [Fact]
    public async Task Reporting_somebody_twice_leads_to_the_one_case()
    {
        var first = await _stage.ReportAsync(_stage.Hr, "Olga");
        (await _stage.Hr.PostToAsync("/employees", Page("Olga"), Stage.Report(_stage.World.Today))).Location.Should().Be($"/cases/{first}");
        (await _stage.World.RowsAsync(db => db.Cases.CountAsync())).Should().Be(1);
    }

    [Fact]
    [Trait("Rule", "R-011")]
    public async Task The_employee_sees_what_was_recorded_and_asks_for_a_correction()
    {
        var @case = await _stage.ReportAsync(_stage.Hr, "Marieke", null, ("Input.Expected", "ThreeToSixWeeks"));
        (await _stage.Marieke.SeeAsync("/my")).Should().Contain("06 12345678").And.Contain("Drie tot zes weken");
        await _stage.Marieke.DoAsync($"/my/correction/{@case}", ("Fields", nameof(CorrectionField.Phone)), ("Fields", nameof(CorrectionField.Expected)));
        (await _stage.Hr.SeeAsync("/")).Should().Contain("Vraagt om verbetering");

        await _stage.Medical.FetchAsync();
        await _stage.Hr.DoAsync($"/cases/{@case}/correct", Stage.Report(_stage.World.Today, ("Input.Phone", "0570 654321")));
        (await _stage.Medical.FetchAsync()).Should().ContainSingle().Which.Should().BeOfType<CaseFacts>().Which.Version.Should().Be(2);
        (await _stage.Marieke.SeeAsync("/my")).Should().Contain("0570 654321").And.NotContain("Uw werkgever heeft nog niet geantwoord");
        (await _stage.World.RowsAsync(db => db.CaseEvents.CountAsync(x => x.Case == @case))).Should().Be(3, "a correction adds, and changes nothing that stands");
    }

    [Fact]
    [Trait("Rule", "R-011")]
    public async Task A_correction_is_asked_from_the_list_without_words()
    {
        var @case = await _stage.ReportAsync(_stage.Hr, "Marieke");
        var answer = await _stage.Marieke.PostAsync($"/my/correction/{@case}", ("Fields", nameof(CorrectionField.Phone)), ("Why", Canary));
        answer.Status.Should().Be(400);
        (await _stage.World.EverythingAsync()).Should().NotContain(Canary);
    }

    [Fact]
    [Trait("Rule", "R-008")]
    public async Task Nothing_that_was_reported_stands_readable_in_the_database()
    {
        await _stage.ReportAsync(_stage.Hr, "Marieke", null, ("Input.Phone", "0570 998877"), ("Input.Street", "Canarystraat"), ("Input.Number", "77"), ("Input.Postcode", "7411 AB"), ("Input.City", "Canarystad"));
        var all = await _stage.World.EverythingAsync();
        all.Should().Contain("Van Dam", "the search must find what does stand there")
            .And.NotContain("Canarystraat").And.NotContain("0570 998877").And.NotContain("Marieke").And.NotContain("vandam.example").And.NotContain("OneToTwoWeeks");
    }

    private string Page(string name) => $"/employees/{_stage.Employees[name]}/report-sick";

    [System.Text.RegularExpressions.GeneratedRegex("<li><a href=\"#([^\"]*)\">")]
    private static partial System.Text.RegularExpressions.Regex ErrorPattern();
}
