using ArboDossier.DemoAuthenticator.Browsing;

namespace ArboDossier.DemoAuthenticator.Demo;

/// <summary>What an inviter gives along: the link one way, the code another.</summary>
/// <param name="Link">Link, or what another provider must know the person by.</param>
/// <param name="Code">Six digits; empty with another provider.</param>
public sealed record Invited(string Link, string Code)
{
    /// <summary>As the page shows them, once.</summary>
    public static Invited On(Page page) =>
        new(page.TextOf("[data-invitation]") ?? throw new InvalidOperationException($"no invitation: {page.Errors}"), page.TextOf("[data-invitation-code]") ?? "");
}
