using System.Globalization;
using System.Text;

namespace ArboDossier.Boundary.Tests;

/// <summary>Searches bytes for a word in the forms in which it could lie there: plain, wide, and as HTML, JSON, addresses and Base64 write it.</summary>
internal static class Searches
{
    private const int Chunk = 16 << 20;

    public static bool In(ReadOnlySpan<byte> bytes, string word)
    {
        foreach (var form in Forms(word))
        {
            if (bytes.IndexOf(form) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    public static List<string> InFiles(string directory, string word, bool deep = true)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = deep, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return [.. new DirectoryInfo(directory).EnumerateFiles("*", options).Where(x => Holds(x, word)).Select(x => x.FullName)];
    }

    /// <summary>The memory of a running process, as far as it can be read: what root on that machine could take from it.</summary>
    public static bool InMemory(int process, string word)
    {
        var forms = Forms(word);
        var overlap = forms.Max(x => x.Length);
        var buffer = new byte[Chunk + overlap];
        long read = 0;
        using var memory = File.OpenHandle($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/mem");
        foreach (var line in File.ReadLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/maps").Where(x => x.Contains(" rw", StringComparison.Ordinal) && !x.Contains("[v", StringComparison.Ordinal)))
        {
            var range = line[..line.IndexOf(' ', StringComparison.Ordinal)].Split('-');
            var (start, end) = (Convert.ToInt64(range[0], 16), Convert.ToInt64(range[1], 16));
            for (var at = start; at < end; at += Chunk)
            {
                var count = Read(memory, buffer.AsSpan(0, (int)Math.Min(Chunk + overlap, end - at)), at);
                read += count;
                if (forms.Any(form => buffer.AsSpan(0, count).IndexOf(form) >= 0))
                {
                    return true;
                }
            }
        }

        read.Should().BeGreaterThan(10 << 20, "a program has more memory than that: the search must have looked at it");
        return false;
    }

    private static int Read(Microsoft.Win32.SafeHandles.SafeFileHandle memory, Span<byte> into, long at)
    {
        try
        {
            return RandomAccess.Read(memory, into, at);
        }
        catch (IOException)
        {
            // A page that the process reserved and never used has nothing to read.
            return 0;
        }
    }

    private static List<byte[]> Forms(string word)
    {
        var plain = Encoding.UTF8.GetBytes(word);
        string Each(Func<char, string> write) => string.Concat(word.Select(write));
        List<string> written =
        [
            Each(c => string.Create(CultureInfo.InvariantCulture, $"&#{(int)c};")), Each(c => string.Create(CultureInfo.InvariantCulture, $"&#x{(int)c:X};")), Each(c => string.Create(CultureInfo.InvariantCulture, $"&#x{(int)c:x};")),
            Each(c => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}")), Each(c => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")),
            Each(c => string.Create(CultureInfo.InvariantCulture, $"%{(int)c:X2}")), Each(c => string.Create(CultureInfo.InvariantCulture, $"%{(int)c:x2}")),
            Convert.ToHexString(plain), Convert.ToHexStringLower(plain),
        ];
        // Base64 of a text that begins at any place: what does not depend on the neighbours.
        for (var skip = 0; skip < 3; skip++)
        {
            var part = plain[skip..];
            written.Add(Convert.ToBase64String(part.AsSpan(0, part.Length / 3 * 3)));
        }

        return [plain, Encoding.Unicode.GetBytes(word), Encoding.BigEndianUnicode.GetBytes(word), .. written.Select(Encoding.ASCII.GetBytes)];
    }

    private static bool Holds(FileInfo file, string word)
    {
        try
        {
            return file.Length is > 0 and < 200_000_000 && In(File.ReadAllBytes(file.FullName), word);
        }
        catch (IOException)
        {
            // A file of somebody else that went while we looked.
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
