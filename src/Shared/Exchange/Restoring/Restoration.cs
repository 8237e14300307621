using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Exchange.Restoring;

/// <summary>How far a ledger is: its number of entries, and the root over them.</summary>
public sealed record LedgerPoint(long Size, byte[] Root)
{
    /// <summary>Same size and same root.</summary>
    public bool Is(LedgerPoint other) => Size == other.Size && Root.AsSpan().SequenceEqual(other.Root);
}

/// <summary>
/// What two people approve when a zone goes on from a backup: which ledger it leaves, and from where it goes on. The bytes of it are fixed; each
/// approval is a compact JWS over exactly these, so what one signed is what the other signed.
/// </summary>
/// <param name="Zone">The zone.</param>
/// <param name="Id">Of this restoration.</param>
/// <param name="Set">The backup set's name: the instant at which it was made.</param>
/// <param name="At">When it was put in place, whole seconds.</param>
/// <param name="Former">The newest that was known of the ledger before; size 0 where nothing was.</param>
/// <param name="Head">Where the ledger of the backup ends: from here it goes on.</param>
/// <param name="ReasonHash">SHA-256 of the reason, which stays in the zone.</param>
public sealed record Restoration(string Zone, Guid Id, string Set, DateTimeOffset At, LedgerPoint Former, LedgerPoint Head, byte[] ReasonHash)
{
    /// <summary>The JWS type of an approval.</summary>
    public const string ApprovalType = "ledger-restored+jws";

    /// <summary>The longest approval that is looked at, in characters.</summary>
    public const int MostCharacters = 2048;

    /// <summary>The event of the entry with which the ledger goes on.</summary>
    public const string Event = "ledger.restored";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerOptions.Strict);

    /// <summary>The bytes that are approved.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Format);

    /// <summary>One person's approval.</summary>
    public string Approve(SigningKey key) => Jws.Sign(key, ApprovalType, ToBytes());

    /// <summary>Who of these gave that approval of exactly this: the key's id, or null.</summary>
    public string? ApprovedBy(string approval, JwsKeys approvers) =>
        Jws.Verify(approval, approvers, ApprovalType, MostCharacters, out var content, out _) && content.Payload.AsSpan().SequenceEqual(ToBytes()) ? content.KeyId : null;

    /// <summary>The different approvers among those whose approvals of exactly this are given.</summary>
    public IReadOnlyList<string> ApprovedBy(IEnumerable<string> approvals, JwsKeys approvers) =>
        [.. approvals.Select(x => ApprovedBy(x, approvers)).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>How the entry tells it: numbers and hashes, and by key ids who approved.</summary>
    public string ToEntry(IReadOnlyList<string> approvers) =>
        $"{Id:N} set {Set} former {Former.Size} {Convert.ToHexStringLower(Former.Root)} head {Head.Size} {Convert.ToHexStringLower(Head.Root)} reason {Convert.ToHexStringLower(ReasonHash)} by {string.Join(' ', approvers)}";

    /// <summary>What an entry tells: which restoration, what was left, from where it went on. Null where it is no such entry.</summary>
    public static (Guid Id, LedgerPoint Former, LedgerPoint Head)? FromEntry(string reason)
    {
        var words = reason.Split(' ');
        return words.Length > 10 && words[1] == "set" && words[3] == "former" && words[6] == "head" && Guid.TryParseExact(words[0], "N", out var id)
            && Point(words[4], words[5]) is { } former && Point(words[7], words[8]) is { } head
            ? (id, former, head)
            : null;
    }

    /// <summary>The name under which a witness keeps what it saw of the ledger that was left. A zone's name has no colon.</summary>
    public static string FormerLedger(string zone, Guid id) => $"{zone}:before:{id:N}";

    /// <summary>What two different pinned approvers approved, or null. Never throws on content.</summary>
    public static Restoration? Read(IReadOnlyList<string> approvals, JwsKeys approvers)
    {
        if (approvals.Count != Approvers.Needed || !Jws.Verify(approvals[0], approvers, ApprovalType, MostCharacters, out var content, out _))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<Restoration>(content.Payload, Format) is { Head.Size: >= 0, Former.Size: >= 0 } read
                && read.ApprovedBy(approvals, approvers).Count == Approvers.Needed
                ? read
                : null;
        }
        catch (Exception refused) when (refused is JsonException or FormatException or NotSupportedException)
        {
            return null;
        }
    }

    private static LedgerPoint? Point(string size, string root)
    {
        var bytes = new byte[32];
        return long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var read) && Convert.FromHexString(root, bytes, out _, out var length) == OperationStatus.Done && length == bytes.Length
            ? new(read, bytes)
            : null;
    }
}
