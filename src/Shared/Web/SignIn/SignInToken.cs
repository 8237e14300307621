using System.Security.Claims;
using System.Text.Json;

namespace ArboDossier.Web.SignIn;

/// <summary>What the ID token of the provider that signs people in has to say: two factors, and who it is. Throws where a member is of another kind.</summary>
internal static class SignInToken
{
    /// <summary>How the subject of somebody begins whom an employer's own provider vouched for: such a person is nobody of the provider here .</summary>
    internal const string OfEmployers = "employer:";

    internal static ClaimsIdentity? Says(JsonElement token)
    {
        if (!ShowsTwoFactors(token) || token.GetProperty("sub").GetString()!.StartsWith(OfEmployers, StringComparison.Ordinal))
            return null;
        var person = new ClaimsIdentity(ArboSignInNames.Provider, ArboSignInNames.Subject, "role");
        person.AddClaim(new Claim(ArboSignInNames.Subject, token.GetProperty("sub").GetString()!));
        person.AddClaim(new Claim(ArboSignInNames.ProviderSession, token.TryGetProperty("sid", out var sid) ? sid.GetString() ?? "" : ""));
        person.AddClaim(new Claim(ArboSignInNames.AuthenticatedAt, token.GetProperty("auth_time").GetRawText()));
        foreach (var method in token.GetProperty("amr").EnumerateArray())
            person.AddClaim(new Claim(ArboSignInNames.Method, method.GetString()!));
        if (token.TryGetProperty("invitations", out var invitations))
        {
            foreach (var invitation in invitations.EnumerateArray())
                person.AddClaim(new Claim(ArboSignInNames.Invitation, invitation.GetGuid().ToString("N")));
        }

        return person;
    }

    // who came in with one factor is not let in. "mfa" is what RFC 8176 calls several.
    internal static bool ShowsTwoFactors(JsonElement token) =>
        token.GetProperty("amr").EnumerateArray().Any(m => m.GetString() == "mfa");
}
