namespace ArboDossier.Contracts.Values;

/// <summary>
/// A number of the register of health professionals: eleven digits, of which the last two are the profession; 01 is physician (V-04). There
/// is no check digit; only the register tells whether it is live.
/// </summary>
public readonly record struct BigNumber
{
    private const string Physician = "01";
    private readonly string? _digits;

    private BigNumber(string digits) => _digits = digits;

    /// <summary>True where the profession code is that of a physician.</summary>
    public bool IsPhysician => _digits is not null && _digits.EndsWith(Physician, StringComparison.Ordinal);

    /// <summary>Reads eleven ASCII digits; a leading zero is possible.</summary>
    public static bool TryParse(string? text, out BigNumber number)
    {
        number = default;
        var digits = text?.Trim();
        if (digits is not { Length: 11 } || !digits.All(char.IsAsciiDigit))
        {
            return false;
        }

        number = new(digits);
        return true;
    }

    /// <summary>The digits: a public register's number.</summary>
    public override string ToString() => _digits ?? "";
}
