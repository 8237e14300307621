using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Notices;

/// <summary>
/// Employees who have to hear that something waits for them and whom mail does not reach: who gave no address gets a letter or a call. No file
/// opens for it.
/// </summary>
[Authorize(Policies.Team)]
public sealed class CallsModel(Contacts contacts, FileStore files, Worklists worklists, Appointing appointing) : MedicalPage
{
    /// <summary>Somebody to call.</summary>
    public sealed record Line(Guid File, PersonLabel Person, string EmployerName, string Phone, DateTimeOffset Since);

    /// <summary>Whom, oldest first.</summary>
    public IReadOnlyList<Line> People { get; private set; } = [];

    /// <summary>The list: one grant per employer, whatever the number of names.</summary>
    public async Task OnGetAsync()
    {
        var employers = await AppointedAsync();
        var rows = await contacts.ToCallAsync(Visitor, [.. employers.Select(x => x.Id)], Cancel);
        var lines = new List<Line>();
        foreach (var employer in employers.Where(x => rows.Any(r => r.Employer == x.Id)))
        {
            if (await GrantAsync(SideAccess.Directory(Visitor, employer.Id, appointed: true, "notice")) is not { } grant)
            {
                continue;
            }

            var waiting = rows.Where(x => x.Employer == employer.Id).ToList();
            var names = await worklists.NamesAsync(grant, [.. waiting.Select(x => x.File)], Cancel);
            foreach (var (file, _, since) in waiting)
            {
                lines.Add(new(file, names[file], employer.Name, (await contacts.ReadAsync(grant, file, Cancel)).Phone, since));
            }
        }

        People = [.. lines.OrderBy(x => x.Since)];
    }

    /// <summary>Somebody was called or written to.</summary>
    public async Task<IActionResult> OnPostAsync(Guid file)
    {
        var employer = await contacts.EmployerOfAsync(file, Cancel);
        var facts = await files.FactsAsync(Visitor, file, Cancel);
        var decision = SideAccess.Called(Visitor, file, (await AppointedAsync()).Any(x => x.Id == employer), facts.Conflict != ConflictKind.None);
        await contacts.CalledAsync(decision, file, Cancel);
        return decision.Permitted ? Redirect("/calls") : Refused;
    }

    private Task<IReadOnlyList<Appointments.KnownEmployer>> AppointedAsync() => appointing.AppointedAsync(Visitor.Physician ?? Visitor.Id, Today, Cancel);
}
