using System.Diagnostics.Metrics;

namespace ArboDossier.Store;

/// <summary>What is counted of the store: acts by outcome and entries that got their place. Numbers only; nothing says of what or of whom.</summary>
internal static class StoreMeter
{
    private static readonly Meter Meter = new("ArboDossier");
    private static readonly Counter<long> Decisions = Meter.CreateCounter<long>("arbo.decisions", description: "Decisions recorded in the ledger, by outcome.");
    private static readonly Counter<long> Placed = Meter.CreateCounter<long>("arbo.ledger.placed", description: "Entries that got their place in the ledger's tree.");

    public static void Decided(bool permitted) => Decisions.Add(1, new KeyValuePair<string, object?>("outcome", permitted ? "permitted" : "refused"));

    public static void Sequenced(int entries) => Placed.Add(entries);
}
