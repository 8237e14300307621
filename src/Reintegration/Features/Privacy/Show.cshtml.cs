using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Privacy;

/// <summary>The privacy statement: everybody who is somebody here sees it before the first page, staff too .</summary>
[Authorize(Policies.SignedIn)]
public sealed class ShowModel(PrivacyReads<ReintegrationContext> reads) : ReintegrationPage
{
    /// <summary>The text, with what this person has to do.</summary>
    public PrivacyView View { get; private set; } = null!;

    /// <summary>Where to go on.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Back { get; set; }

    /// <summary>Shows it.</summary>
    public async Task OnGetAsync()
    {
        var shown = await reads.WhenAsync(Visitor.Members, PrivacyStatements.Current.Version, Cancel);
        View = new(PrivacyStatements.Current, shown, Visitor.First is not null && shown is null, Back);
    }

    /// <summary>Records that it was read, and goes on. No consent .</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (Visitor.First is not { } standing)
        {
            return NotFound();
        }

        var statement = PrivacyStatements.Current;
        await reads.RecordAsync(SideAccess.PrivacyRead(Visitor), standing.Member, statement.Version, statement.Hash(T.Language), T.Language, Cancel);
        return Redirect(LocalPath.Or(Back, "/"));
    }
}
