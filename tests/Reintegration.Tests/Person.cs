using System.Net;
using System.Text.RegularExpressions;

namespace ArboDossier.Reintegration.Tests;

public sealed record Answer(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public string? Location => Headers.GetValueOrDefault("Location");
}

/// <summary>Somebody at a browser: opens pages, fills in the forms that stand on them, with the tokens that came with them.</summary>
public sealed partial class Person(World world, string subject, Guid[] invitations)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private string _cookies = "";

    public string Subject => subject;

    public Guid[] Invitations => invitations;

    /// <summary>What each request of this person carries.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers => [("X-Subject", subject), ("X-Invitations", string.Join(',', invitations)), .. _cookies.Length > 0 ? [("Cookie", _cookies)] : (IReadOnlyList<(string, string)>)[]];

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    /// <summary>Opens a page that must be there.</summary>
    public async Task<string> SeeAsync(string path)
    {
        var answer = await GetAsync(path);
        answer.Status.Should().Be(200, "{0} must open: {1}", path, answer.Location);
        return WebUtility.HtmlDecode(answer.Body);
    }

    public async Task<Answer> PostAsync(string path, params (string Name, string Value)[] fields) => await PostToAsync(path, path, fields);

    /// <summary>Posts a form with the token of a page (which may be another one, for attempts).</summary>
    public async Task<Answer> PostToAsync(string formPage, string path, params (string Name, string Value)[] fields)
    {
        var token = await TokenAsync(formPage);
        return await SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent([.. fields.Select(x => new KeyValuePair<string, string>(x.Name, x.Value)), new("__RequestVerificationToken", token)]));
    }

    /// <summary>Posts and expects to be led on.</summary>
    public async Task<string> DoAsync(string path, params (string Name, string Value)[] fields)
    {
        var answer = await PostAsync(path, fields);
        answer.Status.Should().Be(302, "{0} must be taken: {1}", path, Errors(answer.Body));
        return answer.Location!;
    }

    public async Task<string> TokenAsync(string page)
    {
        var found = TokenPattern().Match((await GetAsync(page)).Body);
        return found.Success ? found.Groups[1].Value : "";
    }

    /// <summary>Goes on from the privacy statement where that stands in between, as everybody does once.</summary>
    public bool ReadsOn { get; init; } = true;

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        var answer = await AskAsync(method, path, body, headers);
        if (!ReadsOn || method != HttpMethod.Get || answer.Location?.StartsWith("/privacy?", StringComparison.Ordinal) != true)
        {
            return answer;
        }

        await DoAsync("/privacy");
        return await AskAsync(method, path, body, headers);
    }

    private async Task<Answer> AskAsync(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, $"http://127.0.0.1:{world.Port}{path}") { Content = body };
        request.Headers.Host = world.Host;
        request.Headers.Add("X-Subject", subject);
        request.Headers.Add("X-Invitations", string.Join(',', invitations));
        if (_cookies.Length > 0)
        {
            request.Headers.Add("Cookie", _cookies);
        }

        if (method != HttpMethod.Get)
        {
            request.Headers.Add("Origin", $"http://{world.Host}");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request);
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
        {
            var jar = _cookies.Split("; ", StringSplitOptions.RemoveEmptyEntries).ToDictionary(x => x.Split('=')[0], StringComparer.Ordinal);
            foreach (var cookie in set.Select(x => x.Split(';')[0]))
            {
                jar[cookie.Split('=')[0]] = cookie;
            }

            _cookies = string.Join("; ", jar.Values);
        }

        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(x => x.Key, x => string.Join(", ", x.Value), StringComparer.OrdinalIgnoreCase));
    }

    private static string Errors(string body) => string.Join(" / ", ErrorPattern().Matches(body).Select(x => WebUtility.HtmlDecode(x.Groups[1].Value)));

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex TokenPattern();

    [GeneratedRegex("<li><a href=\"#[^\"]*\">([^<]*)</a></li>")]
    private static partial Regex ErrorPattern();
}
