using System.Buffers.Binary;

namespace ArboDossier.Cli.Backups;

/// <summary>
/// Rows of PostgreSQL's binary COPY.
/// <code>
///   signature (11) | flags (4) | length of extension (4) | extension
///   per row: number of fields (2, -1 at the end) | per field: length (4, -1 for null) | bytes
/// </code>
/// </summary>
internal static class CopyRows
{
    private const int LongestField = 1 << 24;
    private static readonly byte[] Signature = [.. "PGCOPY\n"u8, 0xFF, (byte)'\r', (byte)'\n', 0];

    /// <summary>Reads to the end mark. Throws <see cref="InvalidDataException"/> where it is something else, <see cref="EndOfStreamException"/> where it is cut off.</summary>
    public static IEnumerable<byte[]?[]> Read(Stream stream)
    {
        if (!Take(stream, Signature.Length).AsSpan().SequenceEqual(Signature))
        {
            throw new InvalidDataException("this is no copy of a table");
        }

        Take(stream, 4);
        Take(stream, Bounded(BinaryPrimitives.ReadInt32BigEndian(Take(stream, 4))));
        while (BinaryPrimitives.ReadInt16BigEndian(Take(stream, 2)) is >= 0 and var fields)
        {
            var row = new byte[]?[fields];
            for (var i = 0; i < fields; i++)
            {
                row[i] = BinaryPrimitives.ReadInt32BigEndian(Take(stream, 4)) is >= 0 and var length ? Take(stream, Bounded(length)) : null;
            }

            yield return row;
        }
    }

    private static int Bounded(int length) => length is >= 0 and <= LongestField ? length : throw new InvalidDataException("this is no copy of a table");

    private static byte[] Take(Stream stream, int count)
    {
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
