namespace ArboDossier.Contracts.Messages;

/// <summary>A zone's key that signed messages once: what was under way when another took over still counts until then.</summary>
/// <param name="Key">The point on P-256: x and y, 32 bytes each.</param>
/// <param name="Until">From then on it counts for nothing.</param>
public sealed record FormerMessageKey(byte[] Key, DateTimeOffset Until);

/// <summary>A zone's key that signed the checkpoints of its ledger once.</summary>
/// <param name="Key">The point on P-256: x and y, 32 bytes each.</param>
/// <param name="To">The last size whose checkpoint it signed; a later size under it proves nothing.</param>
/// <param name="Until">When it stopped; a countersignature over a later checkpoint proves nothing.</param>
/// <param name="Handover">Its signature over the key that followed it and <paramref name="To"/>.</param>
public sealed record FormerLedgerKey(byte[] Key, long To, DateTimeOffset Until, byte[] Handover);

/// <summary>The public signing keys of a zone. A key is announced here, and held by the other zones, before it signs anything.</summary>
/// <param name="Number">From 1; one more with each change.</param>
/// <param name="Messages">Signs messages now: x and y, 32 bytes each.</param>
/// <param name="NextMessages">Will take over from it, or null.</param>
/// <param name="FormerMessages">Those before it that still count for what is under way.</param>
/// <param name="Ledger">Signs checkpoints now.</param>
/// <param name="NextLedger">Will take over from it, or null.</param>
/// <param name="FormerLedger">All before it, the oldest first: what they signed stays provable.</param>
public sealed record ZonePublicKeys(
    long Number, byte[] Messages, byte[]? NextMessages, IReadOnlyList<FormerMessageKey> FormerMessages, byte[] Ledger, byte[]? NextLedger, IReadOnlyList<FormerLedgerKey> FormerLedger);

/// <summary>Zone → zone, signed, beside a tick or a checkpoint and only while a key is changed.</summary>
/// <param name="Keys">The sender's keys, or null where the receiver is known to hold them.</param>
/// <param name="Holds">The number of the receiver's keys that the sender holds.</param>
public sealed record KeyNotice(ZonePublicKeys? Keys, long Holds);
