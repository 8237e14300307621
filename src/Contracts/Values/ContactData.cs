namespace ArboDossier.Contracts.Values;

/// <summary>What people type of how they can be reached: one rule for all programs, so that none takes what another refuses.</summary>
public static class ContactData
{
    private const string NotInAddress = "<>,;\"";

    /// <summary>An e-mail address of 3 to 254 characters: one @ with something around it, and nothing that mail reads as more; whether it exists shows when it arrives.</summary>
    public static bool IsEmail(string? text) =>
        text is { Length: >= 3 and <= 254 }
        && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
        && at == text.LastIndexOf('@')
        && at < text.Length - 1
        && !text.Any(x => char.IsControl(x) || char.IsWhiteSpace(x) || NotInAddress.Contains(x, StringComparison.Ordinal));

    /// <summary>A telephone number as people write it: 8 to 15 digits in at most 20 characters.</summary>
    public static bool IsPhone(string? text) =>
        text is { Length: >= 8 and <= 20 } && text.Count(char.IsAsciiDigit) is >= 8 and <= 15 && text.All(x => char.IsAsciiDigit(x) || x is '+' or ' ' or '-' or '(' or ')');
}
