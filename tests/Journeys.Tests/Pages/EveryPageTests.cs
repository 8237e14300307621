using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using ArboDossier.Boundary.Tests;
using Microsoft.Playwright;

namespace ArboDossier.Journeys.Tests.Pages;

/// <summary>Every page of the three programs, as the people who see it, in its states, in both languages, at the width of a telephone and of a desk.</summary>
[Collection(nameof(PagesWorld))]
public sealed partial class EveryPageTests(PagesWorld world)
{
    private const int Phone = 390;
    private const int Desk = 1440;
    private const int AtOnce = 2;
    private readonly ConcurrentBag<string> _wrong = [];

    [Fact]
    public void Every_page_of_the_matrices_is_on_the_walk()
    {
        var walked = Stops.All(world).Select(x => (x.Program, x.Route)).ToHashSet();
        foreach (var program in (string[])["Reintegration", "Medical", "Identity"])
        {
            var pages = File.ReadLines(Path.Combine(Repository.Root, "src", program, "Access", "matrix.txt")).Select(x => RowPattern().Match(x)).Where(x => x.Success).Select(x => x.Groups[1].Value).Where(x => !Stops.NoPages.Contains(x)).ToList();
            pages.Should().NotBeEmpty();
            pages.Where(x => !walked.Contains((program, x))).Should().BeEmpty("a page of {0} that is in its matrix is looked at here too", program);
        }
    }

    [Fact]
    public void Every_text_differs_by_language()
    {
        Languages.All.Count.Should().BeGreaterThan(700);
        string[] alike = ["Menu", "Privacy", "Postcode", "Video", "Plan", "Planner", "Code", "Status", "Account", "Team", "Start", "Week", "Land", "Contact", "Agenda", "Passkeys", "Accounts", "E-mail", "Portugal", "Plan:"];
        Languages.All.Where(x => x.Dutch == x.English && x.Dutch.Count(char.IsLetter) > 3).Select(x => x.Dutch.Trim()).Except(alike).Should().BeEmpty("a text that is the same in both languages was not translated");
    }

    [Fact]
    public async Task Every_page_is_whole_in_both_languages_at_both_widths_with_the_keyboard_and_for_a_screen_reader()
    {
        var stops = Stops.All(world);
        // Axe and the keyboard once for each page; its other states are held against the languages and the widths.
        var first = stops.GroupBy(x => (x.Program, x.Route.Length > 0 ? x.Route : x.Path)).Select(x => x.First()).ToHashSet();
        await Parallel.ForEachAsync(stops.GroupBy(x => x.Who), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (group, _) => await WalkAsync(group.Key, [.. group], first));
        string.Join('\n', _wrong.Order()).Should().BeEmpty("page, state, person, language, width and rule");
    }

    private async Task WalkAsync(Who who, IReadOnlyList<Stop> stops, HashSet<Stop> first)
    {
        await using var window = await world.WindowOfAsync(who, Phone);
        var page = window.Page;
        var menus = new HashSet<string>();
        foreach (var stop in stops)
        {
            await GoAsync(page, stop, "nl", Phone);
            await NoteAsync(stop, "nl", Phone, Looks.BasicsAsync(page, "nl"));
            if (first.Contains(stop))
            {
                await NoteAsync(stop, "nl", Phone, Looks.AxeAsync(page));
            }

            await SeeAsync(page, stop, Phone);
            if (await page.Locator(".menu summary").IsVisibleAsync() && menus.Add(stop.Program))
            {
                await page.Locator(".menu summary").ClickAsync();
                await NoteAsync(stop, "nl", Phone, Looks.AxeAsync(page), "menu open");
                await NoteAsync(stop, "nl", Phone, Looks.FitsAsync(page), "menu open");
                await page.Locator(".menu summary").ClickAsync();
            }

            await page.SetViewportSizeAsync(Desk, 1000);
            await NoteAsync(stop, "nl", Desk, Looks.FitsAsync(page));
            await SeeAsync(page, stop, Desk);
            await page.SetViewportSizeAsync(Phone, 844);
        }

        foreach (var program in stops.Select(x => x.Program).Distinct())
        {
            await page.GotoAsync($"{world.Origin(program)}/language/en?back=/health");
        }

        await page.SetViewportSizeAsync(Desk, 1000);
        foreach (var stop in stops)
        {
            await GoAsync(page, stop, "en", Desk);
            await NoteAsync(stop, "en", Desk, Looks.BasicsAsync(page, "en"));
            if (first.Contains(stop))
            {
                await NoteAsync(stop, "en", Desk, Looks.KeyboardAsync(page));
                await NoteAsync(stop, "en", Desk, Looks.AxeAsync(page));
            }

            await page.SetViewportSizeAsync(Phone, 844);
            await NoteAsync(stop, "en", Phone, Looks.FitsAsync(page));
            await page.SetViewportSizeAsync(Desk, 1000);
        }
    }

    private async Task GoAsync(IPage page, Stop stop, string language, int width)
    {
        var answer = await page.GotoAsync(world.Origin(stop.Program) + stop.Path);
        if (answer!.Status != stop.Status)
        {
            _wrong.Add($"{stop}, {language}, {width} px: status {answer.Status}, at {new Uri(page.Url).AbsolutePath}");
        }
    }

    private async Task NoteAsync(Stop stop, string language, int width, Task<IReadOnlyList<string>> look, string more = "")
    {
        foreach (var rule in await look)
        {
            _wrong.Add($"{stop}, {language}, {width} px{(more.Length > 0 ? ", " + more : "")}: {rule}");
        }
    }

    private static async Task SeeAsync(IPage page, Stop stop, int width)
    {
        if (Environment.GetEnvironmentVariable("ARBO_SCREENSHOTS") is { Length: > 0 } directory)
        {
            var name = NamePattern().Replace($"{stop.Program}{(stop.Route.Length > 0 ? stop.Route : stop.Path)}-{stop.State}-{stop.Who}", "_");
            await page.ScreenshotAsync(new() { Path = Path.Combine(directory, $"{name}-{width}.png"), FullPage = true });
        }
    }

    [GeneratedRegex(@"^[^#]*?\S  GET (/\S*)$")]
    private static partial Regex RowPattern();

    [GeneratedRegex("[^A-Za-z0-9-]+")]
    private static partial Regex NamePattern();
}
