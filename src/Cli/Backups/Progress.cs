using System.Globalization;

namespace ArboDossier.Cli.Backups;

/// <summary>A line now and then of how far long work is; none where it is over before the first is due.</summary>
internal sealed class Progress(TextWriter output, string what)
{
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(2);
    private long _bytes;
    private long _said = TimeProvider.System.GetTimestamp();

    /// <summary>So many bytes more.</summary>
    public void Bytes(long count) => Reached(_bytes + count);

    /// <summary>So many bytes in all.</summary>
    public void Reached(long bytes)
    {
        _bytes = bytes;
        if (TimeProvider.System.GetElapsedTime(_said) < Each)
        {
            return;
        }

        _said = TimeProvider.System.GetTimestamp();
        output.WriteLine($"{what}: {(_bytes / (1024.0 * 1024.0)).ToString("0.0", CultureInfo.InvariantCulture)} MiB");
    }
}
