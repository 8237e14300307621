namespace ArboDossier.Identity.Features.Connect;

/// <summary>The provider's description of itself (OpenID Connect Discovery 3).</summary>
internal static class Describe
{
    internal static Dictionary<string, object> Provider(string authority) => new()
    {
        ["issuer"] = authority,
        ["authorization_endpoint"] = authority + Endpoints.Authorize,
        ["token_endpoint"] = authority + Endpoints.Token,
        ["jwks_uri"] = authority + Endpoints.Keys,
        ["end_session_endpoint"] = authority + Endpoints.Logout,
        ["scopes_supported"] = Only("openid"),
        ["response_types_supported"] = Only("code"),
        ["response_modes_supported"] = Only("query"),
        ["grant_types_supported"] = Only("authorization_code"),
        ["acr_values_supported"] = Only(IdTokens.TwoFactors),
        ["subject_types_supported"] = Only("pairwise"),
        ["id_token_signing_alg_values_supported"] = Only("ES256"),
        ["token_endpoint_auth_methods_supported"] = Only("private_key_jwt"),
        ["token_endpoint_auth_signing_alg_values_supported"] = Only("ES256"),
        ["code_challenge_methods_supported"] = Only("S256"),
        ["prompt_values_supported"] = Only("none", "login"),
        ["claims_supported"] = Only("iss", "sub", "aud", "azp", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "invitations"),
        ["authorization_response_iss_parameter_supported"] = true,
        ["request_parameter_supported"] = false,
        ["request_uri_parameter_supported"] = false,
        ["claims_parameter_supported"] = false,
    };

    private static string[] Only(params string[] values) => values;
}
