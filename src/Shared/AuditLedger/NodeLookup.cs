using System.Text;
using System.Text.Json;

namespace ArboDossier.AuditLedger;

/// <summary>
/// Compares computed nodes with stored ones. What is still there when all leaves were walked is a node that no leaf explains.
/// </summary>
internal sealed class NodeLookup : IDisposable
{
    private readonly Dictionary<(int Level, long Index), byte[]> _stored = [];

    private NodeLookup()
    {
    }

    /// <summary>First leaf under a stored node that no leaf explains, or null.</summary>
    public long? Left => _stored.Count == 0 ? null : _stored.Keys.Min(k => k.Index << k.Level);

    public static NodeLookup Over(IEnumerable<TreeNode> nodes)
    {
        var lookup = new NodeLookup();
        foreach (var node in nodes)
        {
            lookup._stored[(node.Level, node.Index)] = node.Hash;
        }

        return lookup;
    }

    public bool Matches(TreeNode computed) =>
        _stored.Remove((computed.Level, computed.Index), out var stored) && stored.AsSpan().SequenceEqual(computed.Hash);

    public void Dispose() => _stored.Clear();
}

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
                    id = Guid.ParseExact(reader.GetString()!, "N");
                }
                else if (reader.ValueTextEquals("EventDateTime"u8) && reader.Read())
                {
                    at = LedgerEntry.Microseconds(reader.GetDateTimeOffset());
                }
                else if (reader.ValueTextEquals("Subject"u8) && reader.Read())
                {
                    subject = Guid.ParseExact(reader.GetString()!, "N");
                }
            }

            return id == entry && at == body.At && subject == body.Subject;
        }
        catch (Exception damaged) when (damaged is JsonException or FormatException or InvalidOperationException or DecoderFallbackException)
        {
            return false;
        }
    }
}
