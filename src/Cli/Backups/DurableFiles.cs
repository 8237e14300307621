using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ArboDossier.Cli.Backups;

/// <summary>Files and directories of this user only, on the disk when a call returns.</summary>
internal static class DurableFiles
{
    public const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode OwnerDirectory = OwnerFile | UnixFileMode.UserExecute;
    private const int ReadOnly = 0;

    public static FileStream Create(string path) =>
        new(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerFile });

    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = Create(path);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Copies and gives length and SHA-256 of what was read.</summary>
    public static SetFile Copy(string from, string to, Progress progress)
    {
        using var target = Create(to);
        var copied = Read(from, target, progress);
        target.Flush(flushToDisk: true);
        return copied;
    }

    /// <summary>Length and SHA-256 of a file.</summary>
    public static SetFile Describe(string path, Progress progress) => Read(path, Stream.Null, progress);

    /// <summary>Makes a file that others wrote this user's only, and durable.</summary>
    public static void Settle(string path)
    {
        File.SetUnixFileMode(path, OwnerFile);
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Names in a directory are durable only when the directory is.</summary>
    public static void SettleDirectory(string path)
    {
        var handle = OpenFile(path, ReadOnly);
        if (handle < 0)
        {
            throw new IOException($"{path} cannot be opened");
        }

        var failed = Sync(handle) != 0;
        _ = Close(handle);
        if (failed)
        {
            throw new IOException($"{path} could not be written to the disk");
        }
    }

    private static SetFile Read(string from, Stream to, Progress progress)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var source = File.OpenRead(from);
        var buffer = new byte[1 << 20];
        long length = 0;
        int count;
        while ((count = source.Read(buffer)) > 0)
        {
            hash.AppendData(buffer, 0, count);
            to.Write(buffer, 0, count);
            length += count;
            progress.Bytes(count);
        }

        return new(Path.GetFileName(from), length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenFile([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int handle);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
