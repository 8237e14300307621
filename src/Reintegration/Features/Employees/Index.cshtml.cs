using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Employees;

/// <summary>The own employees: all of the employer, or the own team. A search is an act of its own; its words are kept nowhere.</summary>
[Authorize(Policies.EmployerSide)]
public sealed class IndexModel(Store.Employees employees, Organisation organisation) : ReintegrationPage
{
    private const int PerPage = 50;

    /// <summary>Part of a name or a personnel number; posted, never in an address.</summary>
    [BindProperty, Longest(60)]
    public string? Search { get; set; }

    /// <summary>Lines on this page.</summary>
    public IReadOnlyList<(EmployeeLine Line, string Employer)> Lines { get; private set; } = [];

    /// <summary>How many there are.</summary>
    public int Total { get; private set; }

    /// <summary>Page shown.</summary>
    public int Number { get; private set; } = 1;

    /// <summary>Pages.</summary>
    public int Pages => Math.Max(1, (Total + PerPage - 1) / PerPage);

    /// <summary>People work for more than one employer.</summary>
    public bool Several { get; private set; }

    /// <summary>The list. The page's number is called "at": "page" is the framework's own word for where the page lies.</summary>
    public Task<IActionResult> OnGetAsync(int at = 1) => ShowAsync("employees.list", at, null);

    /// <summary>A search.</summary>
    public Task<IActionResult> OnPostAsync() => ShowAsync("employees.search", 1, ModelState.IsValid ? Search?.Trim() : null);

    private async Task<IActionResult> ShowAsync(string what, int page, string? search)
    {
        List<Guid> employers = [.. Visitor.Standings.Where(x => x.Role is Role.EmployerAdministrator or Role.LineManager).Select(x => x.Employer).Distinct()];
        var names = await organisation.NamesAsync(employers, Cancel);
        var all = new List<(EmployeeLine Line, string Employer)>();
        foreach (var employer in employers)
        {
            if (await GrantAsync(SideAccess.List(Visitor, employer, what)) is { } grant)
            {
                all.AddRange((await employees.ListAsync(grant, Visitor, Cancel)).Select(x => (x, names.GetValueOrDefault(employer, ""))));
            }
        }

        if (!string.IsNullOrEmpty(search))
        {
            all = all.FindAll(x => x.Line.Label.FullName.Contains(search, StringComparison.CurrentCultureIgnoreCase)
                || x.Line.Label.SortName.Contains(search, StringComparison.CurrentCultureIgnoreCase)
                || x.Line.Label.Number.Equals(search, StringComparison.OrdinalIgnoreCase));
        }

        (Total, Several) = (all.Count, employers.Count > 1);
        Number = search is null ? Math.Clamp(page, 1, Pages) : 1;
        Lines = [.. all.Skip((Number - 1) * PerPage).Take(PerPage)];
        return Page();
    }
}
