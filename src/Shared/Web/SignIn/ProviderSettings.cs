using Microsoft.Extensions.Configuration;

namespace ArboDossier.Web.SignIn;

/// <summary>
/// <c>Identity:Authority</c> (the provider's public origin, its issuer), <c>Identity:BackChannel</c> (the address for requests from
/// program to program, where the public name of our own Identity is not resolved), <c>Identity:Revocations</c> (the origin of our own
/// Identity, for the revocation list and invitations, where another provider is the authority; by default the same), and
/// <c>Identity:Witness</c> (where the ledger is witnessed; by default where the revocations are).
/// </summary>
public sealed record ProviderSettings(string Authority, string Service, string Witness, Uri? BackChannel)
{
    /// <summary>
    /// Another provider than our own Identity signs people in. Its keys are the ones that it publishes; those of Identity, which are pinned,
    /// say nothing about who came in.
    /// </summary>
    public bool IsForeign => Authority != Service;

    internal static ProviderSettings Read(IConfiguration configuration, bool development)
    {
        var authority = configuration["Identity:Authority"]?.TrimEnd('/');
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
            throw new InvalidOperationException("Identity:Authority is not set: the address of the program where people sign in.");
        var back = configuration["Identity:BackChannel"];
        if (back is { Length: > 0 } && !(Uri.TryCreate(back, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"))
            throw new InvalidOperationException("Identity:BackChannel must be an address such as http://127.0.0.1:5000.");
        var service = configuration["Identity:Revocations"]?.TrimEnd('/') ?? authority;
        var read = new ProviderSettings(authority, service, configuration["Identity:Witness"]?.TrimEnd('/') ?? service, back is { Length: > 0 } ? new Uri(back) : null);
        // What is not pinned must at least come from whom it says.
        return read.IsForeign && uri.Scheme != "https" && !development
            ? throw new InvalidOperationException("Identity:Authority must be https where it is another provider: its keys are fetched from there.")
            : read;
    }
}
