using System.Text.Json;
using ArboDossier.AuditLedger;

namespace ArboDossier.Sealing.Tests;

public sealed class BlobTests : IAsyncLifetime
{
    private static readonly byte[] Plain = "a sentence about nobody"u8.ToArray();
    private Bench _bench = null!;
    private AccessGrant _grant = null!;
    private Place _place;
    private byte[] _blob = null!;

    public async Task InitializeAsync()
    {
        _bench = await Bench.MakeAsync();
        _grant = _bench.Grant(Scope.File(_bench.File));
        _place = new Place(_bench.File, Guid.CreateVersion7(), "entry.text", 3);
        _blob = (await _bench.Vault.SealBytesAsync(_grant, KeyKind.Content, _bench.File, _place, Plain)).ToBytes();
    }

    public Task DisposeAsync()
    {
        _grant.Dispose();
        _bench.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_blob_has_the_layout_that_is_drawn()
    {
        _blob.Should().HaveCount(1 + 16 + 12 + Plain.Length + 16);
        _blob[0].Should().Be(1);
        new Guid(_blob.AsSpan(1, 16), bigEndian: true).Should().Be(_bench.Keys.Of(KeyKind.Content, _bench.File).Id);
        (await OpenAsync(_blob)).Should().Equal(Plain);
        var empty = await _bench.Vault.SealBytesAsync(_grant, KeyKind.Content, _bench.File, _place, ReadOnlyMemory<byte>.Empty);
        (await _bench.Vault.OpenBytesAsync(_grant, empty, _place)).Should().BeEmpty();
    }

    [Fact]
    public async Task Every_flipped_bit_is_refused_and_in_one_way_only()
    {
        for (var bit = 0; bit < _blob.Length * 8; bit++)
        {
            var changed = _blob.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            await RefusedAsync(changed);
        }
    }

    [Fact]
    public void No_bent_blob_opens()
    {
        Mutations.Mutation.Feed(_blob, bent =>
        {
            try
            {
                OpenAsync(bent).AsTask().GetAwaiter().GetResult();
                bent.Should().Equal(_blob);
                return true;
            }
            catch (SealException)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task Every_truncation_and_every_lengthening_is_refused_and_in_one_way_only()
    {
        for (var length = 0; length < _blob.Length; length++)
        {
            await RefusedAsync(_blob[..length]);
            await RefusedAsync(_blob[(length + 1)..]);
            await RefusedAsync([.. _blob, .. _blob[..(length + 1)]]);
        }

        await FluentActions.Awaiting(async () => await _bench.Vault.OpenBytesAsync(_grant, default, _place)).Should().ThrowExactlyAsync<SealException>();
    }

    [Fact]
    public async Task A_blob_that_was_moved_to_another_file_row_field_version_or_zone_does_not_open()
    {
        foreach (var elsewhere in (Place[])[_place with { File = _bench.OtherFile }, _place with { Row = Guid.CreateVersion7() }, _place with { Field = "entry.title" }, _place with { Field = "entry.tex" }, _place with { Version = 2 }])
        {
            await FluentActions.Awaiting(async () => await _bench.Vault.OpenBytesAsync(_grant, SealedBlob.FromBytes(_blob), elsewhere)).Should().ThrowExactlyAsync<SealException>();
        }

        // The key itself refuses there already; the cipher's binding to the zone is shown with that key in hand.
        using var other = _bench.NewVault("reintegration");
        using var grant = other.Grant(Bench.Receipt(Scope.File(_bench.File)));
        await FluentActions.Awaiting(async () => await other.OpenBytesAsync(grant, SealedBlob.FromBytes(_blob), _place)).Should().ThrowExactlyAsync<CustodyException>();
        var key = Bench.InMemory(_bench.Vault, KeyKind.Content, _bench.File)!;
        var plain = new byte[Plain.Length];
        key.TryDecrypt(_blob.AsSpan(17), _place.AssociatedData("medical", key.Stored.Id), plain).Should().BeTrue();
        key.TryDecrypt(_blob.AsSpan(17), _place.AssociatedData("reintegration", key.Stored.Id), plain).Should().BeFalse();
        key.TryDecrypt(_blob.AsSpan(17), _place.AssociatedData("medical", Guid.CreateVersion7()), plain).Should().BeFalse();
    }

    [Fact]
    public async Task A_blob_under_the_id_of_another_key_of_the_same_file_does_not_open()
    {
        var relabelled = _blob.ToArray();
        _bench.Keys.Of(KeyKind.Label, _bench.File).Id.TryWriteBytes(relabelled.AsSpan(1), bigEndian: true, out _);
        await RefusedAsync(relabelled);
    }

    [Fact]
    public async Task The_same_text_sealed_twice_gives_different_bytes()
    {
        var blobs = new HashSet<SealedBlob>();
        var nonces = new HashSet<string>();
        for (var i = 0; i < 200; i++)
        {
            var blob = await _bench.Vault.SealBytesAsync(_grant, KeyKind.Content, _bench.File, _place, Plain);
            blobs.Add(blob);
            nonces.Add(Convert.ToHexString(blob.ToBytes().AsSpan(17, 12)));
        }

        blobs.Should().HaveCount(200);
        nonces.Should().HaveCount(200);
    }

    [Fact]
    public async Task A_value_comes_back_as_it_was_and_unknown_members_are_refused()
    {
        var blob = await _bench.Vault.SealAsync(_grant, KeyKind.Content, _bench.File, _place, new Note("text", 7));
        (await _bench.Vault.OpenAsync<Note>(_grant, blob, _place)).Should().Be(new Note("text", 7));
        await FluentActions.Awaiting(async () => await _bench.Vault.OpenAsync<Other>(_grant, blob, _place)).Should().ThrowAsync<JsonException>();
    }

    [Fact]
    public void Nothing_that_holds_sealed_bytes_or_keys_tells_them_as_text_or_as_JSON()
    {
        var bytes = Enumerable.Range(100, 32).Select(i => (byte)i).ToArray();
        var stored = _bench.Keys.Of(KeyKind.Content, _bench.File);
        using var key = new FileKey(stored, bytes, 0);
        var texts = new[]
        {
            SealedBlob.FromBytes(bytes).ToString(), JsonSerializer.Serialize(SealedBlob.FromBytes(bytes)), key.ToString(), JsonSerializer.Serialize(key),
            stored.ToString(), _grant.ToString(), _bench.Vault.ToString(), JsonSerializer.Serialize(_bench.Custody),
        };
        foreach (var text in texts)
        {
            foreach (var secret in (byte[][])[bytes, stored.Wrapped])
            {
                text.Should().NotContainEquivalentOf(Convert.ToHexString(secret)[..16]).And.NotContain(JsonEncodedText.Encode(Convert.ToBase64String(secret)[..12]).ToString())
                    .And.NotContain(string.Join(',', secret[..6]));
            }
        }
    }

    private async Task RefusedAsync(byte[] bytes) =>
        await FluentActions.Awaiting(async () => await OpenAsync(bytes)).Should().ThrowExactlyAsync<SealException>();

    private ValueTask<byte[]> OpenAsync(byte[] bytes) => _bench.Vault.OpenBytesAsync(_grant, SealedBlob.FromBytes(bytes), _place);

    private sealed record Note(string Text, int Number);

    private sealed record Other(string Text);
}
