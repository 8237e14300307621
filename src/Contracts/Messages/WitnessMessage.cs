using System.Text.Json.Serialization;

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
/// <param name="Restored">
/// Two people's approvals that the sender's ledger goes on from a backup, until the receiver has seen it; then the proof leads from there. Left out
/// otherwise, so that a program that does not know the member reads all other messages.
/// </param>
/// <param name="Former">While the receiver sends that: the newest checkpoint of its former ledger that the sender saw, countersigned; empty where it saw none.</param>
public sealed record WitnessMessage(
    string? Note,
    long Since,
    IReadOnlyList<byte[]> Proof,
    string? Seen,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Keys = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Restored = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Former = null);
