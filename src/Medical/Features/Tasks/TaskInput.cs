using ArboDossier.Medical.Features.Files;
using ArboDossier.Web;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ArboDossier.Medical.Features.Tasks;

/// <summary>
/// What somebody can record under a written task: what was said and found. There is no field for a code, a plan, a verdict or a day: those are the
/// doctor's.
/// </summary>
public sealed class TaskInput
{
    /// <summary>Reason of contact.</summary>
    [Longest(500)]
    public string? Reason { get; set; }

    /// <summary>What was said and found.</summary>
    [Longest(20_000)]
    public string? Findings { get; set; }

    /// <summary>Whether something is of or about another: "yes" or "no" .</summary>
    public string? ThirdParty { get; set; }

    /// <summary>Which words.</summary>
    [Longest(5_000)]
    public string? ThirdPartyWords { get; set; }

    /// <summary>Of or about whom.</summary>
    [Longest(20)]
    public string? ThirdPartySource { get; set; }

    /// <summary>The sealed words.</summary>
    public ConsultationText Text() => AsConsultation().Text();

    /// <summary>Checks it as the doctor's own is checked.</summary>
    public void Check(ModelStateDictionary state, Words t) => AsConsultation().CheckConsultation(state, t);

    private ConsultInput AsConsultation() => new() { Reason = Reason, Findings = Findings, ThirdParty = ThirdParty, ThirdPartyWords = ThirdPartyWords, ThirdPartySource = ThirdPartySource };
}
