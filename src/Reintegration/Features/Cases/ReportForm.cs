using ArboDossier.Contracts.Messages;
using ArboDossier.Contracts.Values;
using ArboDossier.Reintegration.Features.Employees;
using ArboDossier.Web;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Cases;

/// <summary>The fields of a sick report and no others .</summary>
public sealed class ReportInput
{
    /// <summary>First day.</summary>
    [Asked("Vul de eerste ziektedag in", "Fill in the first day of sickness")]
    public DateOnly? FirstDay { get; set; }

    /// <summary>Why it lies back.</summary>
    public LateReason? Late { get; set; }

    /// <summary>Telephone.</summary>
    [Asked("Vul een telefoonnummer in", "Fill in a telephone number"), Longest(20)]
    public string? Phone { get; set; }

    /// <summary>Street.</summary>
    [Longest(60)]
    public string? Street { get; set; }

    /// <summary>House number.</summary>
    [Longest(10)]
    public string? Number { get; set; }

    /// <summary>Postcode.</summary>
    [Longest(12)]
    public string? Postcode { get; set; }

    /// <summary>City.</summary>
    [Longest(60)]
    public string? City { get; set; }

    /// <summary>Country.</summary>
    public string? Country { get; set; }

    /// <summary>Expected duration.</summary>
    [Asked("Kies hoelang het waarschijnlijk duurt", "Choose how long it will probably last")]
    public ExpectedDuration? Expected { get; set; }

    /// <summary>Work must be handed over.</summary>
    [Asked("Kies of werk moet worden overgedragen", "Choose whether work must be handed over")]
    public bool? HandOver { get; set; }

    /// <summary>To which colleague.</summary>
    public Guid? HandOverTo { get; set; }

    /// <summary>Safety net .</summary>
    [Asked("Kies een antwoord over de vangnetregeling", "Choose an answer about the safety net")]
    public YesNoUnknown? SafetyNet { get; set; }

    /// <summary>Work accident.</summary>
    [Asked("Kies of er een arbeidsongeval was", "Choose whether there was a work accident")]
    public bool? WorkAccident { get; set; }

    /// <summary>Liable third party.</summary>
    [Asked("Kies of er een verkeersongeval was", "Choose whether there was a traffic accident")]
    public bool? ThirdParty { get; set; }

    /// <summary>The form for a report that is there already.</summary>
    public static ReportInput Of(SickReport report) => new()
    {
        FirstDay = report.FirstDay,
        Late = report.Late == LateReason.None ? null : report.Late,
        Phone = report.Phone,
        Street = report.Address?.Street,
        Number = report.Address?.Number,
        Postcode = report.Address?.Postcode,
        City = report.Address?.City,
        Country = report.Address?.Country,
        Expected = report.Expected,
        HandOver = report.HandOver,
        HandOverTo = report.HandOverTo,
        SafetyNet = report.SafetyNet,
        WorkAccident = report.WorkAccident,
        ThirdParty = report.ThirdParty,
    };
}

/// <summary>A page with the form of a sick report: reporting and correcting share the questions and the rules.</summary>
public abstract class ReportFormPage : ReintegrationPage
{
    private const int MostColleagues = 200;

    /// <summary>What was filled in.</summary>
    [BindProperty]
    public ReportInput Input { get; set; } = new();

    /// <summary>Colleagues to whom work can be handed over.</summary>
    public IReadOnlyList<Choice> Colleagues { get; private set; } = [];

    /// <summary>Who it is about.</summary>
    public EmployeeLabel Person { get; protected set; } = null!;

    /// <summary>A reason is asked for a first day before yesterday .</summary>
    protected static bool IsLate(DateOnly day, DateOnly reportedOn) => day < reportedOn.AddDays(-1);

    /// <summary>Colleagues of the same team or department whom this visitor may see.</summary>
    protected void Offer(IReadOnlyList<Store.EmployeeLine> seen, Employment employment, EmployeeLabel person) =>
        Colleagues = [.. seen
            .Where(x => x.Row.Id != employment.Id && x.Label.Lasts(Today) && ((employment.Manager is { } manager && (x.Row.Manager == manager || x.Row.Id == manager)) || x.Label.Department == person.Department))
            .Take(MostColleagues).Select(x => new Choice(x.Row.Id.ToString(), x.Label.FullName, x.Label.Function))];

