namespace ArboDossier.Web;

/// <summary>How a program is told apart at a glance: colour, name, and who reads what stands in it.</summary>
/// <param name="Css">The class of the body: <c>med</c>, <c>rei</c> or <c>ide</c>.</param>
/// <param name="Icon">An icon of <c>Icons/</c>.</param>
/// <param name="Name">The zone's name.</param>
/// <param name="Kind">The line below the name.</param>
/// <param name="StripIcon">The icon of the strip.</param>
/// <param name="Strip">Who reads these pages, the sentence in bold.</param>
/// <param name="StripRest">What that means for the person.</param>
public sealed record ZoneLook(string Css, string Icon, Text Name, Text Kind, string StripIcon, Text Strip, Text StripRest)
{
    /// <summary>The sign-in program: who someone is, nothing about a file.</summary>
    public static ZoneLook Identity { get; } = new("ide", "key-round",
        new("Inloggen", "Sign in"), new("wie u bent", "who you are"), "key-round",
        new("Alleen om te weten wie u bent.", "Only to know who you are."),
        new("Hier staat niets uit een dossier.", "Nothing from a file is kept here."));

    /// <summary>The reintegration file: the employer reads along.</summary>
    public static ZoneLook Reintegration { get; } = new("rei", "building-2",
        new("Re-integratie", "Reintegration"), new("dossier van de werkgever", "the employer's file"), "eye",
        new("Te lezen door werkgever, casemanager en werknemer.", "Read by employer, case manager and employee."),
        new("Schrijf hier niets over ziekte of behandeling.", "Write nothing here about illness or treatment."));

    /// <summary>The sealed medical file.</summary>
    public static ZoneLook Medical { get; } = new("med", "lock-keyhole",
        new("Medisch", "Medical"), new("verzegeld dossier", "sealed file"), "lock-keyhole",
        new("Medisch beroepsgeheim.", "Medical secrecy."),
        new("Werkgever en casemanager kunnen hier niet komen. Paars is verzegeld, blauw leest de werkgever.",
            "Employer and case manager cannot come here. Purple is sealed, blue is read by the employer."));
}
