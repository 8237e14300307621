using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace ArboDossier.AuditLedger;

/// <summary>One thing the act touched.</summary>
/// <param name="Type">Category, such as <c>entry</c> or <c>outcome</c>.</param>
/// <param name="Id">Its id.</param>
/// <param name="CiphertextHash">SHA-256 of the sealed bytes that were written, or null.</param>
public sealed record AuditObject(string Type, Guid Id, byte[]? CiphertextHash = null);

/// <summary>
/// One line of the audit ledger: the fields of NEN 7513 chapter 7 in a fixed order (R-221, R-222). README.md maps the names.
/// </summary>
public sealed record LedgerEntry
{
    /// <summary>Format version of the canonical bytes.</summary>
    public const int Version = 1;

    /// <summary>Id of the entry (UUID version 7).</summary>
    public required Guid Entry { get; init; }

    /// <summary>The zone whose program wrote it (<c>AuditSourceID</c>).</summary>
    public required string Zone { get; init; }

    /// <summary>Instant in UTC, whole microseconds.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was done or asked.</summary>
    public required AuditAct Act { get; init; }

    /// <summary>False for a refusal.</summary>
    public required bool Permitted { get; init; }

    /// <summary>The rule that decided.</summary>
    public required string Rule { get; init; }

    /// <summary>The reason category.</summary>
    public required string Reason { get; init; }

    /// <summary>What was touched.</summary>
    public IReadOnlyList<AuditObject> Objects { get; init; } = [];

    /// <summary>The opening entry under which a write was done.</summary>
    public Guid? Under { get; init; }

    /// <summary>The entry as canonical JSON: fixed member order, no white space, absent members left out.</summary>
    public byte[] ToCanonicalBytes()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("v", Version);
            json.WriteString("EventID", Entry.ToString("N"));
            json.WriteString("AuditSourceID", Zone);
            json.WriteString("EventDateTime", Format(At));
            json.WriteString("EventTypeCode", Act.Event);
            json.WriteString("EventActionCode", Letter(Act.Kind));
            json.WriteNumber("EventOutcomeIndicator", Permitted ? 0 : 4);
            if (!Act.Actor.IsMachine)
            {
                json.WriteString("UserID", Act.Actor.Id.ToString("N"));
            }

            json.WriteString("RoleIDCode", Act.Actor.Role);
            if (Act.Actor.OnBehalfOf is { } physician)
            {
                json.WriteString("OnBehalfOf", physician.ToString("N"));
            }

            if (Act.Actor.From.Length > 0)
            {
                json.WriteString("NetworkAccessPointID", Act.Actor.From);
            }

            json.WriteString("PurposeOfUse", Act.Purpose);
            json.WriteString("Scope", Act.Scope.ToString());
            if (Act.Subject is { } subject)
            {
                json.WriteString("Subject", subject.ToString("N"));
            }

            if (Objects.Count > 0)
            {
                json.WriteStartArray("Objects");
                foreach (var item in Objects)
                {
                    json.WriteStartObject();
                    json.WriteString("ParticipantObjectTypeCode", item.Type);
                    json.WriteString("ParticipantObjectID", item.Id.ToString("N"));
                    if (item.CiphertextHash is { } hash)
                    {
                        json.WriteString("CiphertextSha256", Convert.ToHexStringLower(hash));
                    }

                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            if (Under is { } under)
            {
                json.WriteString("Under", under.ToString("N"));
            }

            json.WriteString("AutorisatieProtocol", Rule);
            json.WriteString("Controles", Reason);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Instant as text, UTC with six decimals.</summary>
    public static string Format(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Microseconds since 1970 in UTC: how the store keeps the instant beside the bytes.</summary>
    public static long Microseconds(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    private static string Letter(ActKind kind) => kind switch
    {
        ActKind.Create => "C",
        ActKind.Read => "R",
        ActKind.Update => "U",
        ActKind.Delete => "D",
        ActKind.Execute => "E",
    };
}
