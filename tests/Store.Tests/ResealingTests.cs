using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArboDossier.Store.Tests;

/// <summary>The keys that seal data are replaced while people read and write, and a kill between any two steps changes nothing.</summary>
public sealed class ResealingTests
{
    private const int Rows = 120;
    private static readonly string[] Steps = ["recorded", "pending", "request gone", "replaced", "batch", "labels", "sealed", "noted", "all", "retired"];
    private static readonly Guid Employer = Guid.CreateVersion7();
    private static readonly Guid[] Files = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];

    public static TheoryData<string> Engines => Zone.Engines;

    public static TheoryData<string> Killed => [.. Steps];

    [Theory, MemberData(nameof(Engines)), Trait("Rule", "R-220")]
    public async Task Everything_opens_while_it_is_sealed_anew_what_is_written_meanwhile_too_and_then_the_former_keys_go(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);
        await FillAsync(zone);
        var former = await KeysAsync(zone);
        var steps = 0;
        Begin(zone, "data", step =>
        {
            if (step is "replaced" or "batch" or "sealed" && steps++ < 6)
            {
                zone.Vault.Sweep(TimeSpan.Zero);
                OpensAsync(zone).GetAwaiter().GetResult();
                AddAsync(zone, Files[0], "written meanwhile").GetAwaiter().GetResult();
            }
        });
        await zone.Rotation().RunAsync(default);
        await OpensAsync(zone);
        (await UsedAsync(zone)).Should().NotIntersectWith(former.Select(x => x.Id), "nothing is sealed or wrapped by a former key any more");
        (await KeysAsync(zone)).Should().HaveCount(2 * former.Count).And.Contain(former.Select(x => (x.Id, true)), "backups still need the former ones");
        Status(zone).Should().Contain("\"step\":\"done\"").And.Contain($"\"of\":{former.Count}");
        await HashesAreInTheLedgerAsync(zone);

        await zone.RestartAsync();
        await OpensAsync(zone);
        Begin(zone, "retire", _ => { });
        await zone.Rotation().RunAsync(default);
        (await KeysAsync(zone)).Should().HaveCount(2 * former.Count, "a request that began under one may still write");
        File.Exists(Path.Combine(zone.Options.Data, Rotation<NotesContext>.RequestFile)).Should().BeTrue("and what was asked waits for it");
        zone.Rotation().Data.WrittenBy = TimeSpan.Zero;
        await zone.Rotation().RunAsync(default);
        (await KeysAsync(zone)).Select(x => x.Id).Should().HaveCount(former.Count).And.NotIntersectWith(former.Select(x => x.Id));
        await OpensAsync(zone);
        await zone.RestartAsync();
        await OpensAsync(zone);
    }

    [Theory, MemberData(nameof(Killed))]
    public async Task Killed_between_any_two_steps_it_goes_on_and_each_key_is_replaced_once(string step)
    {
        await using var zone = await Zone.StartAsync("sqlite");
        await FillAsync(zone);
        var former = await KeysAsync(zone);
        var killed = false;
        foreach (var asked in (string[])["data", "retire"])
        {
            Begin(zone, asked, at =>
            {
                if (at == step && !killed)
                {
                    killed = true;
                    throw new KilledException();
                }
            });
            zone.Rotation().Data.WrittenBy = TimeSpan.Zero;
            try
            {
                await zone.Rotation().RunAsync(default);
            }
            catch (KilledException)
            {
                await zone.RestartAsync();
                await OpensAsync(zone);
                zone.Rotation().Data.WrittenBy = TimeSpan.Zero;
                await zone.Rotation().RunAsync(default);
            }

            await OpensAsync(zone);
        }

        killed.Should().BeTrue();
        (await KeysAsync(zone)).Select(x => x.Id).Should().HaveCount(former.Count).And.NotIntersectWith(former.Select(x => x.Id));
        (await UsedAsync(zone)).Should().BeSubsetOf((await KeysAsync(zone)).Select(x => x.Id));
        await HashesAreInTheLedgerAsync(zone);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_file_that_is_destroyed_while_its_keys_are_replaced_stays_destroyed_with_both_of_them(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);
        await FillAsync(zone);
        var destroyed = 0;
        Begin(zone, "content", step =>
        {
            if (step == "batch" && destroyed++ == 0)
            {
                using var db = zone.Services.GetRequiredService<Func<KeysContext>>()();
                var file = db.Keys.Single(x => x.Kind == KeyKind.Content && x.ReplacedAt == KeyRow.StillNeeded).Owner;
                DestroyAsync(zone, file).GetAwaiter().GetResult();
            }
        });
        try
        {
            await zone.Rotation().RunAsync(default);
        }
        catch (SealException)
        {
            // What was destroyed under its hands does not open; the next round goes on without it.
            await zone.Rotation().RunAsync(default);
        }

        (await KeysAsync(zone, KeyKind.Content)).Should().HaveCount(4, "two files with a former key each, and the third with none");
        await zone.Rotation().RunAsync(default);
        (await KeysAsync(zone, KeyKind.Content)).Should().HaveCount(4);
    }

    [Fact]
    public async Task What_was_altered_stays_what_it_is_keeps_its_key_and_does_not_stop_the_others()
    {
        await using var zone = await Zone.StartAsync("sqlite");
        await FillAsync(zone);
        var altered = await AlterAsync(zone);
        Begin(zone, "content", _ => { });
        await zone.Rotation().RunAsync(default);
        Status(zone).Should().Contain("1 blobs do not open and keep their key");
        zone.Rotation().Data.WrittenBy = TimeSpan.Zero;
        Begin(zone, "retire", _ => { });
        await zone.Rotation().RunAsync(default);
        (await KeysAsync(zone, KeyKind.Content)).Where(x => x.Former).Should().ContainSingle("the one under which something is left");
        await using var db = zone.Read();
        (await db.Sealed.SingleAsync(x => x.Id == altered.Id)).Content.Should().Be(altered.Content);
    }

    private static async Task FillAsync(Zone zone)
    {
        using var directory = await GrantAsync(zone, Scope.Directory(Employer));
        await zone.Vault.CreateKeysAsync(directory, KeyKind.Directory, Employer, [Employer]);
        await zone.Vault.CreateKeysAsync(directory, KeyKind.Label, Employer, Files);
        using var messages = await GrantAsync(zone, Scope.Message);
        await zone.Vault.CreateKeysAsync(messages, KeyKind.Message, Guid.Empty, [Guid.Empty]);
        var waiting = await zone.Outbox.PrepareAsync(messages, "two", new CaseClosed(Guid.CreateVersion7(), 1, CaseEnd.Recovered, null, DateTimeOffset.UtcNow), default);
        await zone.Commits.RunAsync((act, _) =>
        {
            act.Db.Outbox.Add(waiting);
            return Task.CompletedTask;
        });
        foreach (var file in Files)
        {
            using var grant = await GrantAsync(zone, Scope.File(file));
            await zone.Vault.CreateKeysAsync(grant, KeyKind.Content, file, [file]);
            for (var i = 0; i < Rows / Files.Length; i++)
            {
                await AddAsync(zone, file, "sealed before");
            }
        }
    }

    private static async Task AddAsync(Zone zone, Guid file, string text)
    {
        using var grant = await GrantAsync(zone, Scope.File(file));
        using var directory = await GrantAsync(zone, Scope.Directory(Employer));
        var row = new SealedNote { Id = Guid.CreateVersion7(), File = file, Employer = Employer };
        row.Content = await zone.Vault.SealAsync(grant, KeyKind.Content, file, NotesContext.PlaceOf(row, "content"), text);
        row.Label = await zone.Vault.SealAsync(grant, KeyKind.Label, file, NotesContext.PlaceOf(row, "label"), text);
        row.Setting = await zone.Vault.SealAsync(directory, KeyKind.Directory, Employer, NotesContext.PlaceOf(row, "setting"), text);
        await zone.Commits.RunAsync((act, _) =>
        {
            act.Db.Sealed.Add(row);
            return Task.CompletedTask;
        });
    }

    private static async Task OpensAsync(Zone zone)
    {
        await using var db = zone.Read();
        using var directory = await GrantAsync(zone, Scope.Directory(Employer));
        var rows = await db.Sealed.AsNoTracking().ToListAsync();
        rows.Should().HaveCountGreaterThanOrEqualTo(Rows);
        foreach (var file in rows.GroupBy(x => x.File))
        {
            using var grant = await GrantAsync(zone, Scope.File(file.Key));
            foreach (var row in file)
            {
                (await zone.Vault.OpenAsync<string>(grant, row.Content, NotesContext.PlaceOf(row, "content"))).Should().NotBeEmpty().And.Be(await zone.Vault.OpenAsync<string>(grant, row.Label, NotesContext.PlaceOf(row, "label")));
                (await zone.Vault.OpenAsync<string>(directory, row.Setting, NotesContext.PlaceOf(row, "setting"))).Should().NotBeEmpty();
            }
        }

        using var messages = await GrantAsync(zone, Scope.Message);
        (await zone.Outbox.OpenAsync(messages, await db.Outbox.AsNoTracking().ToListAsync(), default)).Should().ContainSingle();
    }

    /// <summary>Each cell that was sealed anew stands in the ledger with the hash of what it is now.</summary>
    private static async Task HashesAreInTheLedgerAsync(Zone zone)
    {
        await using var db = zone.Read();
        var entries = (await db.LedgerBodies.Select(x => x.Fields).ToListAsync()).ConvertAll(x => System.Text.Encoding.UTF8.GetString(x)).FindAll(x => x.Contains("\"key.reseal\"", StringComparison.Ordinal));
        var all = string.Concat(entries);
        foreach (var row in await db.Sealed.AsNoTracking().OrderBy(x => x.Id).Take(Rows).ToListAsync())
        {
            all.ToUpperInvariant().Should().Contain(Convert.ToHexString(row.Content.Hash()));
        }
    }

    private static async Task<SealedNote> AlterAsync(Zone zone)
    {
        await using var db = zone.Read();
        var row = await db.Sealed.AsNoTracking().FirstAsync();
        var bytes = row.Content.ToBytes().ToArray();
        bytes[^1] ^= 1;
        row.Content = SealedBlob.FromBytes(bytes);
        await zone.Commits.RunAsync((act, c) => act.Db.Sealed.Where(x => x.Id == row.Id).ExecuteUpdateAsync(x => x.SetProperty(n => n.Content, row.Content), c));
        return row;
    }

    private static async Task DestroyAsync(Zone zone, Guid file)
    {
        using var grant = await GrantAsync(zone, Scope.File(file));
        await zone.Vault.DestroyKeysAsync(grant, file);
    }

    private static async Task<List<(Guid Id, bool Former)>> KeysAsync(Zone zone, KeyKind? kind = null)
    {
        await using var db = zone.Services.GetRequiredService<Func<KeysContext>>()();
        return (await db.Keys.AsNoTracking().Where(x => kind == null || x.Kind == kind).ToListAsync()).ConvertAll(x => (x.Id, x.ReplacedAt is not null));
    }

    /// <summary>Keys by which something in the databases is sealed or wrapped, former label keys aside.</summary>
    private static async Task<HashSet<Guid>> UsedAsync(Zone zone)
    {
        await using var db = zone.Read();
        await using var keys = zone.Services.GetRequiredService<Func<KeysContext>>()();
        var blobs = (await db.Sealed.AsNoTracking().ToListAsync()).SelectMany(x => new[] { x.Content, x.Label, x.Setting }).Concat(await db.Outbox.AsNoTracking().Select(x => x.Message).ToListAsync());
        return [.. blobs.Select(x => new Guid(x.ToBytes().AsSpan(1, 16), bigEndian: true)), .. await keys.Keys.Where(x => x.WrappedBy != null).Select(x => x.WrappedBy!.Value).ToListAsync()];
    }

    private static async Task<AccessGrant> GrantAsync(Zone zone, Scope scope) => zone.Vault.Grant((await zone.Commits.RecordAsync(Decide.Permit(scope)))!);

    private static void Begin(Zone zone, string what, Action<string> between)
    {
        File.WriteAllText(Path.Combine(zone.Options.Data, Rotation<NotesContext>.RequestFile), what);
        zone.Rotation().Between = between;
    }

    private static string Status(Zone zone) => File.ReadAllText(Path.Combine(zone.Options.Data, RotationJournal<NotesContext>.StatusFile));

    private sealed class KilledException : Exception;
}
