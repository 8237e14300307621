using Microsoft.Extensions.Configuration;

namespace ArboDossier.Web.SignIn;

/// <summary>What is set of a provider beside the one that signs in everybody, the same wherever there is one.</summary>
/// <param name="Authority">Its public origin, its issuer.</param>
/// <param name="ClientId">What the program is called there.</param>
/// <param name="Name">As people know it.</param>
/// <param name="Levels">Values of <c>acr</c> that are enough.</param>
/// <param name="Algorithm">What it signs with: <see cref="PublishedKeys.Es256"/> or <see cref="PublishedKeys.Rs256"/>.</param>
public sealed record SecondProvider(string Authority, string ClientId, string Name, IReadOnlyList<string> Levels, string Algorithm)
{
    /// <summary>Reads <c>Authority</c>, <c>ClientId</c>, <c>Name</c>, <c>Levels</c> and <c>Algorithm</c> of a section; where one cannot be meant, what is wrong and the rest as it stands.</summary>
    /// <param name="section">Settings of one provider.</param>
    /// <param name="all">All settings, of which the provider that signs in everybody counts.</param>
    /// <param name="development">Plain http will do.</param>
    public static (SecondProvider Read, string? Wrong) Of(IConfigurationSection section, IConfiguration all, bool development)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(all);
        var read = new SecondProvider(
            section["Authority"]?.TrimEnd('/') ?? "", section["ClientId"] ?? "", section["Name"] ?? "",
            [.. section.GetSection("Levels").GetChildren().Select(x => x.Value).OfType<string>().Where(x => x.Length > 0)], section["Algorithm"] ?? PublishedKeys.Es256);
        return (read, read.Wrong(section.Path, all, development));
    }

    private string? Wrong(string where, IConfiguration all, bool development)
    {
        foreach (var (name, value) in new[] { (nameof(Authority), Authority), (nameof(ClientId), ClientId), (nameof(Name), Name) })
        {
            if (value.Length == 0)
                return $"{where}:{name} is not set";
        }

        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var uri) || !(uri.Scheme == "https" || (uri.Scheme == "http" && development)))
            return $"{where}:Authority must be an https address: the scheme's keys are fetched from there";
        // Else the second would rest on the first.
        if (Authority == all["Identity:Authority"]?.TrimEnd('/') || Authority == all["Identity:Revocations"]?.TrimEnd('/'))
            return $"{where}:Authority is the provider that signs in everybody";
        return Algorithm is PublishedKeys.Es256 or PublishedKeys.Rs256 ? null : $"{where}:Algorithm is ES256 or RS256";
    }
}
