using ArboDossier.DemoAuthenticator.Browsing;

namespace ArboDossier.DemoAuthenticator.Demo;

/// <summary>What people do at the sign-in program, form by form.</summary>
public static class IdentitySteps
{
    /// <summary>The first account: the service administrator's.</summary>
    public static async Task FoundAsync(Person administrator, string code)
    {
        var page = await administrator.Browser.GetAsync($"{administrator.At.Identity}/founding");
        page = await administrator.Browser.SubmitAsync(page, "form:has([name=Code])", Person.Signing(page, new Dictionary<string, string>
        {
            ["Code"] = code,
            ["Name"] = administrator.Name,
            ["Email"] = administrator.Email,
            ["Password"] = administrator.Password,
            ["Confirm"] = administrator.Password,
        }));
        page = await administrator.SubmitWithPasskeyAsync(page, "form[data-passkey=create]");
        if (page.Address.AbsolutePath is "/founding" or "/enrol")
        {
            throw new InvalidOperationException($"not founded: {page.Errors}");
        }
    }

    /// <summary>The administrator invites somebody directly for a zone; gives link and code.</summary>
    public static async Task<Invited> InviteAsync(Person administrator, string zone, string name, string email)
    {
        var page = await administrator.OpenAsync($"{administrator.At.Identity}/accounts");
        page = await administrator.Browser.SubmitAsync(page, "form:has([name=Zone])", new Dictionary<string, string> { ["Zone"] = zone, ["Name"] = name, ["Email"] = email, ["Language"] = "nl" });
        return Invited.On(page);
    }
}
