using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Signing;

namespace ArboDossier.Cli;

/// <summary>
/// <c>arbodossier verify-signature FILE</c>: checks a released outcome offline, with nothing but the file that an employer or employee downloaded
/// and the fingerprint of the first roster that somebody wrote down. Exit code 0 where the signature holds, 1 where it does not, 2 where the file
/// cannot be read.
/// </summary>
internal static class VerifySignatureCommand
{
    private const string Format = "ArboDossier proof 1";
    private const int MostBytes = 4 << 20;
    private static readonly JsonSerializerOptions Json = new(TickCodec.Json) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The proof of an outcome, as downloaded from the case." };
        var fingerprint = new Option<string?>("--roster-fingerprint") { Description = "Fingerprint of roster 1 as the doctors told it; blanks are ignored." };
        var command = new Command("verify-signature", "Checks the doctor's signature under an outcome, offline.") { file, fingerprint };
        command.SetAction(parsed => Run(parsed.GetValue(file)!, parsed.GetValue(fingerprint), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(FileInfo file, string? fingerprint, TextWriter output)
    {
        if (Read(file) is not { } proof)
        {
            output.WriteLine("this file is not the proof of an outcome");
            return ExitCode.CannotTell;
        }

        var chain = RosterChain.Begin();
        foreach (var roster in proof.Rosters)
        {
            if (!chain.TryExtend(roster.Document, roster.Proofs, out chain, out var broken))
            {
                output.WriteLine($"the roster of doctors does not hold: {broken}");
                return ExitCode.Wrong;
            }
        }

        if (fingerprint is not null && !string.Equals(chain.Fingerprint, fingerprint.Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))
        {
            output.WriteLine($"the first roster is another one: its fingerprint is {chain.Fingerprint}");
            return ExitCode.Wrong;
        }

        if (!ReleaseVerification.Verify(proof.Release.Document, proof.Release.Proof, chain, out var verified, out var error))
        {
            output.WriteLine($"the signature does not hold: {error}");
            return ExitCode.Wrong;
        }

        var outcome = verified.Outcome;
        output.WriteLine("the signature holds");
        output.WriteLine($"  service    {outcome.Service}");
        output.WriteLine($"  verdict    {outcome.Verdict.ToString().ToLowerInvariant()} from {outcome.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
        output.WriteLine($"  version    {outcome.Version.ToString(CultureInfo.InvariantCulture)}");
        output.WriteLine($"  signed by  {outcome.Signer}, BIG {outcome.Big}");
        output.WriteLine($"  signed at  {outcome.SignedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC");
        foreach (var (number, names) in chain.Recoveries)
        {
            output.WriteLine($"  roster {number.ToString(CultureInfo.InvariantCulture)} was signed by custodians after doctors lost their credentials: {string.Join(", ", names)}");
        }

        output.WriteLine(fingerprint is null
            ? $"  the first roster has the fingerprint {chain.Fingerprint}: compare it with what the doctors told"
            : "  the first roster is the one whose fingerprint you gave");
        return ExitCode.Right;
    }

    private static ProofFile? Read(FileInfo file)
    {
        try
        {
            if (!file.Exists || file.Length > MostBytes)
            {
                return null;
            }

            var read = JsonSerializer.Deserialize<ProofFile>(File.ReadAllBytes(file.FullName), Json);
            return read is { Format: Format, Rosters.Count: > 0 } ? read : null;
        }
        catch (Exception broken) when (broken is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed record ProofFile(string Format, ProofRelease Release, IReadOnlyList<ProofRoster> Rosters);

    private sealed record ProofRelease(byte[] Document, SignatureProof Proof);

    private sealed record ProofRoster(byte[] Document, IReadOnlyList<SignatureProof> Proofs);
}
