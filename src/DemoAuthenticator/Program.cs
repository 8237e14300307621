using System.Globalization;
using System.Text.Json;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.DemoAuthenticator.Server;

// Development only: started by AppHost on a data directory that is marked as a demo. Fills the service through the programs' own forms, then serves the
// page of the demo people. It ends when its standard input closes.
var portBase = int.Parse(Argument("--port-base="), CultureInfo.InvariantCulture);
var directory = Argument("--data=");
if (!File.Exists(Path.Combine(directory, "marker")))
{
    await Console.Error.WriteLineAsync("this data directory is not marked as a demo");
    return 1;
}

var at = Addresses.At(portBase);
var state = DemoState.Load(directory);
await using var mailbox = new Mailbox(portBase + 4);
mailbox.Start();
using var cast = new Cast(state, at);
var codes = JsonSerializer.Deserialize<Dictionary<string, string[]>>(await File.ReadAllTextAsync(Path.Combine(directory, "founding.json")))!;
try
{
    if (!state.Steps.ContainsKey("end"))
    {
        await new Story(state, cast, at, codes, Console.WriteLine).TellAsync();
    }
}
catch (Exception failed) when (failed is InvalidOperationException or HttpRequestException)
{
    await Console.Error.WriteLineAsync($"the demo could not be filled: {failed.Message}");
    return 1;
}

await using var server = DemoServer.Build(portBase + 3, at, state, cast, mailbox);
await server.StartAsync();
Console.WriteLine("filled");
await Task.Run(() =>
{
    using var input = Console.OpenStandardInput();
    Span<byte> ignored = stackalloc byte[64];
    while (input.Read(ignored) > 0)
    {
        // Nothing is asked here; only the end means something.
    }
});
return 0;

string Argument(string name) => Array.Find(args, x => x.StartsWith(name, StringComparison.Ordinal))?[name.Length..] ?? throw new ArgumentException($"{name} is missing");
