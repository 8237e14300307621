using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Medical.Tests;

/// <summary>The employer's side as Medical knows it: answers ticks, signed and pinned, and keeps what it got.</summary>
internal sealed class FakeReintegration : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Parcel> _waiting = [];
    private readonly Dictionary<Guid, bool> _receipts = [];
    private readonly List<ZoneMessage> _got = [];
    private readonly HashSet<Guid> _seen = [];
    private readonly WebApplication _app;
    private readonly Clock _clock;

    internal FakeReintegration(int port, Clock clock)
    {
        _clock = clock;
        Port = port;
        var builder = WebApplication.CreateSlimBuilder([$"--urls=http://127.0.0.1:{port}"]);
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapPost("/exchange/tick", (Delegate)AnswerAsync);
    }

    internal int Port { get; }

    internal SigningKey Key { get; } = SigningKey.Create();

    /// <summary>Signs its answers with a key that nobody pinned.</summary>
    internal SigningKey? Impostor { get; set; }

    internal JwsKeys MedicalKeys { get; set; } = JwsKeys.None;

    /// <summary>Answers nothing while true: down.</summary>
    internal bool Down { get; set; }

    /// <summary>Does not say "received" while true, so that Medical sends again.</summary>
    internal bool Forgetful { get; set; }

    internal int Ticks { get; private set; }

    /// <summary>Sizes of the ticks as they came over the line.</summary>
    internal HashSet<int> Sizes { get; } = [];

    /// <summary>All that came, in order, each message once.</summary>
    internal IReadOnlyList<ZoneMessage> Got
    {
        get
        {
            lock (_lock)
            {
                return [.. _got];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Key.Dispose();
    }

    internal Task StartAsync() => _app.StartAsync();

    /// <summary>Sends messages and waits until Medical said what became of each.</summary>
    internal async Task<IReadOnlyList<bool>> DeliverAsync(params IReadOnlyList<ZoneMessage> messages) => await DeliverAsync([.. messages.Select(x => new Parcel(Guid.NewGuid(), x))]);

    internal async Task<IReadOnlyList<bool>> DeliverAsync(IReadOnlyList<Parcel> parcels)
    {
        lock (_lock)
        {
            foreach (var parcel in parcels)
            {
                _receipts.Remove(parcel.Id);
            }

            _waiting.AddRange(parcels);
        }

        await Wait.ForAsync(() =>
        {
            lock (_lock)
            {
                return parcels.All(x => _receipts.ContainsKey(x.Id));
            }
        }, "Medical to take the messages");
        lock (_lock)
        {
            return [.. parcels.Select(x => _receipts[x.Id])];
        }
    }

    /// <summary>Waits for so many messages of a type; gives them.</summary>
    internal async Task<IReadOnlyList<T>> ReceivedAsync<T>(int count)
        where T : ZoneMessage
    {
        await Wait.ForAsync(() => Got.OfType<T>().Count() >= count, $"{count} {typeof(T).Name}");
        return [.. Got.OfType<T>()];
    }

    /// <summary>Waits until some ticks went by in which anything that waited would have come.</summary>
    internal async Task QuietAsync()
    {
        var until = Ticks + 3;
        await Wait.ForAsync(() => Ticks >= until, "some ticks");
    }

    private async Task<IResult> AnswerAsync(HttpContext http)
    {
        if (Down)
        {
            return Results.StatusCode(503);
        }

        using var reader = new StreamReader(http.Request.Body);
        var token = await reader.ReadToEndAsync();
        if (!TickCodec.TryRead(token, MedicalKeys, "medical", "reintegration", _clock, out var id, out var tick, out _))
        {
            return Results.BadRequest();
        }

        lock (_lock)
        {
            Sizes.Add(token.Length);
            foreach (var receipt in tick.Receipts)
            {
                _receipts[receipt.Id] = receipt.Accepted;
                _waiting.RemoveAll(x => x.Id == receipt.Id);
            }

            foreach (var parcel in tick.Parcels.Where(x => _seen.Add(x.Id)))
            {
                _got.Add(parcel.Message);
            }

            Ticks++;
            var answer = new Tick([.. _waiting], Forgetful ? [] : [.. tick.Parcels.Select(x => new Received(x.Id, true))], "");
            return Results.Text(TickCodec.Sign(Impostor ?? Key, "reintegration", "medical", id, answer, _clock));
        }
    }
}

/// <summary>Waiting for what another process or thread does.</summary>
internal static class Wait
{
    internal static async Task ForAsync(Func<bool> condition, string what)
    {
        for (var i = 0; i < 1500; i++)
        {
            if (condition())
            {
                return;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException($"waited for {what}");
    }
}
