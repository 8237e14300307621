using System.Reflection;
using ArboDossier.AuditLedger;

namespace ArboDossier.Sealing.Tests;

/// <summary>Law 1: what each grant reaches, and nothing beside it.</summary>
public sealed class ScopeTests : IAsyncLifetime
{
    private static readonly byte[] Plain = "a sentence about nobody"u8.ToArray();
    private Bench _bench = null!;

    public async Task InitializeAsync() => _bench = await Bench.MakeAsync();

    public Task DisposeAsync()
    {
        _bench.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Each_scope_reaches_its_own_keys_and_no_others_to_seal_to_open_and_to_make()
    {
        var b = _bench;
        var keys = new Dictionary<string, (KeyKind Kind, Guid Owner, Scope Natural)>
        {
            ["content"] = (KeyKind.Content, b.File, Scope.File(b.File)),
            ["label"] = (KeyKind.Label, b.File, Scope.File(b.File)),
            ["content of another"] = (KeyKind.Content, b.OtherFile, Scope.File(b.OtherFile)),
            ["label of another"] = (KeyKind.Label, b.OtherFile, Scope.File(b.OtherFile)),
            ["label elsewhere"] = (KeyKind.Label, b.ForeignFile, Scope.File(b.ForeignFile)),
            ["directory"] = (KeyKind.Directory, b.Employer, Scope.Directory(b.Employer)),
            ["directory elsewhere"] = (KeyKind.Directory, b.OtherEmployer, Scope.Directory(b.OtherEmployer)),
            ["message"] = (KeyKind.Message, Guid.Empty, Scope.Message),
            ["door"] = (KeyKind.Door, Guid.Empty, Scope.Door),
        };
        var reach = new Dictionary<Scope, string[]>
        {
            [default] = [],
            [new Scope(ScopeKind.None, b.File)] = [],
            [Scope.File(b.File)] = ["content", "label"],
            [Scope.File(b.Employer)] = [],
            [Scope.Directory(b.Employer)] = ["label", "label of another", "directory"],
            [Scope.Directory(b.File)] = [],
            [Scope.Service] = [],
            [Scope.Message] = ["message"],
            [Scope.Door] = ["door"],
        };
        foreach (var (scope, reached) in reach)
        {
            foreach (var (name, (kind, owner, natural)) in keys)
            {
                var place = new Place(owner, Guid.CreateVersion7(), "test.field");
                using var right = b.Grant(natural);
                var blob = await b.Vault.SealBytesAsync(right, kind, owner, place, Plain);
                foreach (var cached in (bool[])[true, false])
                {
                    using var other = cached ? null : b.NewVault();
                    var vault = other ?? b.Vault;
                    using var grant = vault.Grant(Bench.Receipt(scope));
                    if (reached.Contains(name))
                    {
                        (await vault.OpenBytesAsync(grant, blob, place)).Should().Equal(Plain);
                        (await vault.SealBytesAsync(grant, kind, owner, place, Plain)).IsEmpty.Should().BeFalse();
                    }
                    else
                    {
                        var custody = b.Custody.Unwraps;
                        await Refused(async () => await vault.OpenBytesAsync(grant, blob, place), $"{scope} opens {name}");
                        await Refused(async () => await vault.CreateKeysAsync(grant, kind, owner == b.ForeignFile ? b.OtherEmployer : b.Employer, [owner]), $"{scope} makes {name}");
                        await Refused(async () => await vault.PreloadAsync(grant, kind, [owner, Guid.CreateVersion7()]), $"{scope} loads {name}", unless: cached);
                        b.Custody.Unwraps.Should().Be(custody, "a key outside the scope is never unwrapped");
                        if (kind == KeyKind.Message)
                        {
                            // Whoever may act may put a message in the outbox; only the dispatcher may take it out.
                            (await vault.SealBytesAsync(grant, kind, owner, place, Plain)).IsEmpty.Should().BeFalse();
                            await Refused(async () => await vault.OpenBytesAsync(grant, blob, place), $"{scope} opens {name}");
                            continue;
                        }

                        await Refused(async () => await vault.SealBytesAsync(grant, kind, owner, place, Plain), $"{scope} seals with {name}");
                        b.Custody.Unwraps.Should().Be(custody, "a key outside the scope is never unwrapped");
                    }
                }
            }
        }
    }

    [Fact]
    public async Task A_closed_grant_opens_seals_makes_and_destroys_nothing()
    {
        var place = new Place(_bench.File, Guid.CreateVersion7(), "test.field");
        var grant = _bench.Grant(Scope.File(_bench.File));
        var blob = await _bench.Vault.SealBytesAsync(grant, KeyKind.Content, _bench.File, place, Plain);
        grant.Dispose();
        await FluentActions.Awaiting(async () => await _bench.Vault.OpenBytesAsync(grant, blob, place)).Should().ThrowAsync<ObjectDisposedException>();
        await FluentActions.Awaiting(async () => await _bench.Vault.SealBytesAsync(grant, KeyKind.Content, _bench.File, place, Plain)).Should().ThrowAsync<ObjectDisposedException>();
        await FluentActions.Awaiting(async () => await _bench.Vault.CreateKeysAsync(grant, KeyKind.Content, _bench.File, [_bench.File])).Should().ThrowAsync<ObjectDisposedException>();
        await FluentActions.Awaiting(async () => await _bench.Vault.DestroyKeysAsync(grant, _bench.File)).Should().ThrowAsync<ObjectDisposedException>();
        _bench.Keys.Of(KeyKind.Content, _bench.File).Should().NotBeNull();
    }

    [Fact]
    public void A_receipt_gives_one_grant_however_many_ask_at_once()
    {
        var receipt = Bench.Receipt(Scope.File(_bench.File));
        using var other = _bench.NewVault();
        var grants = 0;
        var refusals = 0;
        Parallel.For(0, 32, i =>
        {
            try
            {
                (i % 2 == 0 ? _bench.Vault : other).Grant(receipt).Dispose();
                Interlocked.Increment(ref grants);
            }
            catch (SealException)
            {
                Interlocked.Increment(ref refusals);
            }
        });
        (grants, refusals).Should().Be((1, 31));
    }

    [Fact]
    public async Task A_grant_of_another_vault_opens_nothing()
    {
        using var other = _bench.NewVault();
        using var foreign = other.Grant(Bench.Receipt(Scope.File(_bench.File)));
        using var own = _bench.Grant(Scope.File(_bench.File));
        var place = new Place(_bench.File, Guid.CreateVersion7(), "test.field");
        var blob = await _bench.Vault.SealBytesAsync(own, KeyKind.Content, _bench.File, place, Plain);
        await Refused(async () => await _bench.Vault.OpenBytesAsync(foreign, blob, place), "another vault's grant");
        await Refused(async () => await _bench.Vault.SealBytesAsync(foreign, KeyKind.Content, _bench.File, place, Plain), "another vault's grant");
    }

    [Fact]
    public void A_grant_can_be_made_by_the_vault_only()
    {
        typeof(AccessGrant).IsSealed.Should().BeTrue();
        typeof(AccessGrant).GetConstructors(BindingFlags.Public | BindingFlags.Instance).Should().BeEmpty();
        typeof(Vault).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(method => method.ReturnType == typeof(AccessGrant)).Select(method => method.Name).Should().Equal("Grant");
    }

    [Fact]
    public void Everything_public_that_can_open_or_seal_asks_for_a_grant_or_for_custody()
    {
        var methods = typeof(Vault).GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal)).ToList();
        methods.Should().HaveCountGreaterThan(5).And.OnlyContain(method => method.GetParameters()[0].ParameterType == typeof(AccessGrant));
        typeof(Vault).Assembly.GetExportedTypes().Select(type => type.Name)
            .Should().BeEquivalentTo("AccessGrant", "CustodyException", "CustodyFault", "EnvelopeCustody", "IKeyCustody", "KeyEncryptionKeyId", "KeyFileCustody", "KeyInUse", "KeyKind", "KeyShare", "Place", "SealedBlob", "SealException", "Vault", "WrappedKey", "WrappedKeyStore", "ZoneCustody");
    }

    private static async Task Refused(Func<Task> act, string because, bool unless = false)
    {
        if (!unless)
        {
            await FluentActions.Awaiting(act).Should().ThrowExactlyAsync<SealException>(because);
        }
    }
}
