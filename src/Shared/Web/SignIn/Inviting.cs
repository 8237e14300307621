using System.Net.Mime;
using System.Text;
using System.Text.Json;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Web.SignIn;

/// <summary>Asks Identity for an invitation, as this zone.</summary>
public sealed class Inviting : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private readonly ArboSignInOptions _client;
    private readonly ProviderSettings _settings;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;

    internal Inviting(ArboSignInOptions client, ProviderSettings settings, TimeProvider clock)
    {
        (_client, _settings, _clock) = (client, settings, clock);
        _http = BackChannel.Client(settings);
    }

    /// <summary>
    /// True where another provider makes the accounts: the answer is then no link but the invitation's own id, for the attribute
    /// <c>invitations</c> that such a provider gives of a person.
    /// </summary>
    public bool IsForeign => _settings.IsForeign;

    /// <summary>
    /// The answer with the single-use link and its code, or null when Identity could not be reached or refused. Asking again with the same id before the
    /// invitation is accepted gives a new link and code and ends the old ones; afterwards both are empty.
    /// </summary>
    public async Task<InvitationAnswer?> InviteAsync(Invitation invitation, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(invitation);
        if (IsForeign)
            return new InvitationAnswer(invitation.Id, invitation.Id.ToString("D"), "");
        var now = _clock.GetUtcNow();
        var claims = new JwsClaims(_client.Zone, "identity", Guid.NewGuid().ToString("N"), now, now + Lifetime);
        var token = JwsMessage.Sign(_client.Key!(), "invitation+jws", claims, JsonSerializer.SerializeToUtf8Bytes(invitation, TickCodec.Json));
        try
        {
            using var content = new StringContent(token, Encoding.ASCII, MediaTypeNames.Text.Plain);
            using var answer = await _http.PostAsync(new Uri($"{_settings.Service}/exchange/invitations"), content, cancel);
            if (!answer.IsSuccessStatusCode)
                return null;
            var expected = new JwsExpectation(_client.IdentityKeys(), "invitation-answer+jws", "identity", _client.Zone, Lifetime);
            if (!JwsMessage.TryOpen(await answer.Content.ReadAsStringAsync(cancel), expected, _clock, out var message, out _))
                return null;
            var read = JsonSerializer.Deserialize<InvitationAnswer>(message.Body, TickCodec.Json);
            return read?.Id == invitation.Id ? read : null;
        }
        catch (Exception failed) when (failed is HttpRequestException or JsonException || (failed is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
