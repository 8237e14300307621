using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Sealing;
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

    /// <summary>Somebody of the service whose role ends.</summary>
    [BindProperty]
    public Guid? EndMember { get; set; }

    /// <summary>The service's people, by role.</summary>
    public IReadOnlyList<(Role Role, IReadOnlyList<MemberLine> Lines)> People { get; private set; } = [];

    /// <summary>Rosters.</summary>
    public KnownRosters Known { get; private set; } = null!;

    /// <summary>Outcomes that wait for the roster.</summary>
    public int Waiting { get; private set; }

    /// <summary>Fingerprint of what arrived, in groups.</summary>
    public string Arrived => string.Join(' ', RosterChain.FingerprintOf(Known.Rows[0].Document).Chunk(8).Select(x => new string(x)));

    /// <summary>The page.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        if (await PeopleAsync("service.open", ActKind.Read) is null)
        {
            return NotFound();
        }

        Known = await rosters.KnownAsync(Cancel);
        Waiting = await releases.CountWaitingAsync(Cancel);
        return Page();
    }

    /// <summary>Compares the fingerprint, and applies what waited for it; or ends somebody's role.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (EndMember is { } member)
        {
            if (await PeopleAsync("service.change", ActKind.Update) is not { } grant || !People.Any(x => x.Lines.Any(line => line.Row.Id == member)))
            {
                return NotFound();
            }

            await organisation.EndMemberAsync(grant, member, Cancel);
            Say(T["De rol is beëindigd.", "The role was ended."]);
            return Redirect("/service");
        }

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

    private async Task<AccessGrant?> PeopleAsync(string what, ActKind kind)
    {
        if (await GrantAsync(SideAccess.Administer(Visitor, what, kind, Scope.Service)) is not { } grant)
        {
            return null;
        }

        var people = new List<(Role, IReadOnlyList<MemberLine>)>();
        foreach (var role in InviteModel.Roles)
        {
            people.Add((role, await organisation.MembersAsync(grant, role, Cancel)));
        }

        People = people;
        return grant;
    }
}
