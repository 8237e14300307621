using ArboDossier.Reintegration.Access;
using ArboDossier.Web;

namespace ArboDossier.Reintegration.Tests;

/// <summary>Every endpoint says who may call it, and everyone else gets the page of what does not exist.</summary>
public sealed class EndpointTests : IAsyncLifetime
{
    private static readonly string[] Anonymous = ["/api/import", "/api/import/{id:guid}", "/api/import/{id:guid}/confirm", "/arbo/status", "/exchange/tick", "/health/live", "/health/ready", "/language/{language:regex(^(nl|en)$)}", "/sign-in/{provider}", "/sign-in/{provider}/ended", "/sign-out"];
    private Stage _stage = null!;

    public async Task InitializeAsync() => _stage = await Stage.SetAsync();

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Fact]
    public void Every_endpoint_has_a_named_policy_or_stands_on_the_anonymous_list()
    {
        var endpoints = EndpointAudit.List(_stage.World.App.Services);
        endpoints.Where(x => x.Anonymous).Select(x => x.Route.TrimEnd('/')).Distinct().Should().BeSubsetOf(Anonymous);
        endpoints.Where(x => !x.Anonymous).Should().OnlyContain(x => x.Policy != null && Policies.Table.ContainsKey(x.Policy));
        endpoints.Where(x => x.FromPrograms).Select(x => x.Route.TrimEnd('/')).Should().OnlyContain(x => x.StartsWith("/api/", StringComparison.Ordinal) || x == "/exchange/tick" || x == "/sign-in/{provider}/ended");
    }

    [Fact]
    [Trait("Rule", "R-062")]
    public async Task Every_role_that_is_not_listed_gets_the_page_of_what_does_not_exist()
    {
        var people = new Dictionary<Role, Person>
        {
            [Role.None] = _stage.World.Stranger(), [Role.ServiceAdministrator] = _stage.Admin, [Role.EmployerAdministrator] = _stage.Hr, [Role.LineManager] = _stage.Petra, [Role.CaseManager] = _stage.CaseManager,
            [Role.Employee] = _stage.Marieke, [Role.LabourExpert] = await _stage.StaffAsync(Role.LabourExpert, "T. Kundig"), [Role.QualityAuditor] = await _stage.StaffAsync(Role.QualityAuditor, "A. Keur"), [Role.Representative] = await _stage.AuthoriseAsync("M. Achtiging", 30, Power.Read),
        };
        var id = Guid.NewGuid().ToString();
        var before = (await _stage.World.LedgerAsync()).Count(x => x.Event == "page.refused");
        var refused = 0;
        foreach (var endpoint in EndpointAudit.List(_stage.World.App.Services).Where(x => x.Policy is not null and not Policies.SignedIn))
        {
            var path = endpoint.Route.Replace("{id:guid}", id, StringComparison.Ordinal).Replace("{employment:guid}", id, StringComparison.Ordinal).Replace("{version:int}", "1", StringComparison.Ordinal);
            foreach (var (role, person) in people)
            {
                // A line manager is an employee too.
                var roles = role == Role.LineManager ? [Role.LineManager, Role.Employee] : new[] { role };
                if (Policies.Table[endpoint.Policy!].Intersect(roles).Any())
                {
                    continue;
                }

                (await person.GetAsync(path)).Status.Should().Be(404, "{0} is closed to {1}", path, role);
                refused++;
            }
        }

        refused.Should().BeGreaterThan(60);
        (await _stage.World.LedgerAsync()).Count(x => x.Event == "page.refused").Should().Be(before + refused, "each attempt is in the ledger");
    }

    [Fact]
    public async Task Somebody_who_did_not_sign_in_is_sent_to_sign_in()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{_stage.World.Port}/employees");
        request.Headers.Host = _stage.World.Host;
        using var answer = await http.SendAsync(request);
        ((int)answer.StatusCode).Should().Be(401);
    }

    [Fact]
    public async Task The_founding_code_makes_one_administrator()
    {
        var late = _stage.World.Stranger();
        (await late.PostAsync("/founding", ("Code", World.FoundingCode))).Body.Should().Contain("onbekend of al gebruikt");
        (await _stage.Admin.GetAsync("/founding")).Status.Should().Be(404);
        (await _stage.World.LedgerAsync()).Should().Contain(x => x.Event == "founding.code" && !x.Permitted);
    }

    [Fact]
    public async Task Ready_means_that_both_databases_answer()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{_stage.World.Port}/health/ready");
        request.Headers.Host = _stage.World.Host;
        (await (await http.SendAsync(request)).Content.ReadAsStringAsync()).Should().Be("ok\n");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/employees")]
    [InlineData("/import")]
    [InlineData("/import/keys")]
    public async Task Pages_are_whole_in_English(string path)
    {
        await _stage.Hr.GetAsync("/language/en?back=/");
        var page = await _stage.Hr.SeeAsync(path);
        page.Should().Contain("<html lang=\"en\">").And.Contain("Personnel department").And.NotContain("Medewerkers").And.NotContain("Werkvoorraad");
    }
}
