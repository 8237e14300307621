using ArboDossier.Boundary.Tests;
using Microsoft.Playwright;

namespace ArboDossier.Journeys.Tests;

/// <summary>What a newcomer does after the first command of the README: choose a demo person and work, without a security key.</summary>
public sealed class DemoJourneyTests(DemoService demo) : IClassFixture<DemoService>
{
    [Fact]
    public async Task A_newcomer_without_a_security_key_acts_as_case_manager_and_as_doctor()
    {
        await using var window = await demo.Chromium.OpenAsync();
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

    [Fact]
    public async Task Without_scripts_a_newcomer_signs_in_with_the_password_and_the_code_that_the_demo_shows()
    {
        await using var window = await demo.Chromium.OpenAsync(scripts: false);
        var page = window.Page;
        await page.GotoAsync($"http://demo.localhost:{demo.Port + 3}/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Word R. Özdemir", Exact = true }).ClickAsync();
        await page.WaitForURLAsync("**/sign-in**");
        await page.GotoAsync($"http://demo.localhost:{demo.Port + 3}/");
        var (email, password, code) = (await page.Locator("dd").Nth(0).InnerTextAsync(), await page.Locator("dd").Nth(1).InnerTextAsync(), await page.Locator("#code").InnerTextAsync());

        await page.GotoAsync($"http://reintegratie.localhost:{demo.Port + 1}/");
        await page.Locator("[name=Email]").FillAsync(email);
        await page.Locator("[name=Password]").FillAsync(password);
        await page.Locator("form:has([name=Password]) button").ClickAsync();
        await page.Locator("[name=Code]").FillAsync(code);
        await page.Locator("form:has([name=Code]) button").ClickAsync();
        await page.WaitForURLAsync($"http://reintegratie.localhost:{demo.Port + 1}/**");
        (await page.InnerTextAsync("main")).Should().Contain("Van Dam Logistiek");
    }

    [Fact]
    public async Task Whoever_is_named_for_one_thing_finds_it_and_nothing_beside_it()
    {
        await using var window = await demo.Chromium.OpenAsync();
        var page = window.Page;
        (string Name, string Sees, string Not)[] named =
        [
            ("D. Verbeek", "1 open zaak", "Bram Jacobs"), ("F. Terpstra", "Het lot koos deze dossiers", "Marieke de Vries"), ("Joost Hofman", "U kijkt namens Marieke de Vries", "Meld herstel"),
        ];
        foreach (var (name, sees, not) in named)
        {
            await BecomeAsync(window, name);
            await ReadOnAsync(page);
            (await page.InnerTextAsync("main")).Should().Contain(sees, name).And.NotContain(not, name);
        }

        foreach (var name in (string[])["E. Brandsma", "H. Veenstra", "I. Kramer"])
        {
            await BecomeAsync(window, name);
            await page.Locator("form[data-passkey=get] button").ClickAsync();
            await page.WaitForURLAsync(url => !url.Contains("/door", StringComparison.Ordinal));
            await ReadOnAsync(page);
            await page.WaitForURLAsync("**/recovery");
            (await page.InnerTextAsync("main")).Should().Contain("2 van deze 3", name).And.Contain(name);
            (await page.Locator("form[action*=Begin]").CountAsync()).Should().Be(1, "{0} stands on the list", name);
        }
    }

    private static async Task ReadOnAsync(IPage page)
    {
        if (await page.Locator("form#read-on").CountAsync() > 0)
        {
            await page.Locator("form#read-on button").ClickAsync();
            await page.WaitForURLAsync(url => !url.Contains("/privacy", StringComparison.Ordinal));
        }
    }

    /// <summary>Chooses a person: that signs out and in on all three hosts.</summary>
    private async Task BecomeAsync(Window window, string name, string? ends = null)
    {
        await window.Page.GotoAsync($"http://demo.localhost:{demo.Port + 3}/");
        await window.IsAccessibleAsync("demo-mensen");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = $"Word {name}", Exact = true }).ClickAsync();
        if (ends is not null)
        {
            await window.Page.WaitForURLAsync(ends);
            return;
        }

        await window.Page.WaitForURLAsync(url => !url.Contains("demo-leave", StringComparison.Ordinal) && !url.Contains("/sign-in", StringComparison.Ordinal)
            && !url.Contains($":{demo.Port + 3}", StringComparison.Ordinal) && !new Uri(url).Host.StartsWith("inloggen", StringComparison.Ordinal));
    }
}
