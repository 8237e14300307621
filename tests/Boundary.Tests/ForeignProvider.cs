using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ArboDossier.Counterparts;
using ArboDossier.DemoAuthenticator.Browsing;

namespace ArboDossier.Boundary.Tests;

/// <summary>
/// A certified provider of another make, as a process, to which the two file programs are clients. It is told who has an account and by which
/// invitations a zone knows that person, as an administrator of such a provider does.
/// </summary>
internal sealed class ForeignProvider : IAsyncDisposable
{
    private readonly int _port = Programs.FreePorts(1);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Process? _process;

    private ForeignProvider()
    {
    }

    /// <summary>One that is not running yet, but has its port.</summary>
    internal static ForeignProvider Reserve() => new();

    internal string Issuer => $"http://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Starts it with the clients that these programs are, by the public keys that they made.</summary>
    internal async Task<string> StartAsync(Programs programs)
    {
        _process = Counterpart.Start("provider.mjs", _port.ToString(CultureInfo.InvariantCulture));
        _ = _process.StandardError.ReadToEndAsync();
        var said = await AskAsync(new
        {
            clients = new[] { (Programs.Reintegration, programs.At.Reintegration), (Programs.Medical, programs.At.Medical) }.Select(x => new
            {
                id = x.Item1,
                redirect = $"{x.Item2}/sign-in/return",
                logout = $"{programs.At.Identity}/connect/backchannel-logout",
                key = JsonDocument.Parse(File.ReadAllText(Path.Combine(programs.DataOf(x.Item1), "public.json"))).RootElement.GetProperty("messages"),
            }),
        });
        return said.GetProperty("ready").GetString()!;
    }

    /// <summary>Starts it as a scheme of electronic identification, known to Medical alone; gives the settings with which Medical asks it.</summary>
    internal async Task<string[]> StartAsSchemeAsync(Programs programs)
    {
        _process = Counterpart.Start("provider.mjs", _port.ToString(CultureInfo.InvariantCulture));
        _ = _process.StandardError.ReadToEndAsync();
        var key = JsonDocument.Parse(File.ReadAllText(Path.Combine(programs.DataOf(Programs.Medical), "public.json"))).RootElement.GetProperty("messages");
        var said = await AskAsync(new { clients = new[] { new { id = "arbodienst", redirect = $"{programs.At.Medical}/activate/return", key } } });
        return [$"--ElectronicId:Authority={said.GetProperty("ready").GetString()}", "--ElectronicId:ClientId=arbodienst", "--ElectronicId:Name=DigiD", $"--ElectronicId:Levels:0={Substantial}"];
    }

    /// <summary>Starts it as the own provider of an employer, known to Reintegration alone; gives the settings.</summary>
    internal async Task<string[]> StartAsEmployersAsync(Programs programs)
    {
        _process = Counterpart.Start("provider.mjs", _port.ToString(CultureInfo.InvariantCulture));
        _ = _process.StandardError.ReadToEndAsync();
        var key = JsonDocument.Parse(File.ReadAllText(Path.Combine(programs.DataOf(Programs.Reintegration), "public.json"))).RootElement.GetProperty("messages");
        var said = await AskAsync(new { clients = new[] { new { id = "verzuim", redirect = $"{programs.At.Reintegration}/sign-in/vandam/return", logout = $"{programs.At.Reintegration}/sign-in/vandam/ended", key } } });
        return [$"--EmployerSignIn:vandam:Authority={said.GetProperty("ready").GetString()}", "--EmployerSignIn:vandam:ClientId=verzuim", "--EmployerSignIn:vandam:Name=Van Dam"];
    }

    /// <summary>Sits down at the browser as somebody whom the provider knows by an address, after showing these factors.</summary>
    internal async Task SitsAsync(Person person, string account, string email, bool verified = true, string[]? amr = null)
    {
        await AskAsync(new { account, person = new { email, email_verified = verified }, amr = amr ?? ["pwd", "otp", "mfa"] });
        await person.Browser.GetAsync($"{Issuer}/seat?who={account}");
    }

    /// <summary>The level that is enough.</summary>
    internal const string Substantial = "urn:elders:substantial";

    /// <summary>Sits down at the browser as somebody whom the scheme knows by surname and birth date, at a level.</summary>
    internal async Task IdentifiesAsAsync(Person person, string account, string surname, string birthDate, string level = Substantial)
    {
        await AskAsync(new { account, person = new { family_name = surname, birthdate = birthDate }, level });
        await person.Browser.GetAsync($"{Issuer}/seat?who={account}");
    }

    /// <summary>Gives somebody an account, with what the zones know this person by, and sits down at the browser.</summary>
    internal async Task<Person> SeatAsync(Person person, string account, params string[] invitations)
    {
        await KnowAsync(account, invitations);
        await person.Browser.GetAsync($"{Issuer}/seat?who={account}");
        return person;
    }

    /// <summary>Sets the attribute of an account.</summary>
    internal Task KnowAsync(string account, params string[] invitations) => AskAsync(new { account, invitations });

    /// <summary>A logout token for somebody, as it would be sent to that client.</summary>
    internal async Task<string> LogoutTokenAsync(string account, string client) => (await AskAsync(new { @as = account, client })).GetProperty("token").GetString()!;

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _turn.Dispose();
    }

    private async Task<JsonElement> AskAsync(object what)
    {
        await _turn.WaitAsync();
        try
        {
            await _process!.StandardInput.WriteLineAsync(JsonSerializer.Serialize(what));
            using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            while (true)
            {
                // It also says what it would like to be configured.
                var line = await _process.StandardOutput.ReadLineAsync(late.Token) ?? throw new InvalidOperationException("the other provider ended");
                if (line.StartsWith('{'))
                {
                    return JsonDocument.Parse(line).RootElement;
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }
}
