using System.Text;
using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Import;

/// <summary>Making a key for the command line: given once as a file, of which only the hash stays.</summary>
[Authorize(Policies.Personnel)]
public sealed class KeysModel(Imports imports, Organisation organisation) : ReintegrationPage
{
    /// <summary>For which employer.</summary>
    [BindProperty]
    public Guid? Employer { get; set; }

    /// <summary>Employers of the visitor.</summary>
    public IReadOnlyList<Choice> Employers { get; private set; } = [];

    /// <summary>The form.</summary>
    public Task OnGetAsync() => LoadAsync();

    /// <summary>Makes the key.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        var employer = Employers.Count == 1 ? Guid.Parse(Employers[0].Value) : Employer ?? Guid.Empty;
        if (await GrantAsync(SideAccess.Personnel(Visitor, employer, "import-key.make", ActKind.Create)) is not { } grant)
        {
            return NotFound();
        }

        var text = await imports.MakeKeyAsync(grant, Cancel);
        Response.Headers.CacheControl = "no-store";
        return File(Encoding.ASCII.GetBytes(text + "\n"), "text/plain", "arbodossier-import.key");
    }

    private async Task LoadAsync() =>
        Employers = [.. (await organisation.NamesAsync([.. Visitor.Standings.Where(x => x.Role == Role.EmployerAdministrator).Select(x => x.Employer).Distinct()], Cancel)).Select(x => new Choice(x.Key.ToString(), x.Value))];
}
