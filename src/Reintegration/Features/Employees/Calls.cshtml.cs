using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using Microsoft.AspNetCore.Authorization;

namespace ArboDossier.Reintegration.Features.Employees;

/// <summary>Employees whom mail does not reach about something in their file: the personnel department calls or writes .</summary>
[Authorize(Policies.Personnel)]
public sealed class CallsModel(Calls calls, Store.Employees employees) : ReintegrationPage
{
    /// <summary>Whom, oldest first.</summary>
    public IReadOnlyList<(Guid Employment, EmployeeLabel Person, DateTimeOffset Since)> People { get; private set; } = [];

    /// <summary>The list: one grant per employer.</summary>
    public async Task OnGetAsync()
    {
        var people = new List<(Guid Employment, EmployeeLabel Person, DateTimeOffset Since)>();
        foreach (var standing in Visitor.Standings.Where(x => x.Role == Role.EmployerAdministrator))
        {
            if (await GrantAsync(SideAccess.Personnel(Visitor, standing.Employer, "notice.list", ActKind.Read)) is { } grant)
            {
                var waiting = await calls.OfAsync(grant, Cancel);
                var names = await employees.NamesAsync(grant, [.. waiting.Select(x => x.Employment)], Cancel);
                people.AddRange(waiting.Select(x => (x.Employment, names[x.Employment], x.Since)));
            }
        }

        People = [.. people.OrderBy(x => x.Since)];
    }
}
