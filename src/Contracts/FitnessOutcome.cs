using System.Globalization;
using System.Text;
using ArboDossier.Contracts.Values;

namespace ArboDossier.Contracts;

/// <summary>What a doctor says of somebody's own work. There is no third judgement: not yet assessable is no outcome .</summary>
public enum FitnessVerdict
{
    /// <summary>Not a verdict.</summary>
    None = 0,

    /// <summary>Fit for the own work.</summary>
    Fit,

    /// <summary>Unfit for the own work.</summary>
    Unfit,

    /// <summary>The former outcome no longer holds and nothing takes its place .</summary>
    Withdrawn,
}

/// <summary>
/// The judgement that may reach an employer in mode <c>Strict</c> (R-080), as fixed canonical bytes that a doctor signs. UTF-8, line feeds, one
/// line per member, in this order; no other bytes are an outcome.
/// <code>
///   ArboDossier FitnessOutcome 1
///   service: Arbodienst De Brug
///   release: 0198…                 (32 hex digits, random)
///   case: 0198…                    (Reintegration's own id of its case)
///   version: 2
///   supersedes: 0198… | none
///   verdict: fit | unfit | withdrawn
///   day: 2026-11-30
///   signer: S. Bakker
///   big: 19012345601
///   signed-at: 2026-11-24T10:41:00Z
/// </code>
/// It holds no hash, link or id that leads to a note.
/// </summary>
public sealed record FitnessOutcome(
    string Service, Guid Release, Guid Case, int Version, Guid? Supersedes, FitnessVerdict Verdict, DateOnly Day, string Signer, BigNumber Big, DateTimeOffset SignedAt)
{
    private const string Header = "ArboDossier FitnessOutcome 1";
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const int MostBytes = 2048;
    private static readonly string[] Members = ["service", "release", "case", "version", "supersedes", "verdict", "day", "signer", "big", "signed-at"];

    /// <summary>The canonical bytes. Requires names of at most 100 characters without control characters.</summary>
    public byte[] ToCanonicalBytes()
    {
        string[] values =
        [
            Name(Service), Release.ToString("N"), Case.ToString("N"), Version.ToString(CultureInfo.InvariantCulture), Supersedes?.ToString("N") ?? "none",
            Word(Verdict), Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Name(Signer), Big.ToString(),
            SignedAt.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture),
        ];
        return Encoding.UTF8.GetBytes(Header + "\n" + string.Concat(Members.Zip(values, (member, value) => $"{member}: {value}\n")));
    }

    /// <summary>Reads canonical bytes; false for anything else, down to one byte.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out FitnessOutcome outcome)
    {
        outcome = null!;
        if (bytes.Length > MostBytes || !System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return false;
        }

        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        if (lines.Length != Members.Length + 2 || lines[0] != Header)
        {
            return false;
        }

        var values = new string[Members.Length];
        for (var i = 0; i < Members.Length; i++)
        {
            var prefix = Members[i] + ": ";
            if (!lines[i + 1].StartsWith(prefix, StringComparison.Ordinal))
            {
                return false;
            }

            values[i] = lines[i + 1][prefix.Length..];
        }

        Guid? supersedes = null;
        if (values[4] != "none")
        {
            if (!Guid.TryParseExact(values[4], "N", out var former))
            {
                return false;
            }

            supersedes = former;
        }

        if (!Guid.TryParseExact(values[1], "N", out var release) || !Guid.TryParseExact(values[2], "N", out var @case)
            || !int.TryParse(values[3], NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version < 1
            || VerdictOf(values[5]) is not { } verdict
            || !DateOnly.TryParseExact(values[6], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || !BigNumber.TryParse(values[8], out var big)
            || !DateTimeOffset.TryParseExact(values[9], Instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var signedAt)
            || !IsName(values[0]) || !IsName(values[7]))
        {
            return false;
        }

        outcome = new(values[0], release, @case, version, supersedes, verdict, day, values[7], big, signedAt);
        return outcome.ToCanonicalBytes().AsSpan().SequenceEqual(bytes);
    }

    /// <summary>True for a name that can stand in a canonical line.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= 100 && text == text.Trim() && !text.Any(char.IsControl) && text.IsNormalized();

    private static string Name(string text) => IsName(text) ? text : throw new ArgumentException("A name in an outcome has 1 to 100 characters, none of them a control character.");

    private static string Word(FitnessVerdict verdict) => verdict switch
    {
        FitnessVerdict.Fit => "fit",
        FitnessVerdict.Unfit => "unfit",
        FitnessVerdict.Withdrawn => "withdrawn",
        FitnessVerdict.None => throw new ArgumentException("An outcome needs a verdict."),
    };

    private static FitnessVerdict? VerdictOf(string word) => word switch
    {
        "fit" => FitnessVerdict.Fit,
        "unfit" => FitnessVerdict.Unfit,
        "withdrawn" => FitnessVerdict.Withdrawn,
        _ => null,
    };
}
