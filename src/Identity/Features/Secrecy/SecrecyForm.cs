using ArboDossier.Identity.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ArboDossier.Identity.Features.Secrecy;

/// <summary>The tick under the clause, on every page where it is signed.</summary>
internal static class SecrecyForm
{
    private const string Tick = "Secrecy";

    /// <summary>The signature; null, with what is wrong beside the tick, where it was not given under the text that counts now.</summary>
    internal static SecrecyRow? Read(ModelStateDictionary state, SecrecyClauses clauses, bool ticked, string? shown, Words words)
    {
        if (ticked && clauses.Promise(shown) is { } promise)
            return promise;
        // A tick under another text is none under this one.
        state.Remove(Tick);
        state.SetModelValue(Tick, "", "");
        state.AddModelError(Tick, ticked
            ? words["Deze tekst is veranderd. Lees hem en teken opnieuw", "This text has changed. Read it and sign again"]
            : words["Teken voor geheimhouding", "Sign for secrecy"]);
        return null;
    }
}