    /// <summary>The report, or null with errors beside the fields. Requires the earlier periods of the employment.</summary>
    protected SickReport? Checked(DateOnly reportedOn, IReadOnlyList<EarlierPeriod> earlier)
    {
        CheckDays(reportedOn, earlier);
        if (Input.Phone is { Length: > 0 } phone && !ContactData.IsPhone(phone.Trim()))
        {
            Wrong("Input.Phone", "Dit is geen telefoonnummer", "This is not a telephone number");
        }

        var address = CheckedAddress();
        if (Input.HandOver == true && (Input.HandOverTo is not { } to || Colleagues.All(x => x.Value != to.ToString())))
        {
            Wrong("Input.HandOverTo", "Kies een collega uit de lijst", "Choose a colleague from the list");
        }

        if (!ModelState.IsValid)
        {
            return null;
        }

        return new(
            Input.FirstDay!.Value, IsLate(Input.FirstDay.Value, reportedOn) ? Input.Late!.Value : LateReason.None, Input.Phone!.Trim(), address, Input.Expected!.Value, Input.HandOver!.Value,
            Input.HandOver.Value ? Input.HandOverTo : null, Input.SafetyNet!.Value, Input.WorkAccident!.Value, Input.ThirdParty!.Value);
    }

    private void CheckDays(DateOnly reportedOn, IReadOnlyList<EarlierPeriod> earlier)
    {
        if (Input.FirstDay is not { } day)
        {
            return;
        }

        if (day > reportedOn)
        {
            Wrong("Input.FirstDay", "De eerste ziektedag kan niet in de toekomst liggen", "The first day of sickness cannot lie in the future");
        }
        else if (day < Person.Start || (Person.End is { } end && day > end))
        {
            Wrong("Input.FirstDay", "Op deze dag was de werknemer niet in dienst", "The employee was not employed on this day");
        }
        else if (earlier.Any(x => x.FirstFitDay > day))
        {
            // Periods of one employment do not overlap (V-12).
            Wrong("Input.FirstDay", "Deze dag valt in een eerdere ziekteperiode", "This day lies in an earlier period of sickness");
        }
        else if (IsLate(day, reportedOn) && Input.Late is null or LateReason.None)
        {
            Wrong("Input.Late", "Kies waarom de eerste dag langer geleden is", "Choose why the first day is longer ago");
        }
    }

    /// <summary>An address is given whole or not at all.</summary>
    private NursingAddress? CheckedAddress()
    {
        string[] parts = [Input.Street?.Trim() ?? "", Input.Number?.Trim() ?? "", Input.Postcode?.Trim() ?? "", Input.City?.Trim() ?? ""];
        if (parts.All(x => x.Length == 0))
        {
            return null;
        }

        var country = Input.Country is { Length: > 0 } chosen ? chosen : "NL";
        if (AddressRules.Countries.All(x => x.Code != country))
        {
            Wrong("Input.Country", "Kies een land uit de lijst", "Choose a country from the list");
        }

        CheckLine("Input.Street", parts[0]);
        CheckLine("Input.City", parts[3]);
        if (!AddressRules.IsNumber(parts[1]))
        {
            Wrong("Input.Number", "Vul een huisnummer in, bijvoorbeeld 12 of 12 B", "Fill in a house number, such as 12 or 12 B");
        }

        var postcode = AddressRules.Postcode(parts[2], country);
        if (postcode is null)
        {
            Wrong("Input.Postcode", "Vul een postcode in, bijvoorbeeld 1234 AB", "Fill in a postcode, such as 1234 AB");
        }

        return new(parts[0], parts[1], postcode ?? "", parts[3], country);
    }

    private void CheckLine(string field, string text)
    {
        if (AddressRules.NamesInstitution(text))
        {
            // the name of a place of treatment says what nobody may know. It is not kept, also not in the form that comes back.
            ModelState.SetModelValue(field, "", "");
            Wrong(field, "Vul alleen een straat of plaats in, geen naam van een instelling. Wij hebben dit niet bewaard.", "Fill in a street or place only, no name of an institution. We did not keep this.");
        }
        else if (!AddressRules.IsName(text))
        {
            Wrong(field, "Vul dit deel van het adres in, alleen met letters en cijfers", "Fill in this part of the address, with letters and digits only");
        }
    }
}
