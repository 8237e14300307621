namespace ArboDossier.Contracts.Values;

/// <summary>
/// A code of the classification for occupational health (CAS): a letter and three digits, of which a first digit 1 means a complaint
/// (V-07). Lives in the medical file only; it has a value type so that a field that must not hold one can be checked for it.
/// </summary>
public readonly record struct CasCode
{
    private readonly string? _code;

    private CasCode(string code) => _code = code;

    /// <summary>True for a complaint, which is no disease.</summary>
    public bool IsComplaint => _code is not null && _code[1] == '1';

    /// <summary>Reads a code; small letters are taken.</summary>
    public static bool TryParse(string? text, out CasCode code)
    {
        code = default;
        var value = text?.Trim().ToUpperInvariant();
        if (value is not { Length: 4 } || !char.IsAsciiLetterUpper(value[0]) || !value[1..].All(char.IsAsciiDigit))
        {
            return false;
        }

        code = new(value);
        return true;
    }

    /// <summary>The code, for the medical file only.</summary>
    public string Value => _code ?? "";

    /// <inheritdoc/>
    public override string ToString() => nameof(CasCode);
}
