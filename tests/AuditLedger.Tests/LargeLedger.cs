using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ArboDossier.AuditLedger.Tests;

/// <summary>A large ledger whose bodies are made while they are read, as a database would, and whose hashes lie in flat arrays.</summary>
internal sealed class LargeLedger : ILedgerSource
{
    private readonly byte[][] _levels;
    private readonly List<(long, string)> _checkpoints = [];
    private readonly byte[] _template;
    private readonly byte[] _commitments;
    private readonly int _entries;

    public LargeLedger(int entries, int checkpointEvery, ECDsa key)
    {
        _entries = entries;
        _commitments = new byte[entries * 32];
        var (_, body) = MemoryLedger.NewBody(new Random(1), DateTimeOffset.UnixEpoch);
        _template = body.Fields;
        _levels = Enumerable.Range(0, 21).TakeWhile(level => entries >> level > 0).Select(level => new byte[(entries >> level) * 32]).ToArray();
        var edge = new MerkleEdge();
        for (var i = 0; i < entries; i++)
        {
            var (entry, made) = Body(i);
            var commitment = Merkle.Commit(made.Salt, made.Fields);
            commitment.CopyTo(_commitments, i * 32);
            foreach (var node in edge.Append(Merkle.LeafHash(entry, commitment)))
            {
                node.Hash.CopyTo(_levels[node.Level], (int)node.Index * 32);
            }

            if ((i + 1) % checkpointEvery == 0)
            {
                _checkpoints.Add((i + 1, new Checkpoint("arbodossier/medical", i + 1, edge.Root(), DateTimeOffset.UnixEpoch.AddDays(1)).Sign(key)));
            }
        }
    }

    /// <summary>The most managed memory that was in use while this was read, measured every 100,000 entries after a collection.</summary>
    public long MostMemory { get; private set; }

    public IEnumerable<LedgerLeaf> Leaves()
    {
        for (var i = 0; i < _entries; i++)
        {
            if (i % 100_000 == 0)
            {
                MostMemory = Math.Max(MostMemory, GC.GetTotalMemory(forceFullCollection: true));
            }

            var (entry, body) = Body(i);
            yield return new LedgerLeaf(i, entry, _commitments.AsSpan(i * 32, 32).ToArray(), body);
        }
    }

    public IReadOnlyCollection<int> Levels() => Enumerable.Range(0, _levels.Length).ToList();

    public IEnumerable<TreeNode> Nodes(int level) =>
        Enumerable.Range(0, _levels[level].Length / 32).Select(i => new TreeNode(level, i, _levels[level].AsSpan(i * 32, 32).ToArray()));

    public IEnumerable<(long Size, string Note)> Checkpoints() => _checkpoints;

    public IEnumerable<(Guid Entry, LedgerBody Body)> Waiting() => [];

    private (Guid, LedgerBody) Body(int i)
    {
        var id = new byte[16];
        BinaryPrimitives.WriteInt32BigEndian(id, i + 1);
        var salt = new byte[32];
        id.CopyTo(salt, 0);
        var entry = new Guid(id, bigEndian: true);
        var fields = _template.ToArray();
        // {"v":1,"EventID":"<32 characters>"
        System.Text.Encoding.ASCII.GetBytes(entry.ToString("N"), fields.AsSpan(18));
        return (entry, new LedgerBody(salt, fields, 0, Subject));
    }

    private Guid? Subject => field ??= SubjectOf(_template);

    private static Guid? SubjectOf(byte[] fields)
    {
        using var json = System.Text.Json.JsonDocument.Parse(fields);
        return json.RootElement.TryGetProperty("Subject", out var subject) ? Guid.ParseExact(subject.GetString()!, "N") : null;
    }
}
