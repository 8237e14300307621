using System.CommandLine;
using System.Data.Common;
using ArboDossier.Cli.Ledgers;

namespace ArboDossier.Cli;

/// <summary>
/// <c>arbodossier export ledger</c>: one zone's audit ledger with public keys only, in the layout that <c>verify</c> reads. Ids and categories, no
/// content (R-223). The program may run meanwhile: what is copied is one moment of it.
/// </summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "Directory that holds one directory per zone.", Required = true };
        var zone = new Option<string>("--zone") { Description = "The zone.", Required = true };
        var connection = new Option<string?>("--connection") { Description = "PostgreSQL connection string of that zone's content. Name a password file (Passfile=…), arguments are seen by all." };
        var to = new Option<DirectoryInfo>("--to") { Description = "Directory in which a directory of the zone's name is made.", Required = true };
        var ledger = new Command("ledger", "Writes the audit ledger of a zone, for an auditor or as a witness of another zone.") { data, zone, connection, to };
        ledger.SetAction(parsed => Run(
            parsed.GetValue(data)!.FullName, parsed.GetValue(zone)!, parsed.GetValue(connection), parsed.GetValue(to)!.FullName, parsed.InvocationConfiguration.Output));
        return new Command("export", "Writes what can be checked elsewhere.") { ledger };
    }

    private static int Run(string data, string zone, string? connection, string to, TextWriter output)
    {
        if (!ZonePins.IsName(zone) || !File.Exists(Path.Combine(data, zone, ZonePins.PublicFile)))
        {
            output.WriteLine(ZonePins.IsName(zone) ? $"{Path.Combine(data, zone)} holds no zone" : "--zone is not the name of a zone");
            return ExitCode.CannotTell;
        }

        try
        {
            var directory = Path.Combine(data, zone);
            using var ledger = DatabaseLedger.Open(directory, connection);
            var entries = LedgerCopy.Write(ledger, directory, zone, to);
            output.WriteLine($"{zone}: {entries} entries written to {Path.Combine(to, zone)}");
            return ExitCode.Right;
        }
        catch (CannotTellException impossible)
        {
            output.WriteLine($"{zone}: {impossible.Message}");
            return ExitCode.CannotTell;
        }
        catch (Exception unreadable) when (unreadable is DbException or IOException or UnauthorizedAccessException or InvalidOperationException or ArgumentException)
        {
            output.WriteLine($"{zone}: its ledger cannot be written ({unreadable.Message.ReplaceLineEndings(" ")})");
            return ExitCode.CannotTell;
        }
    }
}
