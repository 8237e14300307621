using ArboDossier.Exchange;
using ArboDossier.Exchange.Jose;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;

namespace ArboDossier.Web.SignIn;

/// <summary>What a file program says about itself when it signs people in at the identity provider.</summary>
public sealed class ArboSignInOptions
{
    /// <summary>The zone, which is also the client id: <c>reintegration</c> or <c>medical</c>. Required.</summary>
    public string Zone { get; set; } = "";

    /// <summary>
    /// The zone's key at this moment: signs client assertions, requests for the revocation list and invitations. Asked at each use, because
    /// another may have taken over. Required.
    /// </summary>
    public Func<SigningKey>? Key { get; set; }

    /// <summary>
    /// The pinned keys of our Identity: its ID tokens, revocation list and answers. Another provider's ID tokens are checked with the keys
    /// that it publishes. Asked at each use, because Identity may have changed them.
    /// </summary>
    public Func<JwsKeys> IdentityKeys { get; set; } = () => JwsKeys.None;

    /// <summary>Where the program keeps its sessions. Required.</summary>
    public Func<IServiceProvider, ITicketStore>? Sessions { get; set; }

    /// <summary>The zone's audit ledger, which Identity witnesses. None where the provider's zone has no ledger of ours.</summary>
    public Func<IServiceProvider, ILedgerWitness>? Ledger { get; set; }

    /// <summary>What this zone and Identity tell each other of new keys. None where <see cref="Ledger"/> is none.</summary>
    public Func<IServiceProvider, IKeyNotices>? Notices { get; set; }

    /// <summary>
    /// The scheme at which somebody signs in again whose session came from another provider than the zone's own; null for everybody else. Where it is not
    /// null, signing out leads to <see cref="SignedOut"/>.
    /// </summary>
    public Func<HttpContext, string?> Elsewhere { get; set; } = _ => null;

    /// <summary>The local address to which signing out leads for the people of another provider: theirs is not ours to end.</summary>
    public Func<HttpContext, string> SignedOut { get; set; } = _ => "/";

    /// <summary>How long a session lives without use.</summary>
    public TimeSpan Idle { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>How long it lives at most; shorter than the day for which revocations are listed.</summary>
    public TimeSpan AtMost { get; set; } = TimeSpan.FromHours(10);
}

/// <summary>Names that the sign-in client uses.</summary>
public static class ArboSignInNames
{
    /// <summary>The cookie scheme, and the default one.</summary>
    public const string Session = "session";

    /// <summary>The scheme that sends people to the provider.</summary>
    public const string Provider = "identity";

    /// <summary>Where the provider sends them back.</summary>
    public const string ReturnPath = "/sign-in/return";

    /// <summary>Where a page posts to sign out.</summary>
    public const string SignOutPath = "/sign-out";

    /// <summary>Claim: the zone's own subject of the account.</summary>
    public const string Subject = "sub";

    /// <summary>Claim: the session at the provider, by the name it has for this zone.</summary>
    public const string ProviderSession = "sid";

    /// <summary>Claim: when the person showed the factors, in seconds since 1970.</summary>
    public const string AuthenticatedAt = "auth_time";

    /// <summary>Claim, once per method (RFC 8176).</summary>
    public const string Method = "amr";

    /// <summary>Claim, once per invitation of this zone that the account accepted.</summary>
    public const string Invitation = "invitation";
}
