using System.Diagnostics;

namespace ArboDossier.Custody.Tests;

/// <summary>A token of SoftHSM in a directory of its own, made with the operator's own tools as SECURITY.md says.</summary>
public sealed class SoftToken : IDisposable
{
    public const string Module = "/usr/lib/softhsm/libsofthsm2.so";
    private const string Pin = "kwartslag-12";
    private readonly string _directory = Directory.CreateTempSubdirectory("arbo-token-").FullName;

    public SoftToken()
    {
        Directory.CreateDirectory(Tokens);
        var configuration = Path.Combine(_directory, "softhsm2.conf");
        File.WriteAllText(configuration, $"directories.tokendir = {Tokens}\nobjectstore.backend = file\nlog.level = ERROR\n");
        // The module reads the environment of the process, of which the framework keeps a copy of its own.
        _ = Native.SetVariable("SOFTHSM2_CONF\0"u8.ToArray(), [.. System.Text.Encoding.UTF8.GetBytes(configuration), 0], 1);
        Environment.SetEnvironmentVariable("SOFTHSM2_CONF", configuration);
        Run("softhsm2-util", "--init-token", "--free", "--label", Label, "--so-pin", "87654321", "--pin", Pin);
        WritePin(Pin);
        MakeRsa("wrapping-1", 3072);
        MakeEc("messages-1");
        MakeEc("ledger-1");
    }

    public string Label => "medical";

    public string PinFile => Path.Combine(_directory, "pin");

    /// <summary>The settings of a program whose keys are on it.</summary>
    public string[] Settings => ["--Custody:Kind=pkcs11", $"--Custody:Module={Module}", $"--Custody:Token={Label}", $"--Custody:PinFile={PinFile}", "--Custody:OaepHash=sha1"];

    public void WritePin(string? pin = null)
    {
        File.WriteAllText(PinFile, (pin ?? Pin) + "\n");
        File.SetUnixFileMode(PinFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public void MakeRsa(string name, int bits) => Make(name, $"rsa:{bits}", "--usage-decrypt");

    public void MakeEc(string name) => Make(name, "EC:prime256v1", "--usage-sign");

    public void Remove(string name)
    {
        foreach (var kind in (string[])["privkey", "pubkey"])
        {
            Run("pkcs11-tool", "--module", Module, "--token-label", Label, "--login", "--pin", Pin, "--delete-object", "--type", kind, "--label", name);
        }
    }

    /// <summary>As if the device were taken away.</summary>
    public void Take() => Directory.Move(Tokens, Tokens + "-away");

    public void Bring() => Directory.Move(Tokens + "-away", Tokens);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Tokens => Path.Combine(_directory, "tokens");

    private void Make(string name, string type, string usage) =>
        Run("pkcs11-tool", "--module", Module, "--token-label", Label, "--login", "--pin", Pin, "--keypairgen", "--key-type", type, "--label", name, usage);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.Should().Be(0, output);
    }

    private static class Native
    {
        [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "setenv")]
        public static extern int SetVariable(byte[] name, byte[] value, int overwrite);
    }
}
