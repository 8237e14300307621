namespace ArboDossier.Identity.Features.Connect;

/// <summary>The provider's description of itself (OpenID Connect Discovery 3).</summary>
internal static class Describe
{
    internal static Dictionary<string, object> Provider(IdentitySettings settings) => new()
    {
        ["issuer"] = settings.Authority,
        ["authorization_endpoint"] = settings.Authority + Endpoints.Authorize,
        ["token_endpoint"] = settings.Authority + Endpoints.Token,
        ["userinfo_endpoint"] = settings.Authority + UserInfo.Path,
        ["jwks_uri"] = settings.Authority + Endpoints.Keys,
        ["end_session_endpoint"] = settings.Authority + Endpoints.Logout,
        ["scopes_supported"] = (string[])["openid", .. settings.Systems.Values.SelectMany(x => x.Scopes).Distinct().Order(StringComparer.Ordinal)],
        ["response_types_supported"] = Only("code"),
        ["response_modes_supported"] = Only("query"),
        ["grant_types_supported"] = settings.Systems.Count == 0 ? Only(TokenGrants.Code) : Only(TokenGrants.Code, TokenGrants.Credentials),
        ["acr_values_supported"] = Only(IdTokens.TwoFactors),
        ["subject_types_supported"] = Only("pairwise"),
        ["id_token_signing_alg_values_supported"] = Only("ES256"),
        ["token_endpoint_auth_methods_supported"] = Only("private_key_jwt"),
        ["token_endpoint_auth_signing_alg_values_supported"] = settings.Systems.Count == 0 ? Only("ES256") : [.. ClientAssertion.SystemAlgorithms],
        ["code_challenge_methods_supported"] = Only("S256"),
        ["prompt_values_supported"] = Only("none", "login"),
        ["claims_supported"] = Only("iss", "sub", "aud", "azp", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "invitations"),
        ["authorization_response_iss_parameter_supported"] = true,
        ["backchannel_logout_supported"] = true,
        ["backchannel_logout_session_supported"] = true,
        ["request_parameter_supported"] = false,
        ["request_uri_parameter_supported"] = false,
        ["claims_parameter_supported"] = false,
    };

    private static string[] Only(params string[] values) => values;
}
