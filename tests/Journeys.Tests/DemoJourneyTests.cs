using System.Diagnostics;
using ArboDossier.Boundary.Tests;
using Microsoft.Playwright;

namespace ArboDossier.Journeys.Tests;

/// <summary>What a newcomer does after the first command of the README: choose a demo person and work, without a security key.</summary>
#pragma warning disable CA1001 // xunit ends it through IAsyncLifetime.
public sealed class DemoJourneyTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly string _data = Path.Combine(Directory.CreateTempSubdirectory("arbo-demo").FullName, "data");
    private readonly int _port = Programs.FreePorts(4);
    private Process _host = null!;
    private Chromium _chromium = null!;
    private TimeSpan _filled;

    public async Task InitializeAsync()
    {
        var started = Stopwatch.StartNew();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var last = "";
        _host = new Process
        {
            StartInfo = new("dotnet", [Path.Combine(Repository.Output("AppHost"), "ArboDossier.AppHost.dll"), "--data", _data, "--port-base", $"{_port}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
            EnableRaisingEvents = true,
        };
        void Take(string? line)
        {
            last = line ?? last;
            if (line?.StartsWith("ready ", StringComparison.Ordinal) == true)
            {
                ready.TrySetResult();
            }
        }

        _host.OutputDataReceived += (_, x) => Take(x.Data);
        _host.ErrorDataReceived += (_, x) => Take(x.Data);
        _host.Exited += (_, _) => ready.TrySetException(new InvalidOperationException(last));
        _host.Start();
        _host.BeginOutputReadLine();
        _host.BeginErrorReadLine();
        await ready.Task.WaitAsync(TimeSpan.FromMinutes(5));
        _filled = started.Elapsed;
        _chromium = await Chromium.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _chromium.DisposeAsync();
        using (var end = Process.Start("kill", ["-TERM", $"{_host.Id}"])!)
        {
            await end.WaitForExitAsync();
        }

        await _host.WaitForExitAsync();
        _host.Dispose();
        Directory.Delete(Path.GetDirectoryName(_data)!, recursive: true);
    }

    [Fact]
    public async Task A_newcomer_without_a_security_key_acts_as_case_manager_and_as_doctor()
    {
        Console.WriteLine($"the demo was filled in {_filled.TotalSeconds:F0} s");
        await using var window = await _chromium.OpenAsync();
        var page = window.Page;

        await BecomeAsync(window, "R. Özdemir");
        (await page.InnerTextAsync("main")).Should().Contain("Van Dam Logistiek").And.Contain("Bram Jacobs").And.NotContain("Zorggroep De Linde");
        await window.IsAccessibleAsync("demo-casemanager");

        await BecomeAsync(window, "S. Bakker");
        await page.Locator("form[data-passkey=get] button").ClickAsync();
        await page.WaitForURLAsync("**/work");
        await window.IsAccessibleAsync("demo-werkvoorraad");
        await page.GetByRole(AriaRole.Link, new() { Name = "Bram Jacobs", Exact = true }).First.ClickAsync();
        await page.Locator("[name='Input.Findings']").FillAsync("Kan weer tillen.");
        await page.Locator("[name='Input.ThirdParty'][value=no]").CheckAsync();
        await page.Locator("[name='Input.Verdict'][value=Fit]").CheckAsync();
        await page.Locator("[name='Input.Day']").FillAsync(TimeProvider.System.GetLocalNow().AddDays(7).ToString("dd-MM-yyyy", System.Globalization.CultureInfo.InvariantCulture));
        await page.Locator("[name='Input.Reads'][value=InConsultation]").CheckAsync();
        await page.Locator("[name='Input.ReadAt']").FillAsync("09:15");
        await page.Locator("#sign").ClickAsync();
        await page.Locator("#release").ClickAsync();
        await page.Locator("section.done").WaitForAsync();

        await BecomeAsync(window, "R. Özdemir");
        await page.GetByRole(AriaRole.Link, new() { Name = "Bram Jacobs" }).First.ClickAsync();
        await World.UntilAsync(async () =>
        {
            await page.ReloadAsync();
            return (await page.InnerTextAsync("main")).Contains("Geschikt voor het eigen werk per", StringComparison.Ordinal);
        });
        (await page.InnerTextAsync("body")).Should().NotContain("tillen");

        await BecomeAsync(window, "P. Smit", ends: "**/activate");
    }

    /// <summary>Chooses a person: that signs out and in on all three hosts.</summary>
    private async Task BecomeAsync(Window window, string name, string? ends = null)
    {
        await window.Page.GotoAsync($"http://demo.localhost:{_port + 3}/");
        await window.IsAccessibleAsync("demo-mensen");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = $"Word {name}", Exact = true }).ClickAsync();
        if (ends is not null)
        {
            await window.Page.WaitForURLAsync(ends);
            return;
        }

        await window.Page.WaitForURLAsync(url => !url.Contains("demo-leave", StringComparison.Ordinal) && !url.Contains("/sign-in", StringComparison.Ordinal)
            && !url.Contains($":{_port + 3}", StringComparison.Ordinal) && !new Uri(url).Host.StartsWith("inloggen", StringComparison.Ordinal));
    }
}
