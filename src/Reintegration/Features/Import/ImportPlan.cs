using ArboDossier.Reintegration.Features.Employees;
using ArboDossier.Web;

namespace ArboDossier.Reintegration.Features.Import;

/// <summary>Why a row is refused, or what is said about a row that is kept. Never with the value.</summary>
public enum ImportReason
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>No personnel number.</summary>
    NumberMissing,

    /// <summary>No surname.</summary>
    SurnameMissing,

    /// <summary>Birth date.</summary>
    BirthDate,

    /// <summary>Hours per week.</summary>
    Hours,

    /// <summary>First day of employment.</summary>
    Start,

    /// <summary>Last day of employment.</summary>
    End,

    /// <summary>E-mail address.</summary>
    Email,

    /// <summary>A text is too long or holds control characters.</summary>
    Text,

    /// <summary>A text looks like a citizen service number .</summary>
    CitizenServiceNumber,

    /// <summary>The same employment stands on an earlier line.</summary>
    Duplicate,

    /// <summary>The line is not well-formed.</summary>
    Broken,

    /// <summary>Kept; the line manager is not known.</summary>
    ManagerUnknown,

    /// <summary>Kept; an employee cannot be the own line manager.</summary>
    ManagerSelf,
}

/// <summary>Why a whole file is refused.</summary>
public enum ImportError
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Empty, or no text.</summary>
    NotText,

    /// <summary>More than the most that is taken.</summary>
    TooLarge,

    /// <summary>A column that is needed is missing.</summary>
    ColumnMissing,

    /// <summary>Two columns mean the same.</summary>
    ColumnTwice,
}

/// <summary>What a row would do.</summary>
public enum ImportKind
{
    /// <summary>Nothing new.</summary>
    Unchanged = 0,

    /// <summary>A new employment.</summary>
    Added = 1,

    /// <summary>Other details.</summary>
    Changed = 2,
}

/// <summary>A line with its reason.</summary>
public sealed record ImportNote(int Line, ImportReason Reason);

/// <summary>A column by name, and how many cells of it were not taken.</summary>
public sealed record ImportColumn(string Name, int Count);

/// <summary>A row as it will be kept.</summary>
public sealed record ImportRow(int Line, EmployeeLabel Label, string ManagerNumber, ImportKind Kind = ImportKind.Unchanged);

/// <summary>What a file holds.</summary>
/// <param name="Rows">Rows that can be kept.</param>
/// <param name="Read">Lines read, the header not counted.</param>
/// <param name="Refused">Refused lines.</param>
/// <param name="Notes">Remarks about lines that are kept.</param>
/// <param name="RefusedColumns">Columns that may not enter, with the number of filled cells.</param>
/// <param name="IgnoredColumns">Columns that nobody asked for.</param>
public sealed record ImportPlan(
    IReadOnlyList<ImportRow> Rows, int Read, IReadOnlyList<ImportNote> Refused, IReadOnlyList<ImportNote> Notes, IReadOnlyList<ImportColumn> RefusedColumns,
    IReadOnlyList<string> IgnoredColumns, int Added = 0, int Changed = 0, int Unchanged = 0)
{
    /// <summary>Rows of each kind that are shown.</summary>
    public const int MostShown = 100;

    /// <summary>The same with only the rows that are shown.</summary>
    public ImportPlan Shown() => this with { Rows = [.. Rows.Where(x => x.Kind != ImportKind.Unchanged).GroupBy(x => x.Kind).SelectMany(x => x.Take(MostShown))] };

    /// <summary>How many rows are of that kind.</summary>
    public int Count(ImportKind kind) => kind switch
    {
        ImportKind.Unchanged => Unchanged,
        ImportKind.Added => Added,
        ImportKind.Changed => Changed,
    };
}

/// <summary>The closed lists of an import in words.</summary>
public static class ImportWords
{
    /// <summary>A reason.</summary>
    public static Text Of(ImportReason reason) => reason switch
    {
        ImportReason.None => new("", ""),
        ImportReason.NumberMissing => new("Het personeelsnummer ontbreekt", "The personnel number is missing"),
        ImportReason.SurnameMissing => new("De achternaam ontbreekt", "The surname is missing"),
        ImportReason.BirthDate => new("De geboortedatum is geen datum of niet aannemelijk", "The birth date is no date or not plausible"),
        ImportReason.Hours => new("De uren per week zijn geen getal van 0 tot en met 80", "The hours per week are no number from 0 to 80"),
        ImportReason.Start => new("De datum in dienst is geen datum", "The first day of employment is no date"),
        ImportReason.End => new("De datum uit dienst is geen datum of ligt vóór de datum in dienst", "The last day of employment is no date or lies before the first"),
        ImportReason.Email => new("Het e-mailadres klopt niet", "The e-mail address is not right"),
        ImportReason.Text => new("Een tekst is te lang of bevat vreemde tekens", "A text is too long or holds strange characters"),
        ImportReason.CitizenServiceNumber => new("Er lijkt een burgerservicenummer in een tekst te staan", "There seems to be a citizen service number in a text"),
        ImportReason.Duplicate => new("Dit dienstverband staat ook op een eerdere regel", "This employment stands on an earlier line too"),
        ImportReason.Broken => new("De regel is niet goed gevormd", "The line is not well-formed"),
        ImportReason.ManagerUnknown => new("De leidinggevende is niet bekend; de regel is wel overgenomen", "The line manager is not known; the line is kept"),
        ImportReason.ManagerSelf => new("Iemand kan niet de eigen leidinggevende zijn; de regel is wel overgenomen", "Nobody can be the own line manager; the line is kept"),
    };

    /// <summary>How an import stands.</summary>
    public static Text Of(ImportState state) => state switch
    {
        ImportState.Preview => new("Wacht op uw akkoord", "Waits for your confirmation"),
        ImportState.Running => new("Bezig", "Working"),
        ImportState.Done => new("Klaar", "Done"),
    };

    /// <summary>Why a file is refused.</summary>
    public static Text Of(ImportError error) => error switch
    {
        ImportError.None => new("", ""),
        ImportError.NotText => new("Dit is geen tekstbestand met regels en kolommen (csv)", "This is no text file with lines and columns (csv)"),
        ImportError.TooLarge => new("Dit bestand is te groot: ten hoogste 20 MB en 100.000 regels", "This file is too large: at most 20 MB and 100,000 lines"),
        ImportError.ColumnMissing => new("Een kolom ontbreekt. Nodig zijn: personeelsnummer, achternaam, geboortedatum, uren per week en in dienst", "A column is missing. Needed are: personnel number, surname, birth date, hours per week and start"),
        ImportError.ColumnTwice => new("Twee kolommen betekenen hetzelfde", "Two columns mean the same"),
    };
}
