using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using ArboDossier.Web;

namespace ArboDossier.Medical.Features;

/// <summary>Who is signed in, and the menu of his role.</summary>
public sealed class Menu(Words t, Recoveries recoveries) : IShellContent
{
    /// <inheritdoc/>
    public async ValueTask FillAsync(Shell shell, HttpContext http)
    {
        if (http.Features.Get<Visitor>() is not { } visitor)
        {
            return;
        }

        // Nobody brings doctors back unseen: whoever is signed in reads it on every page.
        shell.Notice = await recoveries.ToTellAsync(http.RequestAborted) switch
        {
            { EndedAt: null } going => t[$"Sinds {t.Instant(going.BegunAt)} worden artsen hersteld die hun passkey kwijt zijn.", $"Since {t.Instant(going.BegunAt)} doctors who lost their passkey are being brought back."],
            { EndedAt: { } done } => t[$"Op {t.Instant(done)} hebben de bewaarders artsen hersteld die hun passkey kwijt waren.", $"On {t.Instant(done)} the custodians brought back doctors who had lost their passkey."],
            null => null,
        };

        shell.SignedIn = true;
        if (visitor.Name.Length > 0)
        {
            shell.Person = new ShellPerson(visitor.Name, string.Concat(visitor.Name.Split(' ').Select(x => char.ToUpperInvariant(x[0])).Take(2)), t[Labels.Role(visitor.RoleName)]);
        }

        if (!visitor.DoorOpen)
        {
            return;
        }

        // A code of an app is typed at the door itself.
        if (visitor.Kind != VisitorKind.Employee || visitor.Level == DoorLevel.Passkey)
        {
            shell.Over = "/Features/Door/_Reopen.cshtml";
        }

        if (visitor.Kind is VisitorKind.Doctor or VisitorKind.Clerk)
        {
            shell.Menu.Add(new MenuGroup(
                t["Mijn werk", "My work"],
                [
                    new MenuItem(t["Werkvoorraad", "Worklist"], "list-checks", "/work"), new MenuItem(t["Balie en telefoon", "Desk and telephone"], "phone", "/desk"),
                    new MenuItem(t["Bellen of schrijven", "To call or write"], "send", "/calls"),
                    .. visitor.Kind == VisitorKind.Doctor ? [new MenuItem(t["Waarneming", "Standing in"], "users", "/deputies")] : Array.Empty<MenuItem>(),
                ]));
        }

        if (visitor.Kind == VisitorKind.Supervised)
        {
            shell.Menu.Add(new MenuGroup(t["Mijn werk", "My work"], new MenuItem(t["Werkvoorraad", "Worklist"], "list-checks", "/work")));
        }

        if (visitor.Kind is VisitorKind.Doctor or VisitorKind.Confirmer)
        {
            shell.Menu.Add(new MenuGroup(
                t["Organisatie", "Organisation"],
                new MenuItem(t["Mensen", "People"], "users", "/people"),
                new MenuItem(t["Aanstellingen", "Appointments"], "briefcase", "/appointments"),
                new MenuItem(t["Nakijken", "Reviews"], "eye", "/openings"),
                new MenuItem(t["Wie mag tekenen", "Who may sign"], "file-signature", "/roster"),
                new MenuItem(t["Artsen herstellen", "Bring doctors back"], "life-buoy", "/recovery"),
                new MenuItem(t["Wie mag wat", "Who may do what"], "shield-check", "/access")));
        }

        if (visitor.Kind == VisitorKind.Custodian)
        {
            shell.Menu.Add(new MenuGroup(t["Organisatie", "Organisation"], new MenuItem(t["Artsen herstellen", "Bring doctors back"], "life-buoy", "/recovery")));
        }

        if (visitor.Kind == VisitorKind.Employee)
        {
            shell.Menu.Add(new MenuGroup(t["Mijn dossier", "My file"], new MenuItem(t["Overzicht", "Overview"], "user", "/my"), new MenuItem(t["Een code gebruiken", "Use a code"], "key-round", "/activate")));
        }

        shell.Menu.Add(new MenuGroup(t["Mijn deur", "My door"], new MenuItem(t["Passkeys van de deur", "Passkeys of the door"], "lock-keyhole", "/door/own"), new MenuItem(t["Privacy", "Privacy"], "shield", "/privacy")));
    }
}
