using System.Text;
using System.Text.Json.Nodes;
using ArboDossier.Counterparts;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Boundary.Tests;

/// <summary>What people do with `arbodossier` beside the running programs: check an outcome offline, read in an export, verify the ledgers.</summary>
public sealed class OperatorToolTests
{
    [Fact, Trait("Rule", "R-082"), Trait("Rule", "R-225"), Trait("Rule", "R-230")]
    public async Task A_downloaded_outcome_an_export_and_the_ledgers_are_what_the_tool_says_of_them()
    {
        await using var world = await World.StartAsync();
        var (@case, file) = await world.OpenedFileAsync();
        var signing = await MedicalSteps.RecordAsync(world.Doctor, file, new Dictionary<string, string> { ["Input.Findings"] = "gesprek" }, "Unfit", world.Today, readTogether: true);
        await MedicalSteps.SignAsync(world.Doctor, signing);
        await World.UntilAsync(async () => await ReintegrationSteps.JudgementAsync(world.CaseManager, @case) is not null);

        await OutcomeAsync(world, @case);
        await ExportAsync(world);

        await world.Programs.StopAsync();
        var (code, output) = await Programs.ToolAsync("verify", "--data", world.Programs.Data);
        code.Should().Be(0, output);
        output.Should().Contain("medical:").And.Contain("reintegration:").And.Contain("identity:");
    }

    private static async Task OutcomeAsync(World world, Guid @case)
    {
        using var answer = await world.CaseManager.Browser.LookAsync(HttpMethod.Get, $"{world.Programs.At.Reintegration}/cases/{@case}/outcome/1");
        var proof = await answer.Content.ReadAsStringAsync();
        var path = Path.Combine(world.Programs.Data, "proof.json");
        await File.WriteAllTextAsync(path, proof);
        var fingerprint = await MedicalSteps.FingerprintAsync(world.Doctor);

        (await Programs.ToolAsync("verify-signature", path)).Should().Match<(int Code, string Output)>(x => x.Code == 0 && x.Output.Contains("unfit from") && x.Output.Contains("S. Bakker"));
        (await Programs.ToolAsync("verify-signature", path, "--roster-fingerprint", fingerprint)).Code.Should().Be(0);
        (await Programs.ToolAsync("verify-signature", path, "--roster-fingerprint", new string('0', 64))).Code.Should().Be(1);

        // And a WebAuthn implementation that is not ours says the same.
        (await Counterpart.RunAsync("verify-proof.mjs", path)).Should().Be((0, "the signature holds\n"));
        var bytes = Convert.FromBase64String((string)JsonNode.Parse(proof)!["release"]!["document"]!);
        foreach (var place in Enumerable.Range(0, 12).Select(i => i * bytes.Length / 12))
        {
            (await AlteredAsync(path, proof, x => x["release"]!, place)).Should().Be(1, $"byte {place} of the outcome was altered");
            (await Counterpart.RunAsync("verify-proof.mjs", path)).Code.Should().Be(1, $"byte {place} of the outcome was altered");
        }

        var roster = Convert.FromBase64String((string)JsonNode.Parse(proof)!["rosters"]![0]!["document"]!);
        foreach (var place in Enumerable.Range(0, 6).Select(i => i * roster.Length / 6))
        {
            (await AlteredAsync(path, proof, x => x["rosters"]![0]!, place)).Should().Be(1, $"byte {place} of the roster was altered");
        }

        await File.WriteAllTextAsync(path, "no proof");
        (await Programs.ToolAsync("verify-signature", path)).Code.Should().Be(2);
    }

    private static async Task<int> AlteredAsync(string path, string proof, Func<JsonNode, JsonNode> part, int place)
    {
        var json = JsonNode.Parse(proof)!;
        var document = Convert.FromBase64String((string)part(json)["document"]!);
        document[place] ^= 1;
        part(json)["document"] = Convert.ToBase64String(document);
        await File.WriteAllTextAsync(path, json.ToJsonString());
        return (await Programs.ToolAsync("verify-signature", path)).Code;
    }

    private static async Task ExportAsync(World world)
    {
        var at = world.Programs.At.Reintegration;
        var keys = await world.Employer.OpenAsync($"{at}/import/keys");
        var key = (await world.Employer.Browser.SubmitAsync(keys, "main form[method=post]")).Text.Trim();
        var keyFile = Path.Combine(world.Programs.Data, "import.key");
        var export = Path.Combine(world.Programs.Data, "export.csv");
        await File.WriteAllTextAsync(keyFile, key);
        await File.WriteAllTextAsync(
            export,
            "Personeelsnummer;Achternaam;Geboortedatum;Uren per week;In dienst;BSN;Oorzaak\nVD77;Nieuwenhuis;01-02-1980;32;01-03-2020;111222333;griep\nVD78;;geen datum;32;01-03-2020;;\n",
            Encoding.Latin1);

        var (code, output) = await Programs.ToolAsync("import", "employees", export, "--server", at, "--key-file", keyFile, "--confirm");
        code.Should().Be(0, output);
        output.Should().Contain("1 to add").And.Contain("1 refused").And.Contain("line 3").And.Contain("imported");
        output.Should().NotContain("111222333").And.NotContain("griep");
        (await ReintegrationSteps.FindEmployeeAsync(world.Employer, "Nieuwenhuis")).Should().NotBeEmpty();

        var again = await Programs.ToolAsync("import", "employees", export, "--server", at, "--key-file", keyFile);
        again.Output.Should().Contain("0 to add, 0 to change, 1 as they are");
        await File.WriteAllTextAsync(keyFile, new string('0', 64));
        (await Programs.ToolAsync("import", "employees", export, "--server", at, "--key-file", keyFile)).Code.Should().Be(1);
    }
}
