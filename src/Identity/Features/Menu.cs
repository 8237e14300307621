using System.Security.Claims;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Store;
using ArboDossier.Store;
using ArboDossier.Web;

namespace ArboDossier.Identity.Features;

/// <summary>Who is signed in, and what there is to do here.</summary>
internal sealed class Menu(Words words) : IShellContent
{
    public ValueTask FillAsync(Shell shell, HttpContext http)
    {
        if (http.User.Identity?.IsAuthenticated != true)
            return ValueTask.CompletedTask;
        var name = http.User.FindFirstValue(ArboClaims.Name) ?? "";
        var initials = string.Concat(name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => w[0]).Where(char.IsUpper).Take(3));
        shell.SignedIn = true;
        shell.Person = new ShellPerson(name, initials);
        shell.Menu.Add(new MenuGroup(words["Mijn account", "My account"], new MenuItem(words["Inloggen en apparaten", "Signing in and devices"], "key-round", "/")));
        if (http.User.HasClaim(ArboClaims.Role, Policies.ServiceAdministrator))
            shell.Menu.Add(new MenuGroup(words["Beheer", "Administration"], new MenuItem(words["Accounts en uitnodigingen", "Accounts and invitations"], "users", "/accounts"),
                new MenuItem(words["Wie mag wat", "Who may do what"], "shield-check", "/access")));
        return ValueTask.CompletedTask;
    }
}

/// <summary>Somebody asked for what is not his: recorded before the answer.</summary>
internal sealed class RecordRefusal(Commits<IdentityContext> commits) : IRefusals
{
    public async Task RefusedAsync(HttpContext http, string? policy) =>
        await commits.RecordAsync(IdentityRules.Refused(http.ActorOf(http.User), policy), http.RequestAborted);
}
