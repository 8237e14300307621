using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Web;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ArboDossier.Identity.Features.Enrol;

/// <summary>The two fields of a new password.</summary>
internal static class NewPassword
{
    internal static void Check(ModelStateDictionary state, string passwordField, string confirmField, string? password, string? confirm, string email, Words words)
    {
        if (!PasswordCheck.IsGoodEnough(password, email))
        {
            state.AddModelError(passwordField, words[
                $"Kies een wachtwoord van ten minste {PasswordCheck.Fewest} tekens, zonder uw e-mailadres erin",
                $"Choose a password of at least {PasswordCheck.Fewest} characters, without your e-mail address in it"]);
        }
        else if (password != confirm)
        {
            state.AddModelError(confirmField, words["Dit is niet hetzelfde wachtwoord", "This is not the same password"]);
        }
    }
}
