using ArboDossier.Contracts.Messages;

namespace ArboDossier.Exchange;

/// <summary>What came of a message: why it was refused, or null; and how many entries of this zone's ledger the other one saw.</summary>
public sealed record WitnessTaken(string? Refused, long PeerSaw);

/// <summary>
/// This zone's ledger as another zone witnesses it, and this zone as a witness. <c>Store</c> keeps it; a seam, because the loop that carries the
/// messages knows no database.
/// </summary>
public interface ILedgerWitness
{
    /// <summary>The message for that zone, with a proof from <paramref name="peerSaw"/>; by default from what it countersigned last.</summary>
    Task<WitnessMessage> MakeAsync(string peer, long? peerSaw, CancellationToken cancel);

    /// <summary>Checks what that zone sent, keeps what is new of it, and records what is refused. Requires that its message signature was verified.</summary>
    Task<WitnessTaken> TakeAsync(string peer, WitnessMessage message, DateTimeOffset sentAt, CancellationToken cancel);

    /// <summary>Records that a message was refused: once until the reason changes, or an hour has passed.</summary>
    Task RefuseAsync(string peer, string reason, CancellationToken cancel);
}
