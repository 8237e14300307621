using System.Text.Json;
using ArboDossier.Exchange.Jose;
using ArboDossier.Sealing;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace ArboDossier.Custody;

/// <summary>
/// The documented REST interface of the cloud's key service (api-version 7.4), as far as it is needed: read a key, wrap, unwrap, sign. Over the
/// pipeline of <c>Azure.Core</c>, which fetches the bearer token and tries again where the service asks for that.
/// </summary>
internal sealed class KeyService
{
    private const string Version = "7.4";
    private readonly Uri _vault;
    private readonly TimeSpan _wait;
    private readonly HttpPipeline _pipeline;

    public KeyService(Uri vault, TokenCredential credential, TimeSpan wait)
    {
        // The token goes nowhere but to the vault, and in clear only where nobody else can hear it.
        (_vault, _wait) = vault.Scheme == Uri.UriSchemeHttps || vault.IsLoopback ? (vault, wait) : throw new ArgumentException("Custody:Vault must be an https address");
        var options = new Options { Retry = { MaxRetries = 2, Delay = TimeSpan.FromMilliseconds(200), MaxDelay = TimeSpan.FromSeconds(1), NetworkTimeout = wait } };
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        _pipeline = HttpPipelineBuilder.Build(options, new BearerOnly(credential, "https://vault.azure.net/.default"));
    }

    /// <summary>The newest version of a key, or the one that is named.</summary>
    public KeyServiceKey Read(string name, string? version)
    {
        var json = SendAsync(RequestMethod.Get, version is null ? $"keys/{name}" : $"keys/{name}/{version}", null, default).GetAwaiter().GetResult();
        return Parse(json, root =>
        {
            var key = root.GetProperty("key");
            var address = new Uri(key.GetProperty("kid").GetString()!);
            var parts = address.AbsolutePath.Trim('/').Split('/');
            return parts is ["keys", var named, { Length: > 0 and <= 64 } found] && named == name && (version ?? found) == found && found.All(char.IsAsciiLetterOrDigit)
                ? new KeyServiceKey(found, key.Clone())
                : throw new FormatException("another key than was asked for");
        });
    }

    /// <summary>One operation with a key: <c>wrapkey</c>, <c>unwrapkey</c> or <c>sign</c>.</summary>
    public async ValueTask<byte[]> DoAsync(string operation, string name, string version, string algorithm, byte[] value, CancellationToken cancel)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["alg"] = algorithm, ["value"] = System.Buffers.Text.Base64Url.EncodeToString(value) });
        var json = await SendAsync(RequestMethod.Post, $"keys/{name}/{version}/{operation}", body, cancel).ConfigureAwait(false);
        return Parse(json, root => System.Buffers.Text.Base64Url.DecodeFromChars(root.GetProperty("value").GetString()));
    }

    private async Task<BinaryData> SendAsync(RequestMethod method, string path, byte[]? body, CancellationToken cancel)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bound.CancelAfter(_wait);
        using var message = _pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(_vault, $"{path}?api-version={Version}"));
        if (body is not null)
        {
            message.Request.Content = RequestContent.Create(body);
            message.Request.Headers.Add(HttpHeader.Common.JsonContentType);
        }

        try
        {
            await _pipeline.SendAsync(message, bound.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw new CustodyException("the key service does not answer in time", late, CustodyFault.Slow);
        }
        catch (Exception away) when (away is RequestFailedException or AggregateException or HttpRequestException or IOException)
        {
            throw new CustodyException("the key service cannot be reached", away, CustodyFault.Down);
        }

        return message.Response.Status switch
        {
            200 => message.Response.Content,
            400 => throw new CustodyException("a wrapped key does not open"),
            401 or 403 => throw Failed("refuses", message.Response.Status, CustodyFault.Refusing),
            404 => throw Failed("does not have the key", 404, CustodyFault.Refusing),
            429 => throw Failed("has too much to do", 429, CustodyFault.Slow),
            _ => throw Failed("does not work", message.Response.Status, CustodyFault.Down),
        };
    }

    /// <summary>The status is all that is said of an answer: what a service writes into an error may say something.</summary>
    private static CustodyException Failed(string what, int status, CustodyFault fault) => new($"the key service {what} ({status})", fault: fault);

    private static T Parse<T>(BinaryData json, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        catch (Exception garbage) when (garbage is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new CustodyException("the key service answers nonsense", garbage, CustodyFault.Down);
        }
    }

    private sealed class Options : ClientOptions;

    /// <summary>The framework's policy insists on https; a server on loopback has none, and <see cref="KeyService"/> allows no other.</summary>
    private sealed class BearerOnly(TokenCredential credential, string scope) : HttpPipelineSynchronousPolicy
    {
        private readonly Lock _lock = new();
        private AccessToken _token;

        public override void OnSendingRequest(HttpMessage message)
        {
            lock (_lock)
            {
                // A little before its end, so that it does not end on the way.
                if (_token.Token is null || _token.ExpiresOn - TimeProvider.System.GetUtcNow() < TimeSpan.FromMinutes(2))
                {
                    _token = credential.GetToken(new TokenRequestContext([scope]), message.CancellationToken);
                }

                message.Request.Headers.SetValue(HttpHeader.Names.Authorization, $"Bearer {_token.Token}");
            }
        }

        public override void OnReceivedResponse(HttpMessage message)
        {
            if (message.Response.Status == 401)
            {
                lock (_lock)
                {
                    // Taken back before its time: the next call asks for another.
                    _token = default;
                }
            }
        }
    }
}

/// <summary>A key as the service describes it.</summary>
internal sealed record KeyServiceKey(string Version, JsonElement Jwk)
{
    public byte[] Bytes(string member) => System.Buffers.Text.Base64Url.DecodeFromChars(Jwk.GetProperty(member).GetString());

    public bool Is(string type) => Jwk.TryGetProperty("kty", out var kty) && kty.GetString() is { } found && (found == type || found == $"{type}-HSM");
}
