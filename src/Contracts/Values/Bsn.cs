namespace ArboDossier.Contracts.Values;

/// <summary>
/// A citizen service number (burgerservicenummer): nine ASCII digits that pass the eleven-test with weight -1 for the last digit and are not
/// all zero (V-01). Never in a log, URL, file name or message: the type has no revealing text form.
/// </summary>
public readonly record struct Bsn
{
    private static ReadOnlySpan<int> Weights => [9, 8, 7, 6, 5, 4, 3, 2, -1];

    private readonly string? _digits;

    private Bsn(string digits) => _digits = digits;

    /// <summary>Reads a number as people type it: dots and spaces are dropped, eight digits get a leading zero.</summary>
    public static bool TryParse(string? text, out Bsn bsn)
    {
        bsn = default;
        if (text is null || text.Length > 20)
        {
            return false;
        }

        var digits = text.Replace(".", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        digits = digits.Length == 8 ? "0" + digits : digits;
        if (digits.Length != 9 || !digits.All(char.IsAsciiDigit) || digits == "000000000")
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < 9; i++)
        {
            sum += (digits[i] - '0') * Weights[i];
        }

        if (sum % 11 != 0)
        {
            return false;
        }

        bsn = new(digits);
        return true;
    }

    /// <summary>At most the last three digits (V-02): more would give the rest away through the eleven-test.</summary>
    public override string ToString() => _digits is null ? "" : "******" + _digits[6..];
}
