using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Privacy;

/// <summary>The privacy statement: for everyone who signed in; whoever is somebody here sees it before the first page behind the door .</summary>
[Authorize(Policies.SignedIn)]
public sealed class ShowModel(PrivacyReads<MedicalContext> reads) : MedicalPage
{
    /// <summary>The text, with what this person has to do.</summary>
    public PrivacyView View { get; private set; } = null!;

    /// <summary>Where to go on.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Back { get; set; }

    /// <summary>Shows it.</summary>
    public async Task OnGetAsync()
    {
        var somebody = SideAccess.PrivacyRead(Visitor).Permitted;
        var shown = somebody ? await reads.WhenAsync([Visitor.Id], PrivacyStatements.Current.Version, Cancel) : null;
        View = new(PrivacyStatements.Current, shown, somebody && shown is null, Back);
    }

    /// <summary>Records that it was read, and goes on. No consent .</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!SideAccess.PrivacyRead(Visitor).Permitted)
        {
            return NotFound();
        }

        var statement = PrivacyStatements.Current;
        await reads.RecordAsync(SideAccess.PrivacyRead(Visitor), Visitor.Id, statement.Version, statement.Hash(T.Language), T.Language, Cancel);
        return Redirect(LocalPath.Or(Back, "/"));
    }
}
