namespace ArboDossier.Contracts.Messages;

/// <summary>
/// File program → Identity, and its answer: how far the sender's ledger is, for the other to hold against what it saw before and to countersign.
/// Sizes, hashes and instants only.
/// </summary>
/// <param name="Note">The sender's newest checkpoint as a signed note; null while its ledger has no entry.</param>
/// <param name="Since">The size that the receiver saw last, as far as the sender knows.</param>
/// <param name="Proof">RFC 6962 consistency proof from that size to the note's.</param>
/// <param name="Seen">The newest checkpoint of the receiver that the sender saw, with the sender's countersignature; null before the first.</param>
/// <param name="Keys">A <see cref="KeyNotice"/>, signed by itself, while a key is changed; else null.</param>
public sealed record WitnessMessage(string? Note, long Since, IReadOnlyList<byte[]> Proof, string? Seen, string? Keys = null);
