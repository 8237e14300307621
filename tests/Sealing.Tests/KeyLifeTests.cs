using ArboDossier.AuditLedger;

namespace ArboDossier.Sealing.Tests;

/// <summary>Where keys lie, how long, and that a destroyed one is gone.</summary>
public sealed class KeyLifeTests : IAsyncLifetime
{
    private static readonly byte[] Plain = "a sentence about nobody"u8.ToArray();
    private Bench _bench = null!;
    private Place _place;

    public async Task InitializeAsync()
    {
        _bench = await Bench.MakeAsync();
        _place = new Place(_bench.File, Guid.CreateVersion7(), "entry.text");
    }

    public Task DisposeAsync()
    {
        _bench.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_wrapped_key_that_was_moved_to_another_id_kind_owner_or_zone_does_not_open()
    {
        var file = _bench.File;
        var content = _bench.Keys.Of(KeyKind.Content, file);
        var blob = await SealAsync(KeyKind.Content);
        var other = _bench.Keys.Of(KeyKind.Content, _bench.OtherFile);
        foreach (var moved in (WrappedKey[])
        [
            content with { Wrapped = other.Wrapped },
            content with { Id = Guid.CreateVersion7() },
            other with { Owner = file, Directory = file },
            content with { Wrapped = _bench.Keys.Of(KeyKind.Message, Guid.Empty).Wrapped },
            content with { Directory = _bench.Employer },
        ])
        {
            _bench.Keys.Replace(content, moved);
            using var vault = _bench.NewVault();
            using var grant = vault.Grant(Bench.Receipt(Scope.File(file)));
            await FluentActions.Awaiting(async () => await vault.SealBytesAsync(grant, KeyKind.Content, file, _place, Plain))
                .Should().ThrowExactlyAsync<CustodyException>();
            await FluentActions.Awaiting(async () => await vault.OpenBytesAsync(grant, blob, _place)).Should().ThrowAsync<Exception>();
            _bench.Keys.Replace(moved, content);
        }

        using var whole = _bench.NewVault();
        using var right = whole.Grant(Bench.Receipt(Scope.File(file)));
        (await whole.OpenBytesAsync(right, blob, _place)).Should().Equal(Plain);
    }

    [Fact]
    public async Task A_label_key_that_was_moved_to_another_person_or_employer_does_not_open()
    {
        var label = _bench.Keys.Of(KeyKind.Label, _bench.File);
        var other = _bench.Keys.Of(KeyKind.Label, _bench.OtherFile);
        var foreign = _bench.Keys.Of(KeyKind.Label, _bench.ForeignFile);
        foreach (var moved in (WrappedKey[])
        [
            label with { Wrapped = other.Wrapped },
            label with { Wrapped = foreign.Wrapped },
            label with { Directory = _bench.OtherEmployer },
            label with { Id = Guid.CreateVersion7() },
            foreign with { Owner = _bench.File },
            other with { Owner = _bench.File },
        ])
        {
            _bench.Keys.Replace(label, moved);
            using var vault = _bench.NewVault();
            using var grant = vault.Grant(Bench.Receipt(Scope.File(_bench.File)));
            await FluentActions.Awaiting(async () => await vault.SealBytesAsync(grant, KeyKind.Label, _bench.File, _place, Plain))
                .Should().ThrowExactlyAsync<SealException>();
            _bench.Keys.Replace(moved, label);
        }
    }

    [Fact]
    public async Task A_list_of_fifty_names_costs_one_custody_call()
    {
        var people = Enumerable.Range(0, 50).Select(_ => Guid.CreateVersion7()).ToList();
        var blobs = new Dictionary<Guid, SealedBlob>();
        using (var grant = _bench.Grant(Scope.Directory(_bench.Employer)))
        {
            await _bench.Vault.CreateKeysAsync(grant, KeyKind.Label, _bench.Employer, people);
            foreach (var person in people)
            {
                blobs[person] = await _bench.Vault.SealAsync(grant, KeyKind.Label, person, new Place(person, person, "person.name"), person.ToString());
            }
        }

        using var vault = _bench.NewVault();
        var before = _bench.Custody.Unwraps;
        using var list = vault.Grant(Bench.Receipt(Scope.Directory(_bench.Employer)));
        await vault.PreloadAsync(list, KeyKind.Label, people);
        foreach (var person in people)
        {
            (await vault.OpenAsync<string>(list, blobs[person], new Place(person, person, "person.name"))).Should().Be(person.ToString());
        }

        (_bench.Custody.Unwraps - before).Should().Be(1);
    }

    [Fact]
    public async Task A_destroyed_key_never_opens_again_in_this_process_or_another_and_the_other_files_stay()
    {
        var (content, label) = (await SealAsync(KeyKind.Content), await SealAsync(KeyKind.Label));
        var inMemory = Bench.Bytes(Bench.InMemory(_bench.Vault, KeyKind.Content, _bench.File)!);
        inMemory.Should().Contain(b => b != 0);
        using (var grant = _bench.Grant(Scope.File(_bench.File)))
        {
            await _bench.Vault.DestroyKeysAsync(grant, _bench.File);
        }

        inMemory.Should().OnlyContain(b => b == 0);
        _bench.Keys.Rows.Should().NotContain(row => row.Owner == _bench.File);
        using var other = _bench.NewVault();
        foreach (var vault in (Vault[])[_bench.Vault, other])
        {
            using var grant = vault.Grant(Bench.Receipt(Scope.File(_bench.File)));
            foreach (var blob in (SealedBlob[])[content, label])
            {
                await FluentActions.Awaiting(async () => await vault.OpenBytesAsync(grant, blob, _place)).Should().ThrowExactlyAsync<SealException>();
            }
        }

        _bench.Keys.Of(KeyKind.Content, _bench.OtherFile).Should().NotBeNull();
    }

    [Fact]
    public async Task A_key_that_was_read_just_before_it_was_destroyed_does_not_come_back()
    {
        var blob = await SealAsync(KeyKind.Content);
        using var vault = _bench.NewVault();
        var read = new TaskCompletionSource();
        var destroyed = new TaskCompletionSource();
        _bench.Keys.AfterReading = () =>
        {
            _bench.Keys.AfterReading = () => Task.CompletedTask;
            read.SetResult();
            return destroyed.Task;
        };
        using var reading = vault.Grant(Bench.Receipt(Scope.File(_bench.File)));
        using var destroying = vault.Grant(Bench.Receipt(Scope.File(_bench.File)));
        var open = Task.Run(async () => await vault.OpenBytesAsync(reading, blob, _place));
        await read.Task;
        await vault.DestroyKeysAsync(destroying, _bench.File);
        destroyed.SetResult();
        await FluentActions.Awaiting(() => open).Should().ThrowExactlyAsync<SealException>();
        Bench.InMemory(vault, KeyKind.Content, _bench.File).Should().BeNull();
        await FluentActions.Awaiting(async () => await vault.OpenBytesAsync(reading, blob, _place)).Should().ThrowExactlyAsync<SealException>();
    }

    [Fact]
    public async Task A_key_that_lay_idle_for_a_minute_is_zeros_and_one_that_was_used_is_not()
    {
        await SealAsync(KeyKind.Content);
        await SealAsync(KeyKind.Label);
        var content = Bench.Bytes(Bench.InMemory(_bench.Vault, KeyKind.Content, _bench.File)!);
        var label = Bench.Bytes(Bench.InMemory(_bench.Vault, KeyKind.Label, _bench.File)!);
        var directory = Bench.Bytes(Bench.InMemory(_bench.Vault, KeyKind.Directory, _bench.Employer)!);
        _bench.Clock.Advance(TimeSpan.FromSeconds(59));
        _bench.Vault.Sweep();
        content.Should().Contain(b => b != 0);
        await SealAsync(KeyKind.Content);
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        _bench.Vault.Sweep();
        content.Should().Contain(b => b != 0);
        label.Should().OnlyContain(b => b == 0);
        directory.Should().OnlyContain(b => b == 0);
        _bench.Clock.Advance(TimeSpan.FromSeconds(59));
        _bench.Vault.Sweep();
        content.Should().OnlyContain(b => b == 0);
        (await SealAsync(KeyKind.Content)).IsEmpty.Should().BeFalse("the key is fetched from custody again");
    }

    [Fact]
    public async Task The_end_of_the_vault_wipes_every_key_and_none_comes_back()
    {
        await SealAsync(KeyKind.Content);
        var content = Bench.Bytes(Bench.InMemory(_bench.Vault, KeyKind.Content, _bench.File)!);
        _bench.Vault.Dispose();
        content.Should().OnlyContain(b => b == 0);
        await FluentActions.Awaiting(() => SealAsync(KeyKind.Content)).Should().ThrowExactlyAsync<SealException>();
    }

    [Fact]
    public void A_wiped_key_neither_seals_nor_opens()
    {
        var bytes = Enumerable.Repeat((byte)7, 32).ToArray();
        var key = new FileKey(_bench.Keys.Of(KeyKind.Content, _bench.File), bytes, 0);
        key.Dispose();
        bytes.Should().OnlyContain(b => b == 0);
        FluentActions.Invoking(() => key.Encrypt(Plain, [], new byte[Plain.Length + 28])).Should().ThrowExactly<SealException>();
        FluentActions.Invoking(() => key.TryDecrypt(new byte[30], [], new byte[2])).Should().ThrowExactly<SealException>();
    }

    [Fact]
    public async Task While_keys_are_wiped_under_its_hands_the_vault_never_seals_with_anything_but_the_real_key()
    {
        const int Enough = 200;
        var sealedBlobs = new System.Collections.Concurrent.ConcurrentQueue<SealedBlob>();
        var wipes = 0;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        bool IsEnough() => (Volatile.Read(ref wipes) >= Enough && sealedBlobs.Count >= Enough) || watch.Elapsed > TimeSpan.FromMinutes(1);
        // Threads of their own: on a busy machine the pool would run the one side only after the other had finished.
        var wiper = new Thread(() =>
        {
            while (!IsEnough())
            {
                _bench.Clock.Advance(TimeSpan.FromMinutes(2));
                _bench.Vault.Sweep();
                Interlocked.Increment(ref wipes);
                Thread.Yield();
            }
        });
        var sealers = Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            while (!IsEnough())
            {
                try
                {
                    // Custody and store answer at once here, so this never really waits.
                    sealedBlobs.Enqueue(SealAsync(KeyKind.Content).GetAwaiter().GetResult());
                }
                catch (SealException)
                {
                    // Wiped between finding and using: refused, and that is all right.
                }
            }
        })).ToList();
        wiper.Start();
        sealers.ForEach(sealer => sealer.Start());
        wiper.Join();
        sealers.ForEach(sealer => sealer.Join());
        wipes.Should().BeGreaterThanOrEqualTo(Enough);
        sealedBlobs.Count.Should().BeGreaterThanOrEqualTo(Enough);
        using var vault = _bench.NewVault();
        using var grant = vault.Grant(Bench.Receipt(Scope.File(_bench.File)));
        foreach (var blob in sealedBlobs)
        {
            (await vault.OpenBytesAsync(grant, blob, _place)).Should().Equal(Plain);
        }
    }

    [Fact]
    public async Task Making_a_key_that_is_there_already_leaves_it_as_it_is()
    {
        var blob = await SealAsync(KeyKind.Content);
        var before = _bench.Keys.Of(KeyKind.Content, _bench.File);
        using var grant = _bench.Grant(Scope.File(_bench.File));
        await _bench.Vault.CreateKeysAsync(grant, KeyKind.Content, _bench.File, [_bench.File]);
        _bench.Keys.Of(KeyKind.Content, _bench.File).Should().Be(before);
        (await _bench.Vault.OpenBytesAsync(grant, blob, _place)).Should().Equal(Plain);
    }

    private async Task<SealedBlob> SealAsync(KeyKind kind)
    {
        using var grant = _bench.Grant(Scope.File(_bench.File));
        return await _bench.Vault.SealBytesAsync(grant, kind, _bench.File, _place, Plain);
    }
}
