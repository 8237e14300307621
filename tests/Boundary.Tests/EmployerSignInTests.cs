using System.Net;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Boundary.Tests;

/// <summary>An employer's own provider, of another make, beside our Identity: its people come into Reintegration with it, and nowhere else.</summary>
public sealed class EmployerSignInTests : IAsyncLifetime
{
    private readonly ForeignProvider _provider = ForeignProvider.Reserve();
    private World _world = null!;

    private Addresses At => _world.Programs.At;

    private string Begin => $"{At.Reintegration}/sign-in/vandam";

    public async Task InitializeAsync()
    {
        _world = await World.StartAsync(reintegration: _provider.StartAsEmployersAsync);
        await ReintegrationSteps.SignInAtAsync(_world.Administrator, _world.EmployerId, "vandam");
    }

    public async Task DisposeAsync()
    {
        await _world.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact, Trait("Rule", "R-064"), Trait("Rule", "R-065")]
    public async Task People_of_an_employer_sign_in_where_they_do_at_work_and_are_nobody_at_the_doctors_side()
    {
        await GiveAsync("zaken@werk.invalid");
        using var zaken = New("P. Zaken");

        // With one factor, and with an address that was never shown to be the person's, nobody comes in or is known.
        await _provider.SitsAsync(zaken, "zaken", "zaken@werk.invalid", amr: ["pwd"]);
        var page = await ComeAsync(zaken);
        page.Address.PathAndQuery.Should().Be("/sign-in/vandam?notVouched=true");
        (await LookAsync(zaken, "/employees")).Should().Be(HttpStatusCode.Redirect);
        using var other = New("A. Nder");
        await _provider.SitsAsync(other, "ander", "zaken@werk.invalid", verified: false);
        (await ComeAsync(other)).Text.Should().Contain("via uw werkgever ingelogd");

        zaken.Browser.Forget();
        await _provider.SitsAsync(zaken, "zaken", "zaken@werk.invalid");
        page = await ComeAsync(zaken, "/employees");
        page.Address.PathAndQuery.Should().Be("/privacy?back=%2Femployees", "the statement is shown before the first data (R-273)");
        page = await zaken.OpenAsync($"{At.Reintegration}/employees");
        page.Text.Should().Contain("Vries");
        zaken.Browser.CookiesOf("inloggen.localhost").Should().BeEmpty("nothing went through Identity");

        // The doctor's side knows no such provider: it asks who this is at Identity.
        using var answer = await zaken.Browser.LookAsync(HttpMethod.Get, $"{At.Medical}/work");
        answer.Headers.Location!.Authority.Should().Be(new Uri(At.Identity).Authority);

        // Signing out ends it here, and the browser does not come in again by itself.
        page = await zaken.Browser.SubmitAsync(page, "form[action='/sign-out']");
        page.Address.PathAndQuery.Should().Be("/sign-in/vandam?left=true");
        using var again = await zaken.Browser.LookAsync(HttpMethod.Get, $"{At.Reintegration}/employees");
        again.Headers.Location!.Authority.Should().Be(new Uri(At.Identity).Authority);
        _world.Programs.Log.Should().OnlyContain(x => !x.Contains("zaken@werk.invalid", StringComparison.Ordinal));
    }

    [Fact, Trait("Rule", "R-065")]
    public async Task Signing_out_at_the_employer_ends_the_session_here_and_a_session_that_is_over_leads_back_there_with_what_was_typed()
    {
        await GiveAsync("zaken@werk.invalid");
        using var zaken = New("P. Zaken");
        await _provider.SitsAsync(zaken, "zaken", "zaken@werk.invalid");
        await ComeAsync(zaken);
        var address = $"{At.Reintegration}/employees/{_world.EmployeeId}/report-sick";
        var form = await zaken.OpenAsync(address);

        var token = await _provider.LogoutTokenAsync("zaken", "verzuim");
        (await PostAsync(token[..^8] + (token[^8] == 'A' ? 'B' : 'A') + token[^7..])).Should().Be(HttpStatusCode.BadRequest);
        (await LookAsync(zaken, "/employees")).Should().Be(HttpStatusCode.OK);
        (await PostAsync(token)).Should().Be(HttpStatusCode.OK);
        using (var gone = await zaken.Browser.LookAsync(HttpMethod.Get, $"{At.Reintegration}/employees"))
        {
            gone.Headers.Location!.GetLeftPart(UriPartial.Authority).Should().Be(_provider.Issuer, "the browser knows where it came from");
        }

        // What was typed when the session was over comes back after signing in there, which costs no touch.
        var page = await zaken.Browser.SubmitAsync(form, "form[method=post]:has([name='Input.FirstDay'])", new Dictionary<string, string> { ["Input.Phone"] = "06 98765432" });
        page.Address.AbsolutePath.Should().Be(new Uri(address).AbsolutePath);
        page.Document.QuerySelector("[name='Input.Phone']")!.GetAttribute("value").Should().Be("06 98765432");
        (await PostAsync(await _provider.LogoutTokenAsync("zaken", "verzuim"))).Should().Be(HttpStatusCode.OK);
    }

    private Task GiveAsync(string address) => SubmitAsync($"/employers/{_world.EmployerId}/invite", new() { ["Input.Name"] = "P. Zaken", ["Input.Email"] = address });

    private async Task SubmitAsync(string path, Dictionary<string, string> values)
    {
        var page = await _world.Administrator.Browser.SubmitAsync(await _world.Administrator.OpenAsync(At.Reintegration + path), "form:has([name='Input.Email'])", values);
        page.Errors.Should().BeEmpty();
        page.Address.AbsolutePath.Should().Be($"/employers/{_world.EmployerId}");
    }

    private async Task<Page> ComeAsync(Person person, string back = "") =>
        await person.Browser.SubmitAsync(await person.Browser.GetAsync(back.Length > 0 ? $"{Begin}?back={back}" : Begin), "form:has([name=Back])");

    private Person New(string name) => new(name, "nergens@proef.invalid", At);

    private async Task<HttpStatusCode> LookAsync(Person person, string path)
    {
        using var answer = await person.Browser.LookAsync(HttpMethod.Get, At.Reintegration + path);
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> PostAsync(string token)
    {
        using var browser = new Browser();
        using var content = new FormUrlEncodedContent([new("logout_token", token)]);
        using var answer = await browser.LookAsync(HttpMethod.Post, $"{Begin}/ended", content);
        return answer.StatusCode;
    }
}
