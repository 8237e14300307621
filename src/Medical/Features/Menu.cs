using ArboDossier.Medical.Access;
using ArboDossier.Web;

namespace ArboDossier.Medical.Features;

/// <summary>Who is signed in, and the menu of his role.</summary>
public sealed class Menu(Words t) : IShellContent
{
    /// <inheritdoc/>
    public ValueTask FillAsync(Shell shell, HttpContext http)
    {
        if (http.Features.Get<Visitor>() is not { } visitor)
        {
            return ValueTask.CompletedTask;
        }

        shell.SignedIn = true;
        if (visitor.Name.Length > 0)
        {
            shell.Person = new ShellPerson(visitor.Name, string.Concat(visitor.Name.Split(' ').Select(x => char.ToUpperInvariant(x[0])).Take(2)), t[Labels.Role(visitor.RoleName)]);
        }

        if (!visitor.DoorOpen)
        {
            return ValueTask.CompletedTask;
        }

        if (visitor.Kind is VisitorKind.Doctor or VisitorKind.Clerk)
        {
            shell.Menu.Add(new MenuGroup(t["Mijn werk", "My work"], new MenuItem(t["Werkvoorraad", "Worklist"], "list-checks", "/work"), new MenuItem(t["Balie en telefoon", "Desk and telephone"], "phone", "/desk")));
        }

        if (visitor.Kind is VisitorKind.Doctor or VisitorKind.Confirmer)
        {
            shell.Menu.Add(new MenuGroup(
                t["Organisatie", "Organisation"],
                new MenuItem(t["Mensen", "People"], "users", "/people"),
                new MenuItem(t["Aanstellingen", "Appointments"], "briefcase", "/appointments"),
                new MenuItem(t["Wie mag tekenen", "Who may sign"], "file-signature", "/roster"),
                new MenuItem(t["Wie mag wat", "Who may do what"], "shield-check", "/access")));
        }

        if (visitor.Kind == VisitorKind.Employee)
        {
            shell.Menu.Add(new MenuGroup(t["Mijn dossier", "My file"], new MenuItem(t["Overzicht", "Overview"], "user", "/my"), new MenuItem(t["Een code gebruiken", "Use a code"], "key-round", "/activate"), new MenuItem(t["Privacy", "Privacy"], "shield", "/privacy")));
        }

        shell.Menu.Add(new MenuGroup(t["Mijn deur", "My door"], new MenuItem(t["Passkeys van de deur", "Passkeys of the door"], "lock-keyhole", "/door/own")));
        return ValueTask.CompletedTask;
    }
}
