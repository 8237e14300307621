using System.Text;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Store;
using ArboDossier.Web;

namespace ArboDossier.Reintegration.Features.Exchange;

/// <summary>
/// Where Medical calls, once a second: its messages and receipts in, ours out, both signed and padded. This program opens no connection to Medical
/// and could not (law 3). A tick that is not exactly right is answered with a bare 400 and stands in the ledger without content.
/// </summary>
public static class TickEndpoint
{
    private const string Here = "reintegration";
    private const string There = "medical";
    private const int MostParcels = 20;

    /// <summary>Maps the endpoint.</summary>
    public static void MapTick(this IEndpointRouteBuilder app) => app.MapPost("/exchange/tick", TickAsync).FromPrograms().AllowAnonymous().DisableAntiforgery();

    private static async Task<IResult> TickAsync(
        HttpContext http, Inbox inbox, Outbox<ReintegrationContext> outbox, Openings<ReintegrationContext> openings, Commits<ReintegrationContext> commits, ZoneKeys keys, Peers peers,
        IKeyNotices notices, TimeProvider clock, CancellationToken cancel)
    {
        var token = await ReadAsync(http, cancel);
        if (!TickCodec.TryRead(token, peers.Messages(There), There, Here, clock, out var id, out var tick, out var error))
        {
            await commits.RecordAsync(MachineAccess.Refuse(token is null ? "tick-TooLarge" : $"tick-{error}"), cancel);
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        }

        if (!await inbox.TakeTickAsync(id, cancel))
        {
            await commits.RecordAsync(MachineAccess.Refuse("tick-repeated"), cancel);
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        }

        await notices.TakeAsync(There, tick.Keys, cancel);
        if (tick.Receipts.Count > 0)
        {
            await inbox.SettleAsync(tick.Receipts, cancel);
        }

        var receipts = new List<Received>(tick.Parcels.Count);
        foreach (var parcel in tick.Parcels)
        {
            receipts.Add(await inbox.TakeAsync(parcel, openings, cancel));
        }

        var answer = new Tick(await WaitingAsync(outbox, openings, cancel), receipts, "", notices.Make(There));
        return Results.Text(TickCodec.Sign(keys.Messages, Here, There, id, answer, clock), "application/jose");
    }

    private static async Task<IReadOnlyList<Parcel>> WaitingAsync(Outbox<ReintegrationContext> outbox, Openings<ReintegrationContext> openings, CancellationToken cancel)
    {
        // Only a tick that carries something is audited: an empty one opens nothing.
        if (!await outbox.AnyAsync(There, cancel))
        {
            return [];
        }

        var rows = await outbox.LeaseAsync(There, MostParcels, cancel);
        var grant = await openings.OpenAsync(MachineAccess.Dispatch(), cancel);
        return await outbox.OpenAsync(grant!, rows, cancel);
    }

    /// <summary>The body, or null where it is longer than any tick. A signed message is plain ASCII; what is not, is no tick.</summary>
    private static async Task<string?> ReadAsync(HttpContext http, CancellationToken cancel)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[Tick.PaddedSize];
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, cancel)) > 0)
        {
            if (memory.Length + read > TickCodec.MostCharacters)
            {
                return null;
            }

            memory.Write(buffer, 0, read);
        }

        return Encoding.ASCII.GetString(memory.GetBuffer(), 0, (int)memory.Length);
    }
}
