using ArboDossier.AuditLedger;
using ArboDossier.Sealing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArboDossier.Store.Tests;

/// <summary>The key-encryption key is changed while the program runs, and goes on after a kill between any two steps.</summary>
public sealed class RotationTests
{
    private static readonly string[] Steps = ["recorded", "taken", "wraps", "request gone", "page", "rewrapped", "noted", "retiring", "retired"];
    private static readonly Guid Employer = Guid.CreateVersion7();
    private static readonly Guid File = Guid.CreateVersion7();
    private static readonly Place Place = new(File, File, "note.text");

    public static TheoryData<string> Engines => Zone.Engines;

    public static TheoryData<string, string> Killed
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var step in Steps)
            {
                data.Add("sqlite", step);
            }

            data.Add("postgres", "page");
            return data;
        }
    }

    [Theory, MemberData(nameof(Engines)), Trait("Rule", "R-220")]
    public async Task Everything_sealed_before_opens_during_and_after_and_the_old_key_goes_when_the_backups_are_gone(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);
        var (blob, cookie) = await FillAsync(zone);
        var former = KeysOf(zone).Custody.KeyId;
        Ask(zone, "wrapping");
        RotationOf(zone).Between = step =>
        {
            zone.Vault.Sweep(TimeSpan.Zero);
            OpensAsync(zone, blob, cookie).GetAwaiter().GetResult();
        };
        await RotationOf(zone).RunAsync(default);
        await OpensAsync(zone, blob, cookie);
        KeysOf(zone).Custody.KeyId.Should().NotBe(former);
        (await WrappedByAsync(zone)).Should().OnlyContain(id => id == KeysOf(zone).Custody.KeyId);
        KeysOf(zone).Custody.Keys.Should().HaveCount(2, "backups of the last fourteen days still need the former key");
        System.IO.File.Exists(Path.Combine(zone.Options.KeyDirectory, "zone.key")).Should().BeTrue();
        System.IO.File.ReadAllText(Path.Combine(zone.Options.Data, RotationJournal<NotesContext>.StatusFile)).Should().Contain("\"step\":\"done\"");

        await zone.RestartAsync();
        await OpensAsync(zone, blob, cookie);
        Ask(zone, "retire");
        await RotationOf(zone).RunAsync(default);
        KeysOf(zone).Custody.Keys.Should().ContainSingle();
        Directory.GetFiles(zone.Options.KeyDirectory, "zone*").Select(Path.GetFileName).Should().Equal("zone-2.key");
        await zone.RestartAsync();
        await OpensAsync(zone, blob, cookie);
        (await EventsAsync(zone)).Should().Contain("key.rotate").And.Contain("key.retire");
    }

    [Theory, MemberData(nameof(Killed))]
    public async Task Killed_between_any_two_steps_it_goes_on_and_nothing_is_lost(string engine, string step)
    {
        await using var zone = await Zone.StartAsync(engine);
        var (blob, cookie) = await FillAsync(zone);
        foreach (var asked in (string[])["wrapping", "retire"])
        {
            Ask(zone, asked);
            RotationOf(zone).Between = at =>
            {
                if (at == step)
                {
                    throw new KilledException();
                }
            };
            var killed = false;
            try
            {
                await RotationOf(zone).RunAsync(default);
            }
            catch (KilledException)
            {
                killed = true;
            }

            await zone.RestartAsync();
            await OpensAsync(zone, blob, cookie);
            await RotationOf(zone).RunAsync(default);
            await OpensAsync(zone, blob, cookie);
            killed.Should().Be(step is "page" || asked == "retire" == step is "retiring" or "retired", step);
        }

        await zone.RestartAsync();
        await OpensAsync(zone, blob, cookie);
        KeysOf(zone).Custody.Keys.Should().ContainSingle("one rotation was asked for and one was made");
        Directory.GetFiles(zone.Options.KeyDirectory, "zone*").Select(Path.GetFileName).Should().Equal("zone-2.key");
        (await WrappedByAsync(zone)).Should().OnlyContain(id => id == KeysOf(zone).Custody.KeyId);
    }

    [Fact]
    public async Task A_key_that_was_destroyed_during_the_rotation_does_not_come_back()
    {
        await using var zone = await Zone.StartAsync("sqlite");
        var (blob, _) = await FillAsync(zone);
        Ask(zone, "wrapping");
        RotationOf(zone).Between = step =>
        {
            if (step == "wraps")
            {
                DestroyAsync(zone).GetAwaiter().GetResult();
            }
        };
        await RotationOf(zone).RunAsync(default);
        var grant = await GrantAsync(zone, Scope.File(File));
        await FluentActions.Awaiting(async () => await zone.Vault.OpenBytesAsync(grant, blob, Place)).Should().ThrowAsync<SealException>();
    }

    private static async Task DestroyAsync(Zone zone) => await zone.Vault.DestroyKeysAsync(await GrantAsync(zone, Scope.File(File)), File);

    private static async Task<(SealedBlob Blob, string Cookie)> FillAsync(Zone zone)
    {
        var directory = await GrantAsync(zone, Scope.Directory(Employer));
        await zone.Vault.CreateKeysAsync(directory, KeyKind.Directory, Employer, [Employer]);
        await zone.Vault.CreateKeysAsync(directory, KeyKind.Label, Employer, [File]);
        var grant = await GrantAsync(zone, Scope.File(File));
        await zone.Vault.CreateKeysAsync(grant, KeyKind.Content, File, [File]);
        for (var i = 0; i < 150; i++)
        {
            // More than are wrapped anew at once.
            var other = Guid.CreateVersion7();
            await zone.Vault.CreateKeysAsync(await GrantAsync(zone, Scope.File(other)), KeyKind.Content, other, [other]);
        }

        var cookie = zone.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("cookie");
        return (await zone.Vault.SealBytesAsync(grant, KeyKind.Content, File, Place, "sealed"u8.ToArray()), cookie);
    }

    private static async Task OpensAsync(Zone zone, SealedBlob blob, string cookie)
    {
        using var grant = await GrantAsync(zone, Scope.File(File));
        (await zone.Vault.OpenBytesAsync(grant, blob, Place)).Should().Equal("sealed"u8.ToArray());
        zone.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Unprotect(cookie).Should().Be("cookie");
    }

    private static async Task<List<KeyEncryptionKeyId?>> WrappedByAsync(Zone zone)
    {
        await using var db = zone.Services.GetRequiredService<Func<KeysContext>>()();
        return (await db.Keys.Where(x => x.WrappedBy == null).Select(x => x.Wrapped).ToListAsync()).ConvertAll(x => KeyEncryptionKeyId.At(x));
    }

    private static async Task<List<string>> EventsAsync(Zone zone)
    {
        await using var db = zone.Read();
        var bodies = await db.LedgerBodies.Select(x => x.Fields).ToListAsync();
        return bodies.ConvertAll(x => System.Text.Json.JsonDocument.Parse(x).RootElement.GetProperty("EventTypeCode").GetString()!);
    }

    private static async Task<AccessGrant> GrantAsync(Zone zone, Scope scope) => zone.Vault.Grant((await zone.Commits.RecordAsync(Decide.Permit(scope)))!);

    private static void Ask(Zone zone, string what) => System.IO.File.WriteAllText(Path.Combine(zone.Options.Data, Rotation<NotesContext>.RequestFile), what);

    private static Rotation<NotesContext> RotationOf(Zone zone) => zone.Services.GetRequiredService<Rotation<NotesContext>>();

    private static ZoneKeys KeysOf(Zone zone) => zone.Services.GetRequiredService<ZoneKeys>();

    private sealed class KilledException : Exception;
}
