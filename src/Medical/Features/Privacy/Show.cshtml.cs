using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Privacy;

/// <summary>The privacy statement: for everyone who signed in; an employee sees it before the first page of the own file .</summary>
[Authorize(Policies.SignedIn)]
public sealed class ShowModel(PrivacyReads reads) : MedicalPage
{
    /// <summary>The text.</summary>
    public PrivacyStatement Statement => PrivacyStatement.Current;

    /// <summary>When it was shown to this employee before.</summary>
    public DateTimeOffset? ShownAt { get; private set; }

    /// <summary>An employee who has not gone on from it yet.</summary>
    public bool MustGoOn { get; private set; }

    /// <summary>Where to go on.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Back { get; set; }

    /// <summary>Shows it.</summary>
    public async Task OnGetAsync()
    {
        if (Visitor.Kind == VisitorKind.Employee)
        {
            ShownAt = await reads.WhenAsync(Visitor.Id, Statement.Version, Cancel);
            MustGoOn = ShownAt is null;
        }
    }

    /// <summary>Records that it was read, and goes on. No consent .</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (Visitor.Kind != VisitorKind.Employee)
        {
            return NotFound();
        }

        await reads.RecordAsync(Visitor, Statement, T.Language, Cancel);
        return Redirect(LocalPath.Or(Back, "/my"));
    }
}
