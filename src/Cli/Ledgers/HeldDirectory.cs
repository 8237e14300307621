namespace ArboDossier.Cli.Ledgers;

/// <summary>
/// A zone's data directory, held as the programs hold it while they run: an exclusive flock on <c>lock</c>. So a ledger is never judged while
/// somebody writes it, and no program starts under the hands of the verification.
/// </summary>
internal sealed class HeldDirectory : IDisposable
{
    private readonly FileStream? _lock;

    private HeldDirectory(FileStream? file) => _lock = file;

    /// <summary>Takes it.</summary>
    /// <param name="directory">The zone's.</param>
    /// <param name="always">Also where no program ever ran: none may begin meanwhile.</param>
    public static HeldDirectory Take(string directory, bool always = false)
    {
        if (!Directory.Exists(directory))
        {
            throw new CannotTellException($"{directory} is not there");
        }

        try
        {
            return new HeldDirectory(new FileStream(Path.Combine(directory, "lock"), always ? FileMode.OpenOrCreate : FileMode.Open, FileAccess.ReadWrite, FileShare.None));
        }
        catch (FileNotFoundException)
        {
            // No program ever ran here: an export, or a copy for an auditor.
            return new HeldDirectory(null);
        }
        catch (IOException)
        {
            throw new CannotTellException($"a program holds {directory}: stop it first");
        }
    }

    public void Dispose() => _lock?.Dispose();
}
