using System.Security.Cryptography;
using System.Text;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Store;
using ArboDossier.Store;
using Microsoft.AspNetCore.WebUtilities;

namespace ArboDossier.Identity.Features.Connect;

/// <summary>What a client that proved itself gets at the token endpoint.</summary>
public sealed class TokenGrants(Codes codes, IdTokens idTokens, AccessTokens accessTokens, Commits<IdentityContext> commits)
{
    public const string Code = "authorization_code";
    public const string Credentials = "client_credentials";

    /// <summary>A code for an ID token, and an access token that opens the subject at the userinfo endpoint.</summary>
    public async Task<IResult> ForPersonAsync(string zone, IFormCollection form, string from, CancellationToken cancel)
    {
        if (form["code"].ToString() is not { Length: > 0 and <= 128 } code || form["code_verifier"].ToString() is not { Length: >= 43 and <= 128 } verifier)
            return Error("invalid_request");
        var challenge = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        if (await codes.RedeemAsync(code, zone, form["redirect_uri"].ToString(), challenge, from, cancel) is not { } redeemed)
            return Error("invalid_grant");
        return Results.Json(new Dictionary<string, object>
        {
            ["access_token"] = accessTokens.ForPerson(zone, redeemed),
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)AccessTokens.Lifetime.TotalSeconds,
            ["id_token"] = idTokens.Make(zone, redeemed),
        });
    }

    /// <summary>A token for its zone (SMART Backend Services): exactly the scopes that it asked for, each of which was configured.</summary>
    public async Task<IResult> ForSystemAsync(SystemClient system, string asked, CancellationToken cancel)
    {
        var scopes = asked.Split(' ');
        var decision = IdentityRules.IssueSystemToken(system.Id, system.Zone, scopes.All(system.Scopes.Contains));
        await commits.RecordAsync(decision, cancel);
        return decision.Permitted
            ? Results.Json(new Dictionary<string, object>
            {
                ["access_token"] = accessTokens.ForSystem(system, asked),
                ["token_type"] = "Bearer",
                ["expires_in"] = (int)AccessTokens.Lifetime.TotalSeconds,
                ["scope"] = asked,
            })
            : Error("invalid_scope");
    }

    public static IResult Error(string error, int status = StatusCodes.Status400BadRequest) =>
        Results.Json(new Dictionary<string, string> { ["error"] = error }, statusCode: status);
}
