namespace ArboDossier.Web;

/// <summary>Who will be able to read what is typed or shown here. Purple is sealed, blue is read by the employer.</summary>
public enum Reader
{
    /// <summary>Nothing is said.</summary>
    None,
    /// <summary>The medical team and the employee.</summary>
    Sealed,
    /// <summary>The medical team; the doctor decides whether the employee may read it (words of or about another).</summary>
    SealedDoctor,
    /// <summary>On the employee's own pages: the employee and the doctor, not the employer.</summary>
    SealedEmployee,
    /// <summary>The employer does not know that this exists.</summary>
    Hidden,
    /// <summary>Employer, case manager and employee.</summary>
    Employer,
    /// <summary>Employer, case manager, employee and doctor.</summary>
    EmployerAndDoctor,
    /// <summary>Only the writer.</summary>
    Self,
    /// <summary>Only the sign-in program.</summary>
    SignIn,
}

/// <summary>Colour, icon and words of each <see cref="Reader"/>.</summary>
internal static class Readers
{
    internal static (string Css, string Icon, Text Says) Look(Reader reader) => reader switch
    {
        Reader.None => ("neu", "eye", new("", "")),
        Reader.Sealed => ("seal", "lock-keyhole", new("Medisch team en werknemer", "Medical team and employee")),
        Reader.SealedDoctor => ("seal", "eye-off", new("Medisch team, over inzage beslist de arts", "Medical team, the doctor decides on access")),
        Reader.SealedEmployee => ("seal", "lock-keyhole", new("U en de arts, niet uw werkgever", "You and the doctor, not your employer")),
        Reader.Hidden => ("seal", "eye-off", new("De werkgever weet dit niet", "The employer does not know this")),
        Reader.Employer => ("emp", "eye", new("Werkgever, casemanager en werknemer", "Employer, case manager and employee")),
        Reader.EmployerAndDoctor => ("emp", "eye", new("Arts, werkgever, casemanager en werknemer", "Doctor, employer, case manager and employee")),
        Reader.Self => ("neu", "user", new("Alleen u", "Only you")),
        Reader.SignIn => ("neu", "key-round", new("Alleen om in te loggen", "Only for signing in")),
        _ => throw new ArgumentOutOfRangeException(nameof(reader)),
    };
}

/// <summary>One answer of a closed list.</summary>
/// <param name="Value">What is posted.</param>
/// <param name="Label">What is read.</param>
/// <param name="Hint">A line below it.</param>
public sealed record Choice(string Value, string Label, string? Hint = null);
