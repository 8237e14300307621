using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Sealing;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Audits;

/// <summary>
/// Quality audits of the service: who audits what, for what, how long. The files are drawn by lot, so that nobody picks them, and whoever
/// begins an audit does not see which they are.
/// </summary>
[Authorize(Policies.Service)]
public sealed class IndexModel(Organisation organisation, Store.Audits audits, TimeProvider clock) : ReintegrationPage
{
    private const int LongestMonths = 3;

    /// <summary>How many files can be asked for.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [1, 3, 5, 10, 20, 50];

    /// <summary>What was filled in.</summary>
    [BindProperty]
    public AuditInput Input { get; set; } = new();

    /// <summary>An audit that ends now.</summary>
    [BindProperty]
    public Guid? End { get; set; }

    /// <summary>All audits.</summary>
    public IReadOnlyList<AuditLine> Lines { get; private set; } = [];

    /// <summary>Auditors.</summary>
    public IReadOnlyList<MemberLine> Auditors { get; private set; } = [];

    /// <summary>Employers by id.</summary>
    public IReadOnlyDictionary<Guid, string> Employers { get; private set; } = new Dictionary<Guid, string>();

    /// <summary>The list and the form.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        Input.From = Today;
        return await LoadAsync("audits.list", ActKind.Read) is null ? NotFound() : Page();
    }

    /// <summary>Begins an audit, or ends one.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (await LoadAsync("audits.manage", ActKind.Update) is not { } grant)
        {
            return NotFound();
        }

        if (End is { } ended)
        {
            await audits.EndAsync(grant, ended, Cancel);
            Say(T["De audit is beëindigd.", "The audit was ended."]);
            return Redirect("/service/audits");
        }

        Check();
        var scope = new Dictionary<Guid, AccessGrant>();
        foreach (var employer in ModelState.IsValid ? Input.Employers.Distinct() : [])
        {
            if (await GrantAsync(SideAccess.Administer(Visitor, "audit.draw", ActKind.Execute, Scope.Directory(employer))) is { } reached)
            {
                scope[employer] = reached;
            }
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var now = clock.GetUtcNow();
        var auditor = Auditors.First(x => x.Row.Id == Input.Member);
        var row = new Audit { Id = Guid.CreateVersion7(now), Member = auditor.Row.Id, From = Input.From!.Value, Until = Input.Until!.Value, Size = Input.Size!.Value, CreatedAt = now };
        await audits.BeginAsync(grant, scope, Visitor, row, new(Input.Purpose!.Trim(), auditor.Label.Name, [.. scope.Keys]), Cancel);
        Say(T["De audit is begonnen. Het lot koos de dossiers.", "The audit has begun. The files were drawn by lot."]);
        return Redirect("/service/audits");
    }

    private void Check()
    {
        if (Input.Member is { } member && Auditors.All(x => x.Row.Id != member))
        {
            Wrong("Input.Member", "Kies een auditor uit de lijst", "Choose an auditor from the list");
        }

        if (Input.Employers.Count == 0 || Input.Employers.Exists(x => !Employers.ContainsKey(x)))
        {
            Wrong("Input.Employers", "Kies ten minste één werkgever", "Choose at least one employer");
        }

        if (Input.Size is { } size && !Sizes.Contains(size))
        {
            Wrong("Input.Size", "Kies een aantal uit de lijst", "Choose a number from the list");
        }

        CheckPeriod(Input.From, Input.Until, Input.From?.AddMonths(LongestMonths), "Een audit duurt ten hoogste drie maanden", "An audit lasts three months at most");
    }

    private async Task<AccessGrant?> LoadAsync(string what, ActKind kind)
    {
        if (await GrantAsync(SideAccess.Administer(Visitor, what, kind, Scope.Service)) is not { } grant)
        {
            return null;
        }

        Lines = await audits.ListAsync(grant, Cancel);
        Auditors = await organisation.MembersAsync(grant, Role.QualityAuditor, Cancel);
        Employers = (await organisation.EmployersAsync(Cancel)).ToDictionary(x => x.Row.Id, x => x.Row.Name);
        return grant;
    }
}

/// <summary>An audit as it is begun.</summary>
public sealed class AuditInput
{
    /// <summary>The auditor.</summary>
    [Asked("Kies een auditor", "Choose an auditor")]
    public Guid? Member { get; set; }

    /// <summary>What for.</summary>
    [Asked("Vul in waarvoor de audit is", "Fill in what the audit is for"), Longest(200)]
    public string? Purpose { get; set; }

    /// <summary>Over which employers.</summary>
    public List<Guid> Employers { get; set; } = [];

    /// <summary>How many files.</summary>
    [Asked("Kies hoeveel dossiers", "Choose how many files")]
    public int? Size { get; set; }

    /// <summary>First day.</summary>
    [Asked("Vul de eerste dag in", "Fill in the first day")]
    public DateOnly? From { get; set; }

    /// <summary>Last day.</summary>
    [Asked("Vul de laatste dag in", "Fill in the last day")]
    public DateOnly? Until { get; set; }
}
