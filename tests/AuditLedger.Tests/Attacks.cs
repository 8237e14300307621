using System.Security.Cryptography;

namespace ArboDossier.AuditLedger.Tests;

/// <summary>
/// What a thief of the database can do to a ledger. Each gives the first entry that it really touched, and whether the finding must name exactly
/// that one: it must where one row was touched.
/// </summary>
internal static class Attacks
{
    public delegate (long FirstBad, bool Exact) Attack(MemoryLedger ledger, Random random, ECDsa thief);

    public static readonly IReadOnlyDictionary<string, Attack> All = new Dictionary<string, Attack>
    {
        ["change a body"] = (ledger, random, _) => Change(ledger, random, body => body with { Fields = Flip(body.Fields, random) }),
        ["change a salt"] = (ledger, random, _) => Change(ledger, random, body => body with { Salt = Flip(body.Salt, random) }),
        ["shorten a salt"] = (ledger, random, _) => Change(ledger, random, body => body with { Salt = body.Salt[..random.Next(32)] }),
        ["change the instant's column"] = (ledger, random, _) => Change(ledger, random, body => body with { At = body.At + random.Next(1, 1000) }),
        ["change the subject's column"] = (ledger, random, _) => Change(ledger, random, body => body with { Subject = body.Subject is null ? Guid.NewGuid() : null }),
        ["delete a body"] = (ledger, random, _) =>
        {
            var i = random.Next(ledger.Leaf.Count);
            ledger.Body.Remove(ledger.Leaf[i].Entry);
            return (i, true);
        },
        ["delete a leaf"] = (ledger, random, _) =>
        {
            var i = random.Next(ledger.Leaf.Count);
            ledger.Leaf.RemoveAt(i);
            return (i, true);
        },
        ["delete a leaf and its body and close the gap"] = (ledger, random, _) =>
        {
            var i = random.Next(ledger.Leaf.Count);
            ledger.Body.Remove(ledger.Leaf[i].Entry);
            ledger.Leaf.RemoveAt(i);
            Renumber(ledger);
            return (i, true);
        },
        ["change a commitment"] = (ledger, random, _) =>
        {
            var i = random.Next(ledger.Leaf.Count);
            ledger.Leaf[i] = ledger.Leaf[i] with { Commitment = Flip(ledger.Leaf[i].Commitment, random) };
            return (i, true);
        },
        ["cut or stretch a commitment"] = (ledger, random, _) =>
        {
            var i = random.Next(ledger.Leaf.Count);
            ledger.Leaf[i] = ledger.Leaf[i] with { Commitment = new byte[random.Next(2) == 0 ? random.Next(32) : random.Next(33, 100)] };
            return (i, true);
        },
        ["change a leaf's entry id"] = (ledger, random, _) =>
        {
            var i = random.Next(ledger.Leaf.Count);
            ledger.Leaf[i] = ledger.Leaf[i] with { Entry = Guid.NewGuid() };
            return (i, true);
        },
        ["change a body with its leaf"] = (ledger, random, _) => (Forge(ledger, random), true),
        ["insert an entry"] = (ledger, random, _) => (Insert(ledger, random), true),
        ["insert an entry and rebuild the tree"] = (ledger, random, _) =>
        {
            var i = Insert(ledger, random);
            ledger.RebuildNodes();
            return (i, i == ledger.Leaf.Count - 1);
        },
        ["insert a leaf far behind the others"] = (ledger, random, _) =>
        {
            ledger.Leaf.Add((long.MaxValue - random.Next(9), Guid.NewGuid(), new byte[32]));
            return (ledger.Leaf.Count - 1, true);
        },
        ["insert a waiting body that never had a place"] = (ledger, random, _) =>
        {
            var (entry, body) = MemoryLedger.NewBody(random, new DateTimeOffset(2025, 12, 31, 0, 0, 0, TimeSpan.Zero));
            ledger.Body.Add(entry, body);
            return (ledger.Leaf.Count, true);
        },
        ["insert a damaged waiting body"] = (ledger, random, _) =>
        {
            ledger.Body.Add(Guid.NewGuid(), new LedgerBody(new byte[random.Next(64)], """{"EventID":null}"""u8.ToArray(), long.MaxValue, null));
            return (ledger.Leaf.Count, true);
        },
        ["swap two leaves"] = (ledger, random, _) =>
        {
            var (i, j) = Two(ledger, random);
            (ledger.Leaf[i], ledger.Leaf[j]) = ((i, ledger.Leaf[j].Entry, ledger.Leaf[j].Commitment), (j, ledger.Leaf[i].Entry, ledger.Leaf[i].Commitment));
            return (i, true);
        },
        ["swap two leaves and rebuild the tree"] = (ledger, random, thief) =>
        {
            var first = All!["swap two leaves"](ledger, random, thief).FirstBad;
            ledger.RebuildNodes();
            return (first, false);
        },
        ["swap two bodies"] = (ledger, random, _) =>
        {
            var (i, j) = Two(ledger, random);
            var (a, b) = (ledger.Leaf[i].Entry, ledger.Leaf[j].Entry);
            (ledger.Body[a], ledger.Body[b]) = (ledger.Body[b], ledger.Body[a]);
            return (i, true);
        },
        ["cut off leaves"] = (ledger, random, _) =>
        {
            var left = random.Next(ledger.Leaf.Count);
            ledger.Leaf.RemoveRange(left, ledger.Leaf.Count - left);
            return (left, true);
        },
        ["cut off leaves with bodies and nodes"] = (ledger, random, _) =>
        {
            var left = random.Next(ledger.Leaf.Count);
            CutOff(ledger, left);
            return (left, true);
        },
        ["cut off leaves, bodies, nodes and some checkpoints"] = (ledger, random, _) =>
        {
            var keep = random.Next(1, ledger.Signed.Count);
            ledger.Signed.RemoveRange(keep, ledger.Signed.Count - keep);
            // Exactly at a checkpoint nothing in the database can tell (README): a witness does.
            var size = (int)ledger.Signed[^1].Size;
            var left = random.Next(ledger.Leaf.Count);
            left = left == size ? left - 1 : left;
            CutOff(ledger, left);
            return (Math.Min(left, size), true);
        },
        ["take away the last checkpoints"] = (ledger, random, _) =>
        {
            var keep = random.Next(ledger.Signed.Count);
            ledger.Signed.RemoveRange(keep, ledger.Signed.Count - keep);
            return (keep == 0 ? 0 : ledger.Signed[^1].Size, true);
        },
        ["change a node"] = (ledger, random, _) =>
        {
            var key = ledger.Node.Keys.ElementAt(random.Next(ledger.Node.Count));
            ledger.Node[key] = Flip(ledger.Node[key], random);
            return (key.Index << key.Level, true);
        },
        ["cut a node short"] = (ledger, random, _) =>
        {
            var key = ledger.Node.Keys.ElementAt(random.Next(ledger.Node.Count));
            ledger.Node[key] = ledger.Node[key][..random.Next(32)];
            return (key.Index << key.Level, true);
        },
        ["delete a node"] = (ledger, random, _) =>
        {
            var key = ledger.Node.Keys.ElementAt(random.Next(ledger.Node.Count));
            ledger.Node.Remove(key);
            return (key.Index << key.Level, true);
        },
        ["put in a node that no entry explains"] = (ledger, random, _) =>
        {
            var level = random.Next(-1, 70);
            ledger.Node.Add((level, level is > 40 or < 0 ? random.Next(100) : (ledger.Leaf.Count >> level) + random.Next(3)), new byte[32]);
            return (ledger.Leaf.Count, false);
        },
        ["change an inner node and delete an entry below it"] = (ledger, random, _) =>
        {
            var key = ledger.Node.Keys.Where(key => key.Level > 1).ElementAt(random.Next(ledger.Node.Keys.Count(key => key.Level > 1)));
            ledger.Node[key] = Flip(ledger.Node[key], random);
            var first = (int)(key.Index << key.Level);
            ledger.Leaf.RemoveAt(first + random.Next(1, 1 << key.Level));
            return (first, true);
        },
        ["change an entry and rebuild the whole tree"] = (ledger, random, _) =>
        {
            var i = Forge(ledger, random);
            ledger.RebuildNodes();
            return (i, false);
        },
        ["change an entry, rebuild the tree and sign again with another key"] = (ledger, random, thief) =>
        {
            var i = Forge(ledger, random);
            ledger.RebuildNodes();
            ledger.SignAgain(ledger.Signed.FindIndex(signed => signed.Size > i), thief);
            return (i, false);
        },
        ["sign all checkpoints with another key"] = (ledger, _, thief) =>
        {
            ledger.SignAgain(0, thief);
            return (0, true);
        },
        ["change a checkpoint"] = (ledger, random, _) =>
        {
            var i = random.Next(ledger.Signed.Count);
            var at = random.Next(ledger.Signed[i].Note.Length);
            ledger.Signed[i] = (ledger.Signed[i].Size, ledger.Signed[i].Note[..at] + '~' + ledger.Signed[i].Note[(at + 1)..]);
            return (i == 0 ? 0 : ledger.Signed[i - 1].Size, true);
        },
        ["move a checkpoint to another size"] = (ledger, random, _) =>
        {
            var i = random.Next(ledger.Signed.Count - 1);
            ledger.Signed[i] = (ledger.Signed[i].Size, ledger.Signed[i + 1].Note);
            return (i == 0 ? 0 : ledger.Signed[i - 1].Size, true);
        },
        ["change a checkpoint and an entry before it"] = (ledger, random, thief) =>
        {
            var first = Change(ledger, random, body => body with { Salt = Flip(body.Salt, random) }).FirstBad;
            var checkpoint = All!["change a checkpoint"](ledger, random, thief).FirstBad;
            return (Math.Min(first, checkpoint), true);
        },
    };

