using System.Text.Json;
using ArboDossier.AuditLedger;

namespace ArboDossier.Store;

/// <summary>What is kept of changing keys: an entry in the ledger for each step, and a file that tells the operator how far it is.</summary>
internal sealed class RotationJournal<TContext>(Commits<TContext> commits, StoreOptions options, TimeProvider clock)
    where TContext : ZoneContext
{
    /// <summary>How far it is, in the data directory.</summary>
    public const string StatusFile = "rotate.json";

    /// <summary>Writes the entry of a step. No key is named but by its id.</summary>
    public Task RecordAsync(string what, string reason, CancellationToken cancel) => commits.RunAsync(
        (act, _) =>
        {
            act.RecordDone(new AuditAct(what, ActKind.Execute, Actor.Machine("rotation"), "security", default), "R-220", reason);
            return Task.CompletedTask;
        },
        cancel);

    /// <summary>Says how far it is.</summary>
    /// <param name="step">What is done.</param>
    /// <param name="done">How many.</param>
    /// <param name="of">Of how many.</param>
    /// <param name="message">What hinders it, or empty.</param>
    /// <param name="what">Of what they are.</param>
    public void Say(string step, int done, int of, string message, string what = "keys") =>
        WholeFile.Write(Path.Combine(options.Data, StatusFile), JsonSerializer.SerializeToUtf8Bytes(new { step, done, of, at = clock.GetUtcNow(), message, what }));
}
