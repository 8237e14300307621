namespace ArboDossier.Identity.Passwords;

/// <summary>
/// Passwords that attackers try first (NIST SP 800-63B section 5.1.1.2): those that were found in breaches, the same with figures and signs around
/// them, and one of them again and again. Length does the rest; there are no rules about kinds of characters.
/// </summary>
public static class BreachedPasswords
{
    private const string Resource = "breached.txt";
    private const int ShortPattern = 6;
    private static readonly Lazy<HashSet<string>> Known = new(Read);
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Known.Value.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a password is one of these.</summary>
    public static bool Contains(string password)
    {
        var lower = password.ToLowerInvariant().AsSpan();
        var core = lower.Trim(" 0123456789!?.,;:@#$%^&*()-_+='\"/\\");
        return Lookup.Contains(lower) || core.Length < 4 || Lookup.Contains(core) || IsRepeated(lower) || IsRepeated(core);
    }

    private static bool IsRepeated(ReadOnlySpan<char> text)
    {
        for (var length = 1; length <= text.Length / 2; length++)
        {
            // What is left over at the end may be the beginning of the next one.
            if (text[length..].SequenceEqual(text[..^length]) && (length <= ShortPattern || Lookup.Contains(text[..length])))
                return true;
        }

        return false;
    }

    private static HashSet<string> Read()
    {
        using var stream = typeof(BreachedPasswords).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        var known = new HashSet<string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
            known.Add(line);
        return known;
    }
}
