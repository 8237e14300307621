using System.Diagnostics;
using System.Text.Json;

namespace ArboDossier.Custody.Tests;

/// <summary>A whole program that is set up with its keys on a device: it makes none of them, and says what the others pin.</summary>
[Collection("token")]
public sealed class InitTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("arbo-init-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public void A_program_is_set_up_on_a_token_and_twice_is_once()
    {
        using var token = new SoftToken();
        var first = Initialise(token.Settings);
        first.Code.Should().Be(0, first.Output);
        var told = ToldAndKept("pkcs11");
        using (var messages = token.Open().OpenSigning(KeyUse.Messages, "1"))
        {
            told.Should().Contain(messages.KeyId, "the token's own key is what the others pin");
        }

        Initialise(token.Settings).Code.Should().Be(0);
        ToldAndKept("pkcs11").Should().Be(told);
    }

    [Fact]
    public async Task A_program_is_set_up_at_a_key_service_and_twice_is_once()
    {
        await using var service = await VaultServer.StartAsync();
        string[] settings = ["--Custody:Kind=keyvault", $"--Custody:Vault={service.Address}", $"--Custody:TokenEndpoint={service.Identity}"];
        var first = await Task.Run(() => Initialise(settings));
        first.Code.Should().Be(0, first.Output);
        service.Calls.Should().BePositive();
        var told = ToldAndKept("keyvault");
        (await Task.Run(() => Initialise(settings))).Code.Should().Be(0);
        ToldAndKept("keyvault").Should().Be(told);
    }

    [Fact]
    public void A_program_whose_device_lacks_a_key_is_not_set_up_and_says_why_in_one_line()
    {
        using var token = new SoftToken();
        token.Remove("ledger-1");
        var (code, output) = Initialise(token.Settings);
        (code, output.Trim().Split('\n').Length).Should().Be((1, 1), output);
        output.Should().StartWith("identity does not start: the keys of zone identity cannot be made").And.Contain("ledger-1 is not there once");
        File.Exists(Path.Combine(_data, "public.json")).Should().BeFalse();
    }

    private (int Code, string Output) Initialise(string[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Program, "--init", $"--Zone:Data={_data}", .. settings]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    /// <summary>What the others pin. No private half is in any file.</summary>
    private string ToldAndKept(string kind)
    {
        var keys = Path.Combine(_data, "keys");
        Directory.GetFiles(keys).Select(Path.GetFileName).Should().Equal("keys.json");
        using var record = JsonDocument.Parse(File.ReadAllText(Path.Combine(keys, "keys.json")));
        record.RootElement.GetProperty("kind").GetString().Should().Be(kind);
        return File.ReadAllText(Path.Combine(_data, "public.json"));
    }

    private static string Program
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            var (framework, configuration) = (directory.Name, directory.Parent!.Name);
            while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "ArboDossier.sln")))
            {
                directory = directory.Parent;
            }

            return Path.Combine(directory!.FullName, "src", "Identity", "bin", configuration, framework, "ArboDossier.Identity.dll");
        }
    }
}
