using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace ArboDossier.Cli;

/// <summary>Runs an act of the operator: one clear line where it cannot be done.</summary>
internal static class OperatorAct
{
    private const int NoSpace = 28;
    private const int OverQuota = 122;
    private const int SqliteFull = 13;
    private const string PostgresFull = "53100";

    public static async Task<int> RunAsync(TextWriter output, string about, Func<TextWriter, Task<int>> act)
    {
        try
        {
            return await act(output);
        }
        catch (CannotTellException impossible)
        {
            output.WriteLine($"{about}: {impossible.Message}");
        }
        catch (Exception full) when (full is SqliteException { SqliteErrorCode: SqliteFull } or IOException { HResult: NoSpace or OverQuota } or Npgsql.PostgresException { SqlState: PostgresFull })
        {
            output.WriteLine($"{about}: the disk is full: make room and run it again");
        }
        catch (Exception failed) when (failed is DbException or IOException or UnauthorizedAccessException or InvalidOperationException or ArgumentException or FormatException or System.Text.Json.JsonException)
        {
            output.WriteLine($"{about}: it cannot be done ({failed.Message.ReplaceLineEndings(" ")})");
        }

        return ExitCode.CannotTell;
    }
}
