using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>Custody that is slow, down, refusing or another key: a clear refusal, nothing lost, and no restart.</summary>
public sealed class CustodyTests
{
    private const string Typed = "slaapt slecht sinds de verhuizing";

    [Theory]
    [InlineData("sqlite", CustodyFault.Down, "down")]
    [InlineData("postgres", CustodyFault.Down, "down")]
    [InlineData("sqlite", CustodyFault.Refusing, "refusing")]
    [InlineData("sqlite", CustodyFault.Slow, "slow")]
    [InlineData("sqlite", CustodyFault.WrongKey, "wrong-key")]
    [Trait("Rule", "R-289")]
    public async Task A_file_stays_closed_with_an_entry_and_a_page_that_says_so_until_custody_is_back(string engine, CustodyFault fault, string reason)
    {
        await using var stage = await Stage.StartAsync(engine);
        var @case = await stage.TreatedAsync("Jansen");
        var address = await stage.AddressAsync(@case);
        var form = await stage.Doctor.OpenAsync(address);
        var custody = stage.World.Services.GetRequiredService<ZoneKeys>().Custody;
        var well = custody.Keys;
        var opened = (await stage.World.LedgerAsync()).Count(IsOpening);

        custody.Use([well[0] with { Key = new FailingCustody(well[0].Key, fault) }]);
        stage.World.Services.GetRequiredService<Vault>().Sweep(TimeSpan.Zero);
        (await stage.Doctor.Browser.GetAsync(address)).Should().Match<Page>(x => (int)x.Status == 503 && x.Text.Contains("Nu niet bereikbaar") && !x.Text.Contains("Jansen"));
        var sent = await stage.Doctor.Browser.SubmitAsync(form, "form[data-draft-url]", new Dictionary<string, string> { ["Input.Findings"] = Typed }, "[formaction*=Draft]");
        ((int)sent.Status).Should().Be(503);
        (await stage.World.ReadAsync(db => db.Drafts.CountAsync())).Should().Be(0, "nothing is half written");
        (await stage.World.LedgerAsync()).Count(IsOpening).Should().BeGreaterThan(opened, "the entry came before the key");
        stage.Doctor.Browser.Language = "en";
        (await stage.Doctor.Browser.GetAsync(address)).Text.Should().Contain("Not available now");
        stage.Doctor.Browser.Language = "nl";
        await Wait.ForAsync(() => ReadyAsync(stage).GetAwaiter().GetResult() == "degraded: custody\n", "the health check");
        await Wait.ForAsync(() => stage.World.LedgerAsync().GetAwaiter().GetResult().Any(x => x.Event == "custody.lost" && x.Reason == reason), "the entry of the loss");
        stage.World.Log.Should().NotContain("Unhandled").And.NotContain("Jansen");

        custody.Use(well);
        var page = await stage.Doctor.OpenAsync(address);
        page.Text.Should().Contain("Jansen");
        await stage.Doctor.Browser.SubmitAsync(page, "form[data-draft-url]", new Dictionary<string, string> { ["Input.Findings"] = Typed }, "[formaction*=Draft]");
        (await stage.Doctor.OpenAsync(address)).TextOf("textarea[name='Input.Findings']").Should().Be(Typed);
        await Wait.ForAsync(() => ReadyAsync(stage).GetAwaiter().GetResult() == "ok\n", "the health check");
        await Wait.ForAsync(() => stage.World.LedgerAsync().GetAwaiter().GetResult().Any(x => x.Event == "custody.back"), "the entry of the return");
    }

    private static bool IsOpening(LedgerLine line) => line is { Event: "file.open", Permitted: true };

    private static async Task<string> ReadyAsync(Stage stage)
    {
        using var answer = await stage.Doctor.Browser.LookAsync(HttpMethod.Get, $"{stage.World.At.Medical}/health/ready");
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>The zone's own key behind a device that fails. It wraps still where only opening tells that the key is another.</summary>
    private sealed class FailingCustody(IKeyCustody real, CustodyFault fault) : IKeyCustody
    {
        public string Kind => real.Kind;

        public KeyEncryptionKeyId KeyId => real.KeyId;

        public ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> associatedData, CancellationToken cancel) =>
            fault == CustodyFault.WrongKey ? real.WrapAsync(key, associatedData, cancel) : FailAsync(cancel);

        public ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> associatedData, CancellationToken cancel) => FailAsync(cancel);

        private async ValueTask<byte[]> FailAsync(CancellationToken cancel)
        {
            if (fault == CustodyFault.Slow)
            {
                await Task.Delay(Timeout.Infinite, cancel);
            }

            throw new CustodyException("the device fails", fault: fault == CustodyFault.WrongKey ? CustodyFault.DoesNotOpen : fault);
        }
    }
}
