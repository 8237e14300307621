using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Xunit.Abstractions;

namespace ArboDossier.AuditLedger.Tests;

public sealed class VerifierTests(ITestOutputHelper output) : IDisposable
{
    private const int ManyAttacks = 1000;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _thief = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _key.Dispose();
        _thief.Dispose();
    }

    [Fact]
    public void A_ledger_that_nobody_touched_is_consistent_at_every_size()
    {
        for (var entries = 0; entries <= 130; entries++)
        {
            var ledger = MemoryLedger.Make(entries, _key, new Random(entries), 4);
            LedgerVerifier.Verify(ledger, MemoryLedger.Zone, _key).Should().Be(new LedgerFinding(entries, ledger.Signed.Count, 0, null, null));
        }
    }

    [Fact]
    public void Entries_that_wait_for_their_place_are_counted_and_no_fault()
    {
        var random = new Random(7);
        var ledger = MemoryLedger.Make(50, _key, random, 5);
        for (var i = 0; i < 3; i++)
        {
            var (entry, body) = MemoryLedger.NewBody(random, new DateTimeOffset(2026, 1, 1, 0, 1, i, TimeSpan.Zero));
            ledger.Body.Add(entry, body);
        }

        LedgerVerifier.Verify(ledger, MemoryLedger.Zone, _key).Should().Be(new LedgerFinding(50, ledger.Signed.Count, 3, null, null));
    }

    [Fact]
    public void A_ledger_under_the_name_of_another_zone_proves_nothing()
    {
        var ledger = MemoryLedger.Make(20, _key, new Random(1), 5);
        LedgerVerifier.Verify(ledger, "identity", _key).FirstBad.Should().Be(0);
    }

    [Fact]
    [Trait("Rule", "R-225")]
    public void A_thousand_seeded_attacks_are_all_found_and_none_is_reported_after_the_first_entry_it_touched()
    {
        var random = new Random(20261121);
        var ledgers = Enumerable.Range(0, 6).Select(i => MemoryLedger.Make(random.Next(40, 260), _key, random, 1 + i * 4)).ToArray();
        var found = Attacks.All.Keys.ToDictionary(name => name, _ => (Tried: 0, Found: 0, Pinned: 0));
        for (var i = 0; i < ManyAttacks; i++)
        {
            var (name, attack) = Attacks.All.ElementAt(i % Attacks.All.Count);
            var ledger = ledgers[random.Next(ledgers.Length)].Copy();
            var (firstBad, exact) = attack(ledger, random, _thief);
            var finding = LedgerVerifier.Verify(ledger, MemoryLedger.Zone, _key);
            var about = string.Create(CultureInfo.InvariantCulture, $"attack {i}: {name}, {ledger.Leaf.Count} leaves: {finding}");
            finding.Consistent.Should().BeFalse(about);
            finding.FirstBad.Should().BeLessThanOrEqualTo(firstBad, about).And.BeGreaterThanOrEqualTo(0, about);
            if (exact)
            {
                finding.FirstBad.Should().Be(firstBad, about);
            }

            var (tried, seen, pinned) = found[name];
            found[name] = (tried + 1, seen + 1, pinned + (finding.FirstBad == firstBad ? 1 : 0));
        }

        foreach (var (name, (tried, seen, pinned)) in found)
        {
            output.WriteLine($"{name}: {tried} tried, {seen} found, {pinned} pinned to the very entry");
        }

        output.WriteLine($"together: {found.Values.Sum(x => x.Tried)} tried, {found.Values.Sum(x => x.Found)} found, {found.Values.Sum(x => x.Pinned)} pinned to the very entry");
        found.Values.Sum(x => x.Found).Should().Be(ManyAttacks);
    }

    [Fact]
    public void A_million_entries_are_verified_in_memory_that_does_not_grow_with_them()
    {
        var ledger = new LargeLedger(1_000_000, 100, _key);
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        var finding = LedgerVerifier.Verify(ledger, MemoryLedger.Zone, _key);
        watch.Stop();
        output.WriteLine($"{finding.Entries} entries, {finding.Checkpoints} checkpoints: {watch.Elapsed.TotalSeconds:0.0} s, {(ledger.MostMemory - before) / 1048576.0:0.0} MiB at most beside the ledger itself");
        finding.Should().Be(new LedgerFinding(1_000_000, 10_000, 0, null, null));
        (ledger.MostMemory - before).Should().BeLessThan(64 << 20);
    }
}
