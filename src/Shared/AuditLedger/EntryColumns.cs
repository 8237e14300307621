using System.Text.Json;

namespace ArboDossier.AuditLedger;

/// <summary>The columns that a store keeps beside the canonical bytes must say what the bytes say.</summary>
internal static class EntryColumns
{
    public static bool Agree(Guid entry, LedgerBody body)
    {
        try
        {
            var reader = new Utf8JsonReader(body.Fields);
            Guid? id = null;
            Guid? subject = null;
            long? at = null;
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                {
                    continue;
                }

                if (reader.ValueTextEquals("EventID"u8) && reader.Read())
                {
                    id = ReadId(ref reader);
                }
                else if (reader.ValueTextEquals("EventDateTime"u8) && reader.Read())
                {
                    at = LedgerEntry.Microseconds(reader.GetDateTimeOffset());
                }
                else if (reader.ValueTextEquals("Subject"u8) && reader.Read())
                {
                    subject = ReadId(ref reader);
                }
            }

            return id == entry && at == body.At && subject == body.Subject;
        }
        catch (Exception damaged) when (damaged is JsonException or FormatException or InvalidOperationException)
        {
            // A waiting body has no commitment yet, so what stands here can be anything that somebody wrote into the table.
            return false;
        }
    }

    private static Guid ReadId(ref Utf8JsonReader reader) =>
        Guid.ParseExact(reader.GetString() ?? throw new FormatException("an id is missing"), "N");
}
