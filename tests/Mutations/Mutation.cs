using System.Text;

namespace ArboDossier.Mutations;

/// <summary>
/// Rubbish that was something good once: for parsers, which must refuse it clearly and go on. Linked into the tests of each parser. The seed is printed
/// with the count, so that a failure can be had again.
/// </summary>
internal static class Mutation
{
    /// <summary>Inputs per parser.</summary>
    public const int Many = 10_000;

    private const long MostGrowth = 32 << 20;

    private static readonly byte[][] Pieces =
    [
        [0], [0xff, 0xfe], [0xed, 0xa0, 0x80], "\\ud800"u8.ToArray(), "\r\n"u8.ToArray(), "\""u8.ToArray(), "{}[]"u8.ToArray(), ".."u8.ToArray(), "-1"u8.ToArray(), "99999999999999999999"u8.ToArray(),
        "1e400"u8.ToArray(), "null"u8.ToArray(), "../../"u8.ToArray(), "<script>"u8.ToArray(), "' OR 1=1 --"u8.ToArray(), Encoding.UTF8.GetBytes(new string('[', 300)), Encoding.UTF8.GetBytes(new string('9', 5000)),
        [0xbf, 0xff, 0xff, 0xff, 0xff], [0x9f, 0x9f, 0x9f], [0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    ];

    /// <summary>
    /// Hands over so many bent forms of a good input. What the parser may do is return; an exception that comes out fails the test with the seed, and so
    /// does memory that stays behind.
    /// </summary>
    /// <param name="good">A good input.</param>
    /// <param name="parse">The parser; true where it took the input for good.</param>
    /// <returns>How many were taken for good: a bent form may be a good one again.</returns>
    public static int Feed(byte[] good, Func<byte[], bool> parse)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var taken = 0;
        parse(good).Should().BeTrue("the control");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Many; i++)
        {
            var bent = Bend(good, random);
            try
            {
                taken += parse(bent) ? 1 : 0;
            }
            catch (Exception thrown)
            {
                throw new InvalidOperationException($"input {i} of seed {seed} was not refused but threw: {Convert.ToBase64String(bent)}", thrown);
            }
        }

        (GC.GetTotalMemory(forceFullCollection: true) - before).Should().BeLessThan(MostGrowth, "nothing stays behind");
        Console.WriteLine($"{Many} bent inputs (seed {seed}): {taken} taken for good, {Many - taken} refused");
        return taken;
    }

    /// <summary>One to four changes: bits, bytes, pieces cut, doubled, moved or put in.</summary>
    public static byte[] Bend(byte[] good, Random random)
    {
        var bent = new List<byte>(good);
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(bent.Count + 1);
            var length = Math.Min(random.Next(1, 40), bent.Count - at);
            switch (random.Next(7))
            {
                case 0 when at < bent.Count:
                    bent[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < bent.Count:
                    bent[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bent.RemoveRange(at, length);
                    break;
                case 3:
                    bent.InsertRange(at, bent.GetRange(at, length));
                    break;
                case 4:
                    bent.RemoveRange(at, bent.Count - at);
                    break;
                case 5:
                    var piece = bent.GetRange(at, length);
                    bent.RemoveRange(at, length);
                    bent.InsertRange(random.Next(bent.Count + 1), piece);
                    break;
                default:
                    bent.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                    break;
            }
        }

        return [.. bent];
    }
}
