using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Sealing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArboDossier.Store.Tests;

public sealed class MessageTests
{
    public static TheoryData<string> Engines => Zone.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task A_message_lies_sealed_and_only_the_dispatchers_grant_opens_it(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);
        var dispatcher = await GrantAsync(zone, Scope.Message);
        await zone.Vault.CreateKeysAsync(dispatcher, KeyKind.Message, Guid.Empty, [Guid.Empty]);
        var writer = await GrantAsync(zone, Scope.File(Guid.NewGuid()));
        var message = new CaseClosed(Guid.NewGuid(), 1, CaseEnd.Recovered, new DateOnly(2026, 11, 21), DateTimeOffset.UnixEpoch);

        var row = await zone.Outbox.PrepareAsync(writer, "medical", message);
        await zone.Commits.RunAsync((act, _) =>
        {
            act.Db.Outbox.Add(row);
            return Task.CompletedTask;
        });

        System.Text.Encoding.UTF8.GetString(row.Message.ToBytes()).Should().NotContain("Recovered");
        var leased = await zone.Outbox.LeaseAsync("medical", 10, default);
        var notMine = () => zone.Outbox.OpenAsync(writer, leased, default);
        await notMine.Should().ThrowAsync<SealException>();
        (await zone.Outbox.OpenAsync(dispatcher, leased, default)).Should().ContainSingle().Which.Message.Should().Be(message);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Two_copies_never_have_messages_in_hand_at_once_so_that_none_overtakes_another(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);
        var dispatcher = await GrantAsync(zone, Scope.Message);
        await zone.Vault.CreateKeysAsync(dispatcher, KeyKind.Message, Guid.Empty, [Guid.Empty]);
        for (var i = 0; i < 30; i++)
        {
            var row = await zone.Outbox.PrepareAsync(dispatcher, "medical", new CaseClosed(Guid.NewGuid(), i + 1, CaseEnd.Recovered, null, DateTimeOffset.UnixEpoch));
            await zone.Commits.RunAsync((act, _) =>
            {
                act.Db.Outbox.Add(row);
                return Task.CompletedTask;
            });
        }

        var leases = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => zone.Outbox.LeaseAsync("medical", 5, default)));

        leases.Count(x => x.Count > 0).Should().Be(1);
        var first = leases.Single(x => x.Count > 0);
        first.Should().HaveCount(5);
        await zone.Outbox.RemoveAsync([.. first.Select(x => x.Id)], default);
        var second = await zone.Outbox.LeaseAsync("medical", 100, default);
        second.Should().HaveCount(25);
        second.Min(x => x.CreatedAt).Should().BeOnOrAfter(first.Max(x => x.CreatedAt));
        (await zone.Outbox.AnyAsync("reintegration", default)).Should().BeFalse();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_data_protection_protected_opens_after_a_restart_and_its_ring_is_wrapped(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);
        var cookie = zone.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("t").Protect("session");

        await zone.RestartAsync();

        zone.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("t").Unprotect(cookie).Should().Be("session");
        await using var keys = zone.Services.GetRequiredService<Func<KeysContext>>()();
        var ring = await keys.Ring.Select(x => x.Xml).ToListAsync();
        ring.Should().NotBeEmpty();
        ring.Should().OnlyContain(x => x.Contains("<custody") && !x.Contains("<masterKey"));
    }

    private static async Task<AccessGrant> GrantAsync(Zone zone, Scope scope) =>
        zone.Vault.Grant((await zone.Commits.RecordAsync(Decide.Permit(scope)))!);
}
