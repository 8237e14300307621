using System.Buffers.Text;
using System.Net;
using System.Text.Json;
using ArboDossier.Counterparts;

namespace ArboDossier.Identity.Tests;

/// <summary>Our provider as a certified relying party finds it: discovery, code with PKCE, signed client, ID token, single use, signing out.</summary>
public sealed class OpenIdClientTests : WorldTest
{
    [Fact]
    [Trait("Rule", "R-064")]
    public async Task ACertifiedRelyingParty_SignsSomebodyIn_AndTheCodeWorksOnce()
    {
        await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        var redirect = World.MedicalClient.RedirectUri;
        using var party = Counterpart.Start("sign-in.mjs", World.Authority, "medical", redirect, World.MedicalKey.KeyId);
        await party.StandardInput.WriteLineAsync(PrivateJwk());
        var asked = await SaysAsync(party);
        asked.GetProperty("issuer").GetString().Should().Be(World.Authority);
        asked.GetProperty("pkce").GetBoolean().Should().BeTrue();

        await Browser.GetOnceAsync(asked.GetProperty("go").GetString()!);
        Browser.Status.Should().Be(HttpStatusCode.Redirect, Browser.Says);
        await party.StandardInput.WriteLineAsync(Browser.Last.Headers.Location!.ToString());
        var told = await SaysAsync(party);
        told.GetProperty("refused").GetString().Should().BeNull();
        var claims = told.GetProperty("claims");
        claims.GetProperty("iss").GetString().Should().Be(World.Authority);
        claims.GetProperty("acr").GetString().Should().Be("urn:arbodossier:two-factors");
        claims.GetProperty("amr").EnumerateArray().Select(x => x.GetString()).Should().Contain(["pwd", "pop", "user", "mfa"]);
        told.GetProperty("wrongState").GetString().Should().NotBeNull("an answer to another request is not taken");
        told.GetProperty("again").GetString().Should().Be("invalid_grant");
        told.GetProperty("info").EnumerateObject().Select(x => (x.Name, x.Value.GetString())).Should().Equal(("sub", claims.GetProperty("sub").GetString()));
        told.GetProperty("after").TryGetProperty("refused", out _).Should().BeTrue("the second use of the code ended what the first was given for");

        // The second use ended what the first was given for; the hint still leads out, and back to the client.
        await Browser.GetAsync(told.GetProperty("leave").GetString()!);
        Browser.Visited.Should().Contain(x => x.AbsolutePath == "/connect/logout");
        await party.WaitForExitAsync();
        party.ExitCode.Should().Be(0, await party.StandardError.ReadToEndAsync());
    }

    /// <summary>The client's own key, in the form in which a relying party is given it.</summary>
    private string PrivateJwk()
    {
        using var key = Forge.Opened(World.MedicalKey);
        var own = key.ExportParameters(includePrivateParameters: true);
        return JsonSerializer.Serialize(new { kty = "EC", crv = "P-256", x = Base64Url.EncodeToString(own.Q.X), y = Base64Url.EncodeToString(own.Q.Y), d = Base64Url.EncodeToString(own.D) });
    }

    private static async Task<JsonElement> SaysAsync(System.Diagnostics.Process party)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var line = await party.StandardOutput.ReadLineAsync(late.Token);
        line.Should().NotBeNull(await (line is null ? party.StandardError.ReadToEndAsync() : Task.FromResult("")));
        return JsonDocument.Parse(line!).RootElement;
    }
}
