namespace ArboDossier.Contracts.Values;

/// <summary>A Dutch postcode, kept as <c>1234 AB</c> (V-06).</summary>
public readonly record struct Postcode
{
    private readonly string? _text;

    private Postcode(string text) => _text = text;

    /// <summary>Reads a postcode with or without the blank, in any case.</summary>
    public static bool TryParse(string? text, out Postcode postcode)
    {
        postcode = default;
        if (text is null || text.Length > 10)
        {
            return false;
        }

        var value = text.Trim().ToUpperInvariant().Replace(" ", "", StringComparison.Ordinal);
        if (value.Length != 6 || value[0] is < '1' or > '9' || !value[1..4].All(char.IsAsciiDigit) || !value[4..].All(char.IsAsciiLetterUpper)
            || value[4..] is "SA" or "SD" or "SS")
        {
            return false;
        }

        postcode = new($"{value[..4]} {value[4..]}");
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";
}
