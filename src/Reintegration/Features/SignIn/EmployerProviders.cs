using System.Text.RegularExpressions;
using ArboDossier.Store;
using ArboDossier.Web.SignIn;

namespace ArboDossier.Reintegration.Features.SignIn;

/// <summary>
/// A provider of an employer, or of several that sign in together. It says who somebody of the personnel department or a line manager is; it
/// says nothing of employees, of the service's people, or to Medical, which does not know it.
/// </summary>
/// <param name="Name">In addresses and rows: small letters, digits and hyphens.</param>
/// <param name="Settings">The rest; without levels <c>amr</c> must say <c>mfa</c>.</param>
/// <param name="Claim">The member of the ID token that is compared with the e-mail address of an invitation, once.</param>
public sealed record EmployerProvider(string Name, SecondProvider Settings, string Claim)
{
    /// <summary>As people know it.</summary>
    public string Shown => Settings.Name;

    /// <summary>The scheme in this program.</summary>
    public string Scheme => $"employer-{Name}";

    /// <summary>Where its people begin.</summary>
    public string Path => $"/sign-in/{Name}";

    /// <summary>Where it sends them back.</summary>
    public string ReturnPath => $"{Path}/return";

    /// <summary>As a session and a row know somebody of it. No other provider makes such a subject.</summary>
    public string SubjectOf(string subject) => $"{EmployerProviders.Subjects}{Name}:{subject}";
}

/// <summary>
/// The employers' own providers: <c>EmployerSignIn:NAME:Authority</c>, <c>:ClientId</c> and <c>:Name</c>, and where wanted <c>:Levels</c>, <c>:Claim</c> (of
/// itself <c>email</c>) and <c>:Algorithm</c>. Which employers' people one vouches for is set by the service's administrator, at the employer.
/// </summary>
public sealed partial class EmployerProviders
{
    /// <summary>How the subject of such a person begins.</summary>
    public const string Subjects = ArboIdentification.EmployerSubjects;

    /// <summary>How a form says that an employer has none of its own; no provider can be called so.</summary>
    public const string None = "-";

    private EmployerProviders(IReadOnlyList<EmployerProvider> all) => All = all;

    /// <summary>All, by name.</summary>
    public IReadOnlyList<EmployerProvider> All { get; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="StoreSettingException">One is missing or wrong.</exception>
    public static EmployerProviders Read(IConfiguration configuration, bool development)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new([.. configuration.GetSection("EmployerSignIn").GetChildren().Select(x => Read(x, configuration, development)).OrderBy(x => x.Name, StringComparer.Ordinal)]);
    }

    /// <summary>The provider that vouched for a subject, or null where the subject is Identity's.</summary>
    public static string? NameIn(string subject) => subject.StartsWith(Subjects, StringComparison.Ordinal) ? subject[Subjects.Length..].Split(':')[0] : null;

    /// <summary>One by its name, or null.</summary>
    public EmployerProvider? Find(string? name) => All.FirstOrDefault(x => x.Name == name);

    private static EmployerProvider Read(IConfigurationSection section, IConfiguration all, bool development)
    {
        var (name, where) = (section.Key, $"EmployerSignIn:{section.Key}");
        if (!Names().IsMatch(name) || ArboSignInNames.ReturnPath.EndsWith($"/{name}", StringComparison.Ordinal))
        {
            throw new StoreSettingException($"{where}: a name is at most 30 small letters, digits and hyphens, and not the one where Identity sends people back");
        }

        var (read, wrong) = SecondProvider.Of(section, all, development);
        return wrong is null ? new(name, read, section["Claim"] ?? Identification.Email) : throw new StoreSettingException(wrong);
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,29}$")]
    private static partial Regex Names();
}
