using System.Security.Cryptography;
using System.Text;

namespace ArboDossier.Signing;

/// <summary>
/// The door a passkey belongs to: the host name the credential is bound to and the one origin that may ask for it.
/// Guarantee: <see cref="Origin"/> is a serialised origin (scheme, host, port when not the default; no path) whose host is
/// <see cref="Id"/> or lies under it. Source: WebAuthn Level 3, "RP ID" and section 13.4.9 (validating the origin).
/// </summary>
public sealed record RelyingParty
{
    /// <summary>Requires a lower-case host name and an origin of that host.</summary>
    /// <param name="id">The RP id, for example <c>medisch.voorbeeld.nl</c>.</param>
    /// <param name="origin">The origin exactly as a browser writes it, for example <c>http://medisch.localhost:5003</c>.</param>
    /// <exception cref="ArgumentException">The two do not belong together, or the origin is not written as a browser writes it.</exception>
    public RelyingParty(string id, string origin)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentException.ThrowIfNullOrEmpty(origin);
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != origin)
            throw new ArgumentException("An origin is scheme, host and port, as a browser writes it.", nameof(origin));
        if (uri.Scheme is not ("https" or "http") || (uri.Host != id && !uri.Host.EndsWith("." + id, StringComparison.Ordinal)))
            throw new ArgumentException("The origin does not belong to the relying party's host name.", nameof(origin));
        Id = id;
        Origin = origin;
    }

    /// <summary>The host name credentials are bound to.</summary>
    public string Id { get; }

    /// <summary>The one origin from which a ceremony is accepted; the port counts.</summary>
    public string Origin { get; }

    /// <summary>The door at an origin, with that origin's own host name as RP id. Requires an origin without a path.</summary>
    public static RelyingParty At(Uri origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        return new RelyingParty(origin.Host, origin.GetLeftPart(UriPartial.Authority));
    }

    internal byte[] IdHash() => SHA256.HashData(Encoding.UTF8.GetBytes(Id));
}
