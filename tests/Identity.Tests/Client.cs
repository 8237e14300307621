using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ArboDossier.Exchange.Jose;
using Microsoft.AspNetCore.WebUtilities;

namespace ArboDossier.Identity.Tests;

/// <summary>A relying party of our own making, which can also do everything wrong.</summary>
internal sealed class RelyingClient(World world, string zone = "medical", SigningKey? key = null)
{
    internal string Verifier { get; } = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    internal string RedirectUri { get; } = world.Identity.Services.GetRequiredService<IdentitySettings>().Clients[zone].RedirectUri;

    private SigningKey Key { get; } = key ?? (zone == "medical" ? world.MedicalKey : world.ReintegrationKey);

    internal Dictionary<string, string?> Request(params (string Name, string? Value)[] changes)
    {
        var request = new Dictionary<string, string?>
        {
            ["client_id"] = zone,
            ["redirect_uri"] = RedirectUri,
            ["response_type"] = "code",
            ["scope"] = "openid",
            ["state"] = "the-state",
            ["nonce"] = "the-nonce",
            ["code_challenge"] = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            if (value is null)
                request.Remove(name);
            else
                request[name] = value;
        }

        return request;
    }

    internal string Url(params (string Name, string? Value)[] changes) =>
        QueryHelpers.AddQueryString(world.Authority + "/connect/authorize", Request(changes));

    /// <summary>A code, for somebody who is signed in in this browser.</summary>
    internal async Task<string> CodeAsync(Browser browser)
    {
        await browser.GetOnceAsync(Url());
        var answer = Answer(browser);
        answer["state"].Should().Be("the-state");
        answer["iss"].Should().Be(world.Authority);
        return answer["code"];
    }

    /// <summary>What the provider sent to the client's address.</summary>
    internal Dictionary<string, string> Answer(Browser browser)
    {
        var location = browser.Last.Headers.Location!.ToString();
        location.Should().StartWith(RedirectUri + "?", browser.Says);
        return QueryHelpers.ParseQuery(new Uri(location).Query).ToDictionary(p => p.Key, p => p.Value.ToString());
    }

    internal Dictionary<string, string> Form(string code, params (string Name, string? Value)[] changes)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = RedirectUri,
            ["code_verifier"] = Verifier,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = Assertion(),
        };
        foreach (var (name, value) in changes)
        {
            if (value is null)
                form.Remove(name);
            else
                form[name] = value;
        }

        return form;
    }

    internal string Assertion(string? audience = null, TimeSpan? expiresIn = null, string type = "client-authentication+jwt", string? issuer = null, TimeSpan? ahead = null)
    {
        var now = world.Clock.GetUtcNow() + (ahead ?? TimeSpan.Zero);
        return Jws.Sign(Key, type, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["iss"] = issuer ?? zone,
            ["sub"] = issuer ?? zone,
            ["aud"] = audience ?? world.Authority,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + (expiresIn ?? TimeSpan.FromMinutes(1))).ToUnixTimeSeconds(),
        }));
    }

    internal async Task<(int Status, JsonElement Json)> TokenAsync(Dictionary<string, string> form)
    {
        using var http = world.Program();
        using var content = new FormUrlEncodedContent(form);
        using var answer = await http.PostAsync(new Uri("/connect/token", UriKind.Relative), content);
        answer.Headers.CacheControl!.NoStore.Should().BeTrue();
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    internal async Task<JsonElement> ClaimsAsync(string code)
    {
        var (status, json) = await TokenAsync(Form(code));
        status.Should().Be(200, json.GetRawText());
        Jws.Verify(json.GetProperty("id_token").GetString(), world.IdentityKeys, "JWT", 10_000, out var content, out _).Should().BeTrue();
        return JsonDocument.Parse(content!.Payload).RootElement;
    }
}
