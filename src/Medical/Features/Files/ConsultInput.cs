using System.Globalization;
using ArboDossier.Contracts;
using ArboDossier.Contracts.Values;
using ArboDossier.Medical.Features.Outcomes;
using ArboDossier.Web;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ArboDossier.Medical.Features.Files;

/// <summary>How the employee comes to read the outcome first .</summary>
public enum EmployeeReads
{
    /// <summary>Not chosen.</summary>
    None = 0,

    /// <summary>Read together in the consultation.</summary>
    InConsultation,

    /// <summary>On the employee's own pages first.</summary>
    First,
}

/// <summary>What a doctor types on the page of the file: the consultation, and the outcome below the wall.</summary>
public sealed class ConsultInput
{
    /// <summary>Reason of contact.</summary>
    [Longest(500)]
    public string? Reason { get; set; }

    /// <summary>Findings.</summary>
    [Longest(20_000)]
    public string? Findings { get; set; }

    /// <summary>CAS code.</summary>
    [Longest(10)]
    public string? CasCode { get; set; }

    /// <summary>Plan.</summary>
    [Longest(20_000)]
    public string? Plan { get; set; }

    /// <summary>Whether something is of or about another: "yes" or "no" .</summary>
    public string? ThirdParty { get; set; }

    /// <summary>Which words.</summary>
    [Longest(5_000)]
    public string? ThirdPartyWords { get; set; }

    /// <summary>Of or about whom.</summary>
    public string? ThirdPartySource { get; set; }

    /// <summary>The case that the outcome is for.</summary>
    public Guid? Case { get; set; }

    /// <summary>The planned consultation that this is.</summary>
    public Guid? Consultation { get; set; }

    /// <summary>Verdict.</summary>
    public FitnessVerdict? Verdict { get; set; }

    /// <summary>From which day.</summary>
    public DateOnly? Day { get; set; }

    /// <summary>The day lies in the past, and that is meant.</summary>
    public bool PastIsMeant { get; set; }

    /// <summary>How the employee reads first.</summary>
    public EmployeeReads? Reads { get; set; }

    /// <summary>At what time it was read together.</summary>
    public string? ReadAt { get; set; }

    /// <summary>The employee was told that there is something to read.</summary>
    public bool Told { get; set; }

    /// <summary>The sealed words.</summary>
    public ConsultationText Text() => new(
        Reason?.Trim() ?? "", Findings?.Trim() ?? "", CasCode?.Trim() ?? "", Plan?.Trim() ?? "", ThirdParty == "yes", ThirdPartyWords?.Trim() ?? "", ThirdPartySource ?? "");

    /// <summary>Takes a draft's words back into the form.</summary>
    public void Take(ConsultationText text)
    {
        (Reason, Findings, CasCode, Plan) = (text.Reason, text.Findings, text.CasCode, text.Plan);
        (ThirdParty, ThirdPartyWords, ThirdPartySource) = (text.ThirdParty ? "yes" : null, text.ThirdPartyWords, text.ThirdPartySource);
    }

    /// <summary>Checks the consultation before it is signed off.</summary>
    public void CheckConsultation(ModelStateDictionary state, Words t)
    {
        if (string.IsNullOrWhiteSpace(Findings))
        {
            state.AddModelError("Input.Findings", t["Schrijf op wat u bevond", "Write down what you found"]);
        }

        if (!string.IsNullOrWhiteSpace(CasCode) && !Contracts.Values.CasCode.TryParse(CasCode, out _))
        {
            state.AddModelError("Input.CasCode", t["Een CAS-code is een letter en drie cijfers", "A CAS code is a letter and three digits"]);
        }

        if (ThirdParty is not ("yes" or "no"))
        {
            state.AddModelError("Input.ThirdParty", t["Kies of dit iets van of over een ander bevat", "Choose whether this holds anything of or about another"]);
        }
        else if (ThirdParty == "yes" && string.IsNullOrWhiteSpace(ThirdPartyWords))
        {
            state.AddModelError("Input.ThirdPartyWords", t["Noem de woorden die van of over een ander zijn", "Name the words that are of or about another"]);
        }
    }

    /// <summary>Checks the outcome; gives it where it is whole.</summary>
    public Judgement? CheckOutcome(ModelStateDictionary state, Words t, DateOnly today, bool readingIsAsked)
    {
        if (Verdict is not (FitnessVerdict.Fit or FitnessVerdict.Unfit))
        {
            state.AddModelError("Input.Verdict", t["Kies geschikt of ongeschikt", "Choose fit or unfit"]);
        }

        if (Day is null)
        {
            state.AddModelError("Input.Day", t["Kies per welke dag", "Choose from which day"]);
        }
        else if (Day < today && !PastIsMeant)
        {
            state.AddModelError("Input.PastIsMeant", t["De dag ligt in het verleden. Klopt dat, zet dan dit vinkje", "The day lies in the past. If that is right, tick this box"]);
        }

        var together = Reads == EmployeeReads.InConsultation;
        if (readingIsAsked && Reads is null or EmployeeReads.None)
        {
            state.AddModelError("Input.Reads", t["Kies hoe de werknemer deze tekst eerst leest", "Choose how the employee reads this text first"]);
        }

        if (readingIsAsked && together && !TimeOnly.TryParseExact(ReadAt, ["HH:mm", "H:mm", "HH.mm", "H.mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            state.AddModelError("Input.ReadAt", t["Hoe laat? Bijvoorbeeld 10:38", "At what time? For instance 10:38"]);
        }

        return state.IsValid ? new Judgement(Verdict!.Value, Day!.Value, readingIsAsked && together, readingIsAsked && together ? ReadAt! : "") : null;
    }
}
