using System.Net;
using System.Net.Mime;
using System.Text;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using Microsoft.Extensions.Logging;

namespace ArboDossier.Web.SignIn;

/// <summary>
/// Shows Identity how far this zone's audit ledger is, and takes how far Identity's is: each countersigns the other's. Looks every
/// second, and posts where something changed, or nothing was posted for ten.
/// </summary>
public sealed class Witnessing : EverySecond
{
    private const string Identity = "identity";
    private static readonly TimeSpan AtLeastEvery = TimeSpan.FromSeconds(10);
    private readonly ArboSignInOptions _client;
    private readonly ProviderSettings _settings;
    private readonly ILedgerWitness _ledger;
    private readonly IKeyNotices? _notices;
    private readonly TimeProvider _clock;
    private (string? Note, string? Seen) _posted;
    private DateTimeOffset _postedAt;
    private long? _peerSaw;

    internal Witnessing(ArboSignInOptions client, ProviderSettings settings, ILedgerWitness ledger, TimeProvider clock, ILogger<Witnessing> log, IKeyNotices? notices = null)
        : base("The witnessing of the audit ledger", settings, log) =>
        (_client, _settings, _ledger, _clock, _notices) = (client, settings, ledger, clock, notices);

    /// <summary>Posts if there is reason to. False where Identity could not be reached, or its answer was not to be believed.</summary>
    public async Task<bool> ExchangeAsync(CancellationToken cancel)
    {
        var shown = await _ledger.MakeAsync(Identity, _peerSaw, cancel);
        var message = shown with { Keys = _notices?.Make(Identity) };
        var now = _clock.GetUtcNow();
        if (message.Keys is null && (message.Note, message.Seen) == _posted && now - _postedAt < AtLeastEvery)
        {
            return true;
        }

        var id = Guid.NewGuid().ToString("N");
        if (await PostAsync(id, message, cancel) is not { } answer)
        {
            return false;
        }

        var read = WitnessCodec.Read(answer, _client.IdentityKeys(), WitnessCodec.AnswerType, Identity, _client.Zone, _clock);
        if (read is not { } taken || taken.Claims.Id != id)
        {
            await _ledger.RefuseAsync(Identity, "answer", cancel);
            return false;
        }

        if (_notices is not null)
        {
            await _notices.TakeAsync(Identity, taken.Message.Keys, cancel);
        }

        _peerSaw = (await _ledger.TakeAsync(Identity, taken.Message, taken.Claims.IssuedAt, cancel)).PeerSaw;
        (_posted, _postedAt) = ((message.Note, message.Seen), now);
        return true;
    }

    private protected override Task<bool> RoundAsync(CancellationToken cancel) => ExchangeAsync(cancel);

    /// <summary>The signed answer, also one that says that the message was refused; null where there is none.</summary>
    private async Task<string?> PostAsync(string id, WitnessMessage message, CancellationToken cancel)
    {
        try
        {
            var token = WitnessCodec.Sign(_client.Key!(), WitnessCodec.AskType, _client.Zone, Identity, id, message, _clock);
            using var content = new StringContent(token, Encoding.ASCII, MediaTypeNames.Text.Plain);
            using var answer = await Http.PostAsync(new Uri($"{_settings.Witness}{WitnessCodec.Path}"), content, cancel);
            return answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict ? await answer.Content.ReadAsStringAsync(cancel) : null;
        }
        catch (Exception failed) when (IsUnreachable(failed, cancel))
        {
            return null;
        }
    }
}
