using ArboDossier.Contracts.Messages;
using ArboDossier.Contracts.Values;
using ArboDossier.Web;
using ArboDossier.Web.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Employers;

/// <summary>Who is invited.</summary>
public sealed class InviteInput
{
    /// <summary>Name.</summary>
    [Asked("Vul een naam in", "Fill in a name"), Longest(100)]
    public string? Name { get; set; }

    /// <summary>E-mail.</summary>
    [Asked("Vul een e-mailadres in", "Fill in an e-mail address"), Longest(200)]
    public string? Email { get; set; }

    /// <summary>Language of the invitation.</summary>
    public string? Language { get; set; }
}

/// <summary>
/// A page that invites somebody: Identity makes the account, this program decides what it may do. Link and code are shown once, to whoever invites;
/// they are in no log and in no row.
/// </summary>
public abstract class InvitePage(Inviting inviting) : ReintegrationPage
{
    /// <summary>What was filled in.</summary>
    [BindProperty]
    public InviteInput Input { get; set; } = new();

    /// <summary>An invitation goes out, in a language.</summary>
    public virtual bool Sends => true;

    /// <summary>Link and code, once.</summary>
    public InvitedView? Invited { get; private set; }

    /// <summary>True where name, address and language can be sent.</summary>
    protected bool Check()
    {
        Input.Name = Input.Name?.Trim();
        Input.Email = Input.Email?.Trim();
        Input.Language = Input.Language is "en" ? "en" : "nl";
        if (Input.Email is { Length: > 0 } email && !ContactData.IsEmail(email))
        {
            Wrong("Input.Email", "Dit is geen e-mailadres", "This is not an e-mail address");
        }

        return ModelState.IsValid;
    }

    /// <summary>Asks Identity for the invitation. False where it could not be had.</summary>
    protected async Task<bool> InviteAsync(Guid id, string name, string email, bool staff = false)
    {
        var answer = await inviting.InviteAsync(new Invitation(id, "reintegration", name, email, Input.Language ?? "nl", staff), Cancel);
        Invited = answer is null ? null : new(name, answer, inviting.IsForeign);
        if (answer is null)
        {
            Wrong("", "Het inlogprogramma antwoordt nu niet. Probeer het over enkele minuten opnieuw.", "The sign-in program does not answer now. Try again in some minutes.");
        }

        return answer is not null;
    }
}
