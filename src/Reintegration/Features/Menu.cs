using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Web;

namespace ArboDossier.Reintegration.Features;

/// <summary>
/// Who is signed in, and the menu of the roles. The person's name is sealed and is not opened for a menu: the role and the organisation are what
/// others may call this person by.
/// </summary>
public sealed class Menu(Words t, Organisation organisation, ServiceName service) : IShellContent
{
    /// <inheritdoc/>
    public async ValueTask FillAsync(Shell shell, HttpContext http)
    {
        if (http.Features.Get<Visitor>() is not { } visitor)
        {
            return;
        }

        shell.SignedIn = true;
        if (visitor.Standings.Count == 0)
        {
            return;
        }

        var names = await organisation.NamesAsync([.. visitor.Standings.Select(x => x.Employer).Where(x => x != Guid.Empty).Distinct()], http.RequestAborted);
        var first = visitor.Standings.MinBy(x => x.Role)!;
        var role = t[Labels.Of(first)];
        shell.Person = new ShellPerson(role, role[..1], names.Count == 0 ? service.Value : string.Join(", ", names.Values.Order(StringComparer.OrdinalIgnoreCase)));

        if (visitor.Is(Policies.Table[Policies.CaseSide]))
        {
            var work = new List<MenuItem> { new(t["Werkvoorraad", "Worklist"], "list-checks", "/") };
            if (visitor.Is(Policies.Table[Policies.EmployerSide]))
            {
                work.Add(new(t["Medewerkers", "Employees"], "users", "/employees"));
            }

            if (visitor.Is(Role.EmployerAdministrator))
            {
                work.Add(new(t["Bellen of schrijven", "To call or write"], "phone", "/calls"));
                work.Add(new(t["Medewerkers inlezen", "Import employees"], "file-up", "/import"));
                work.Add(Matrix());
            }

            shell.Menu.Add(new MenuGroup(t["Mijn werk", "My work"], work));
        }

        if (visitor.Is(Role.ServiceAdministrator))
        {
            shell.Menu.Add(new MenuGroup(
                t["Beheer", "Administration"],
                new MenuItem(t["Overzicht", "Overview"], "list-checks", "/"),
                new MenuItem(t["Werkgevers", "Employers"], "building-2", "/employers"),
                new MenuItem(t["Dienst en artsen", "Service and doctors"], "stethoscope", "/service"),
                new MenuItem(t["Kwaliteitsaudits", "Quality audits"], "search", "/service/audits"),
                Matrix()));
        }

        var own = new List<MenuItem> { new(t["Privacy", "Privacy"], "shield", "/privacy") };
        if (visitor.Is(Policies.Table[Policies.Own]))
        {
            own.Insert(0, new(visitor.Is(Role.Employee) ? t["Mijn verzuim", "My absence"] : t["Namens een ander", "For somebody else"], "user", "/my"));
        }

        shell.Menu.Add(new MenuGroup(t["Over mijzelf", "About myself"], own));
    }

    private MenuItem Matrix() => new(t["Wie mag wat", "Who may do what"], "shield-check", "/access");
}
