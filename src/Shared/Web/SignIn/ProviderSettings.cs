using Microsoft.Extensions.Configuration;

namespace ArboDossier.Web.SignIn;

/// <summary>
/// <c>Identity:Authority</c> (the provider's public origin, its issuer), <c>Identity:BackChannel</c> (the address for requests from
/// program to program, where the public name is not resolved), <c>Identity:Revocations</c> (the origin of our own Identity, for the
/// revocation list and invitations, where another provider is the authority; by default the same).
/// </summary>
public sealed record ProviderSettings(string Authority, string Service, Uri? BackChannel)
{
    internal static ProviderSettings Read(IConfiguration configuration)
    {
        var authority = configuration["Identity:Authority"]?.TrimEnd('/');
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
            throw new InvalidOperationException("Identity:Authority is not set: the address of the program where people sign in.");
        var back = configuration["Identity:BackChannel"];
        if (back is { Length: > 0 } && !(Uri.TryCreate(back, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"))
            throw new InvalidOperationException("Identity:BackChannel must be an address such as http://127.0.0.1:5000.");
        return new(authority, configuration["Identity:Revocations"]?.TrimEnd('/') ?? authority, back is { Length: > 0 } ? new Uri(back) : null);
    }
}
