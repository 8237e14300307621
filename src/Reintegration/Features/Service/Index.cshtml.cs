using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Signing;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Service;

/// <summary>
/// The service's own people, and which doctors may sign. The fingerprint of roster 1 is typed in as the doctors told it; what arrived is shown, and
/// is trusted by nobody until the two are equal.
/// </summary>
[Authorize(Policies.Service)]
public sealed class IndexModel(Organisation organisation, Rosters rosters, Releases releases, Inbox inbox) : ReintegrationPage
{
    /// <summary>As the doctors told it.</summary>
    [BindProperty, Longest(200)]
    public string? Fingerprint { get; set; }

    /// <summary>Drops what nobody trusts.</summary>
    [BindProperty]
    public bool Drop { get; set; }

    /// <summary>Case managers.</summary>
    public IReadOnlyList<MemberLine> CaseManagers { get; private set; } = [];

    /// <summary>Rosters.</summary>
    public KnownRosters Known { get; private set; } = null!;

    /// <summary>Outcomes that wait for the roster.</summary>
    public int Waiting { get; private set; }

    /// <summary>Fingerprint of what arrived, in groups.</summary>
    public string Arrived => string.Join(' ', RosterChain.FingerprintOf(Known.Rows[0].Document).Chunk(8).Select(x => new string(x)));

    /// <summary>The page.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        if (await GrantAsync(SideAccess.Administer(Visitor, "service.open", ActKind.Read, Scope.Service)) is not { } grant)
        {
            return NotFound();
        }

        CaseManagers = await organisation.MembersAsync(grant, Role.CaseManager, Cancel);
        Known = await rosters.KnownAsync(Cancel);
        Waiting = await releases.CountWaitingAsync(Cancel);
        return Page();
    }

    /// <summary>Compares the fingerprint, and applies what waited for it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (Drop)
        {
            await rosters.DropUntrustedAsync(Visitor, Cancel);
            Say(T["Het rooster is weggegooid. De artsen kunnen het opnieuw sturen.", "The roster was dropped. The doctors can send it again."]);
            return Redirect("/service");
        }

        if (string.IsNullOrWhiteSpace(Fingerprint))
        {
            Wrong(nameof(Fingerprint), "Vul het controlegetal in dat de artsen u gaven", "Fill in the fingerprint that the doctors gave you");
        }
        else if (!await rosters.TrustAsync(Visitor, Fingerprint, Cancel))
        {
            Wrong(nameof(Fingerprint), "Dit is niet het controlegetal van het rooster dat hier aankwam. Vraag het de artsen opnieuw.", "This is not the fingerprint of the roster that arrived here. Ask the doctors again.");
        }

        if (!ModelState.IsValid)
        {
            return await OnGetAsync();
        }

        var applied = await inbox.ApplyWaitingAsync(HttpContext.RequestServices.GetRequiredService<Openings<ReintegrationContext>>(), Cancel);
        Say(applied == 0
            ? T["Het rooster is bevestigd.", "The roster was confirmed."]
            : T[$"Het rooster is bevestigd. {T.Count(applied, "oordeel is", "oordelen zijn", "", "")} gecontroleerd en nu te zien.", $"The roster was confirmed. {T.Count(applied, "", "", "judgement was", "judgements were")} checked and can be seen now."]);
        return Redirect("/service");
    }
}
