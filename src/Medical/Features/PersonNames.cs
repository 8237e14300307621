using ArboDossier.Contracts.Messages;

namespace ArboDossier.Medical.Features;

/// <summary>How a person is written on the screen.</summary>
public static class PersonNames
{
    /// <summary>"Marieke de Vries".</summary>
    public static string Full(this PersonLabel person) => Join(person.GivenName.Length > 0 ? person.GivenName : person.Initials, person.Prefix, person.Surname);

    /// <summary>"MV", for the round mark.</summary>
    public static string Mark(this PersonLabel person) =>
        string.Concat(new[] { person.GivenName.Length > 0 ? person.GivenName : person.Initials, person.Surname }.Where(x => x.Length > 0).Select(x => char.ToUpperInvariant(x[0])));

    private static string Join(params string[] parts) => string.Join(' ', parts.Where(x => x.Length > 0));
}
