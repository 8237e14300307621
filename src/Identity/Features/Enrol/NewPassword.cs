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
        else if (PasswordCheck.IsBreached(password))
        {
            state.AddModelError(passwordField, words[
                "Dit wachtwoord staat op lijsten die bij inbraken zijn gevonden. Kies een ander, bijvoorbeeld een zin van vier woorden",
                "This password stands on lists that were found in breaches. Choose another one, such as a sentence of four words"]);
        }
        else if (password != confirm)
        {
            state.AddModelError(confirmField, words["Dit is niet hetzelfde wachtwoord", "This is not the same password"]);
        }
    }
}
