using System.Text.Json;
using ArboDossier.DemoAuthenticator.Browsing;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ArboDossier.Journeys.Tests;

/// <summary>Debian's Chromium, without a screen, with an own profile.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Chromium> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return new(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Headless = true, Args = Arguments }));
    }

    /// <summary>A window of its own: no cookie of another person.</summary>
    public async Task<Window> OpenAsync(int width = 1440, bool scripts = true, string language = "nl-NL")
    {
        var context = await _browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = width < 500 ? 844 : 1000 },
            JavaScriptEnabled = scripts,
            Locale = language,
            TimezoneId = "Europe/Amsterdam",
        });
        context.SetDefaultTimeout(20_000);
        return new Window(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

/// <summary>One person's window.</summary>
public sealed class Window(IBrowserContext context, IPage page) : IAsyncDisposable
{
    private static readonly string[] Standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    private ICDPSession? _devices;
    private string _authenticator = "";

    public IPage Page => page;

    /// <summary>Page loads of documents, for the journey's limits.</summary>
    public int Loads { get; private set; }

    public void CountLoads()
    {
        Loads = 0;
        page.Request += (_, request) => Loads += request.IsNavigationRequest && request.RedirectedFrom is null ? 1 : 0;
    }

    /// <summary>Chromium's virtual authenticator, holding the passkeys that the person has already; new ones are made in it.</summary>
    public async Task HoldAsync(Person person)
    {
        _devices = await context.NewCDPSessionAsync(page);
        await _devices.SendAsync("WebAuthn.enable", new Dictionary<string, object> { ["enableUI"] = false });
        var added = await _devices.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        _authenticator = added!.Value.GetProperty("authenticatorId").GetString()!;
        foreach (var passkey in person.Passkeys)
        {
            using var stored = JsonDocument.Parse(passkey.Export());
            await _devices.SendAsync("WebAuthn.addCredential", new Dictionary<string, object>
            {
                ["authenticatorId"] = _authenticator,
                ["credential"] = new Dictionary<string, object>
                {
                    ["credentialId"] = stored.RootElement.GetProperty("credentialId").GetString()!,
                    ["isResidentCredential"] = true,
                    ["rpId"] = stored.RootElement.GetProperty("rpId").GetString()!,
                    ["privateKey"] = stored.RootElement.GetProperty("key").GetString()!,
                    ["userHandle"] = stored.RootElement.GetProperty("userHandle").GetString()!,
                    // Above what the person's other browser has used, as a synchronised passkey would be.
                    ["signCount"] = stored.RootElement.GetProperty("counter").GetInt32() + 1000,
                },
            });
        }
    }

    /// <summary>Opens an address and signs in and through the door as a person does, by touching the passkey.</summary>
    public async Task EnterAsync(string address)
    {
        await page.GotoAsync(address);
        if (new Uri(page.Url).AbsolutePath == "/sign-in")
        {
            await page.Locator("form[data-passkey=get] button").ClickAsync();
            await page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
        }

        if (new Uri(page.Url).AbsolutePath == "/door")
        {
            await page.Locator("form[data-passkey=get] button").ClickAsync();
            await page.WaitForURLAsync(url => !url.Contains("/door", StringComparison.Ordinal));
        }

        if (new Uri(page.Url).AbsolutePath == "/privacy")
        {
            await page.Locator("#read-on button").ClickAsync();
            await page.WaitForURLAsync(url => !url.Contains("/privacy", StringComparison.Ordinal));
        }
    }

    /// <summary>No violation of WCAG 2.2 A or AA, here and at the width of a telephone; the menu open where it can be.</summary>
    public async Task IsAccessibleAsync(string name)
    {
        await LookAsync(name, 1440);
        await LookAsync(name, 390);
        await page.SetViewportSizeAsync(1440, 1000);
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    private async Task LookAsync(string name, int width)
    {
        await page.SetViewportSizeAsync(width, width < 500 ? 844 : 1000);
        if (Environment.GetEnvironmentVariable("ARBO_SCREENSHOTS") is { Length: > 0 } directory)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(directory, $"{name}-{width}.png"), FullPage = true });
        }

        var result = await page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = [.. Standards] } });
        result.Violations.Select(x => $"{x.Id}: {string.Join(" | ", x.Nodes.Select(n => n.Html))}").Should().BeEmpty($"{name} at {width} px, {page.Url}");
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")).Should().BeTrue($"{name} does not scroll sideways at {width} px");
    }
}