    private static (long FirstBad, bool Exact) Change(MemoryLedger ledger, Random random, Func<LedgerBody, LedgerBody> change)
    {
        var i = random.Next(ledger.Leaf.Count);
        ledger.Body[ledger.Leaf[i].Entry] = change(ledger.Body[ledger.Leaf[i].Entry]);
        return (i, true);
    }

    /// <summary>Another entry under the same id, with a leaf that fits it.</summary>
    internal static int Forge(MemoryLedger ledger, Random random)
    {
        var i = random.Next(ledger.Leaf.Count);
        var (entry, body) = MemoryLedger.NewBody(random, DateTimeOffset.UnixEpoch.AddMicroseconds(ledger.Body[ledger.Leaf[i].Entry].At));
        ledger.Body.Remove(ledger.Leaf[i].Entry);
        ledger.Body.Add(entry, body);
        ledger.Leaf[i] = (i, entry, Merkle.Commit(body.Salt, body.Fields));
        return i;
    }

    private static int Insert(MemoryLedger ledger, Random random)
    {
        var i = random.Next(ledger.Leaf.Count + 1);
        var (entry, body) = MemoryLedger.NewBody(random, DateTimeOffset.UnixEpoch);
        ledger.Body.Add(entry, body);
        ledger.Leaf.Insert(i, (i, entry, Merkle.Commit(body.Salt, body.Fields)));
        Renumber(ledger);
        return i;
    }

    internal static void CutOff(MemoryLedger ledger, int left)
    {
        foreach (var leaf in ledger.Leaf.Skip(left))
        {
            ledger.Body.Remove(leaf.Entry);
        }

        ledger.Leaf.RemoveRange(left, ledger.Leaf.Count - left);
        foreach (var key in ledger.Node.Keys.Where(key => (key.Index + 1) << key.Level > left).ToList())
        {
            ledger.Node.Remove(key);
        }
    }

    private static void Renumber(MemoryLedger ledger)
    {
        for (var i = 0; i < ledger.Leaf.Count; i++)
        {
            ledger.Leaf[i] = ledger.Leaf[i] with { Sequence = i };
        }
    }

    private static (int First, int Second) Two(MemoryLedger ledger, Random random)
    {
        var first = random.Next(ledger.Leaf.Count - 1);
        return (first, random.Next(first + 1, ledger.Leaf.Count));
    }

    private static byte[] Flip(byte[] bytes, Random random)
    {
        var changed = bytes.ToArray();
        changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
        return changed;
    }
}
