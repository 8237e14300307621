namespace ArboDossier.Store;

/// <summary>
/// Holds a zone's data directory for this process (flock): a second copy on the same directory, or a verification that wants the programs
/// stopped, is refused with a clear line.
/// </summary>
public sealed class DirectoryLock : IDisposable
{
    /// <summary>Version of what lies in the directory.</summary>
    public const string LayoutVersion = "1";

    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the directory. Throws <see cref="StoreSettingException"/> where another process has it, or its layout is of another version.</summary>
    public static DirectoryLock Take(string directory)
    {
        try
        {
            var file = new FileStream(Path.Combine(directory, "lock"), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            var taken = new DirectoryLock(file);
            taken.CheckVersion(directory);
            return taken;
        }
        catch (IOException)
        {
            throw new StoreSettingException($"{directory} is in use by another process");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void CheckVersion(string directory)
    {
        var path = Path.Combine(directory, "version");
        if (!File.Exists(path))
        {
            File.WriteAllText(path, LayoutVersion);
        }
        else if (File.ReadAllText(path).Trim() != LayoutVersion)
        {
            _file.Dispose();
            throw new StoreSettingException($"{directory} holds data of another version of this program");
        }
    }
}
