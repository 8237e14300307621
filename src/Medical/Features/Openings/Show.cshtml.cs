using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Openings;

/// <summary>A colleague looks at what was opened without a live relation, and at days on which somebody opened many files .</summary>
[Authorize(Policies.Confirming)]
public sealed class ShowModel(OpeningReviews reviews, Worklists worklists, Appointing appointing) : MedicalPage
{
    private readonly Dictionary<Guid, PersonLabel> _names = [];

    /// <summary>For a stated reason.</summary>
    public IReadOnlyList<StatedLine> Stated { get; private set; } = [];

    /// <summary>Many on one day.</summary>
    public IReadOnlyList<UnusualLine> Unusual { get; private set; } = [];

    /// <summary>What was just done.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>The employer, for doctors of this service: who helps from another sees no employers.</summary>
    public string EmployerOf(StatedLine line) => Visitor.Kind == VisitorKind.Doctor ? line.EmployerName : T["een werkgever van de dienst", "an employer of the service"];

    /// <summary>Whose file it is, where the reader is a doctor for that employer.</summary>
    public string? NameOf(StatedLine line) => _names.GetValueOrDefault(line.Row.File)?.Full();

    /// <summary>Shows what waits.</summary>
    public async Task OnGetAsync()
    {
        Stated = await reviews.StatedAsync(Visitor.Id, Cancel);
        Unusual = await reviews.UnusualAsync(Visitor.Id, Cancel);
        foreach (var employer in (await appointing.AppointedAsync(Visitor.Id, Today, Cancel)).Select(x => x.Id))
        {
            List<Guid> files = [.. Stated.Where(x => x.Employer == employer).Select(x => x.Row.File).Distinct()];
            if (files.Count > 0 && await GrantAsync(SideAccess.Directory(Visitor, employer, appointed: true, "review")) is { } grant)
            {
                foreach (var (file, name) in await worklists.NamesAsync(grant, files, Cancel))
                {
                    _names[file] = name;
                }
            }
        }
    }

    /// <summary>Keeps what the colleague found.</summary>
    public async Task<IActionResult> OnPostAsync(Guid opening, bool right)
    {
        var waiting = await reviews.WaitingAsync(opening, Cancel);
        var decision = SideAccess.ReviewOpening(Visitor, waiting?.Staff ?? Visitor.Id, right, waiting?.File);
        if (await GrantAsync(decision) is null)
        {
            return NotFound();
        }

        await reviews.ReviewAsync(opening, Visitor.Id, right, decision, Cancel);
        Done = right
            ? T["Vastgelegd: het was terecht.", "Recorded: it was right."]
            : T["Vastgelegd: het was niet terecht. Meld het ook bij de functionaris voor gegevensbescherming; de werknemer ziet het in het logboek.", "Recorded: it was not right. Tell the data protection officer as well; the employee sees it in the log."];
        return RedirectToPage();
    }
}
