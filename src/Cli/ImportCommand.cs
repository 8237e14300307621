using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace ArboDossier.Cli;

/// <summary>
/// <c>arbodossier import employees FILE</c>: sends an employer's export over the same API that the employer's screen uses, shows what would
/// change, and confirms it. The import key is read from a file, never from an argument that others on the machine can see.
/// </summary>
internal static class ImportCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "CSV export of the HR system." };
        var server = new Option<string>("--server") { Description = "Address of the reintegration program, such as https://reintegratie.voorbeeld.nl.", Required = true };
        var key = new Option<FileInfo>("--key-file") { Description = "File with the import key that the employer's administrator made.", Required = true };
        var yes = new Option<bool>("--confirm") { Description = "Confirm at once; without it only the preview is shown." };
        var employees = new Command("employees", "Adds and changes employees of one employer.") { file, server, key, yes };
        employees.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(file)!, parsed.GetValue(server)!, parsed.GetValue(key)!, parsed.GetValue(yes), parsed.InvocationConfiguration.Output, cancel));
        return new Command("import", "Imports what an employer exports.") { employees };
    }

    private static async Task<int> RunAsync(FileInfo file, string address, FileInfo keyFile, bool confirm, TextWriter output, CancellationToken cancel)
    {
        if (!file.Exists || !keyFile.Exists)
        {
            output.WriteLine("the file or the key file is not there");
            return ExitCode.CannotTell;
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var server) || server.Scheme is not ("https" or "http"))
        {
            output.WriteLine("--server must be an address such as https://reintegratie.voorbeeld.nl");
            return ExitCode.CannotTell;
        }

        using var http = Client(server, (await File.ReadAllTextAsync(keyFile.FullName, cancel)).Trim());
        try
        {
            await using var content = file.OpenRead();
            using var body = new StreamContent(content);
            body.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
            using var answer = await http.PostAsync(new Uri(server, "/api/import"), body, cancel);
            if (await ReadAsync<Preview>(answer, output, cancel) is not { } preview)
            {
                return ExitCode.Wrong;
            }

            Show(preview, output);
            return confirm ? await ConfirmAsync(http, server, preview.Id, output, cancel) : ExitCode.Right;
        }
        catch (HttpRequestException)
        {
            output.WriteLine("the reintegration program does not answer");
            return ExitCode.CannotTell;
        }
    }

    private static async Task<int> ConfirmAsync(HttpClient http, Uri server, string id, TextWriter output, CancellationToken cancel)
    {
        using var confirmed = await http.PostAsync(new Uri(server, $"/api/import/{id}/confirm"), null, cancel);
        if (!confirmed.IsSuccessStatusCode)
        {
            output.WriteLine($"not confirmed: {(int)confirmed.StatusCode}");
            return ExitCode.Wrong;
        }

        while (true)
        {
            using var answer = await http.GetAsync(new Uri(server, $"/api/import/{id}"), cancel);
            if (await ReadAsync<Progress>(answer, output, cancel) is not { } progress)
            {
                return ExitCode.Wrong;
            }

            output.WriteLine($"{progress.Done} of {progress.Total}");
            if (progress.State is "done" or "Done")
            {
                output.WriteLine("imported");
                return ExitCode.Right;
            }

            if (progress.State is "failed" or "Failed")
            {
                output.WriteLine("the import failed; run it again, nothing is doubled");
                return ExitCode.Wrong;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), cancel);
        }
    }

    private static void Show(Preview preview, TextWriter output)
    {
        output.WriteLine($"{preview.Rows} rows: {preview.Added} to add, {preview.Changed} to change, {preview.Unchanged} as they are, {preview.Refused.Count} refused");
        foreach (var column in preview.RefusedColumns)
        {
            output.WriteLine($"  column {column.Name} may not enter: {column.Count} values dropped");
        }

        foreach (var row in preview.Refused)
        {
            output.WriteLine($"  line {row.Line}: {row.Reason}");
        }
    }

    private static async Task<T?> ReadAsync<T>(HttpResponseMessage answer, TextWriter output, CancellationToken cancel)
        where T : class
    {
        if (answer.IsSuccessStatusCode)
        {
            return JsonSerializer.Deserialize<T>(await answer.Content.ReadAsStringAsync(cancel), Json);
        }

        output.WriteLine(answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.NotFound => "the import key is unknown or has lapsed; make a new one",
            HttpStatusCode.RequestEntityTooLarge => "the file is too large",
            _ => $"refused: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancel)}",
        });
        return null;
    }

    /// <summary>Names below localhost are not known to the resolver; they mean this machine.</summary>
    private static HttpClient Client(Uri server, string key)
    {
        var handler = new SocketsHttpHandler();
        if (server.Host.EndsWith(".localhost", StringComparison.Ordinal))
        {
            handler.ConnectCallback = async (context, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            };
        }

        var http = new HttpClient(handler) { Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    private sealed record Preview(string Id, int Rows, int Added, int Changed, int Unchanged, IReadOnlyList<RefusedRow> Refused, IReadOnlyList<RefusedColumn> RefusedColumns);

    private sealed record RefusedRow(int Line, string Reason);

    private sealed record RefusedColumn(string Name, int Count);

    private sealed record Progress(string State, int Done, int Total);
}
