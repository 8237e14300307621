using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Sealing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Employees;

/// <summary>Calling or writing to one employee, and saying that it is done .</summary>
[Authorize(Policies.Personnel)]
public sealed class CalledModel(Calls calls, Store.Employees employees) : ReintegrationPage
{
    /// <summary>Who it is.</summary>
    public EmployeeLabel Person { get; private set; } = null!;

    /// <summary>What to say, and to whom.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id) => await LoadAsync(id) is null ? Refused : Page();

    /// <summary>It is done.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        if (await LoadAsync(id) is not { } grant)
        {
            return Refused;
        }

        await calls.DoneAsync(grant, id, Cancel);
        Say(T["Vastgelegd: deze medewerker weet dat er iets te bekijken is.", "Recorded: this employee knows that there is something to look at."]);
        return Redirect("/calls");
    }

    private async Task<AccessGrant?> LoadAsync(Guid id)
    {
        var relation = await employees.RelationAsync(id, Cancel);
        if (await GrantAsync(CaseAccess.Called(Visitor, relation), relation) is not { } grant || await employees.FindAsync(grant, id, Cancel) is not var (_, person))
        {
            return null;
        }

        Person = person;
        return grant;
    }
}
