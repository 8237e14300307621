using System.Collections.Concurrent;
using ArboDossier.Boundary.Tests;
using Microsoft.Playwright;

namespace ArboDossier.Journeys.Tests.Pages;

/// <summary>
/// Every form in which somebody types: refused, with what is wrong on top in the order of the page; and with a session that was over. What was typed
/// is there again each time. And the pages that say that something is not there or does not work now.
/// </summary>
[Collection(nameof(PagesWorld))]
public sealed class EveryFormTests(PagesWorld world)
{
    private const int AtOnce = 2;
    private readonly ConcurrentBag<string> _wrong = [];

    [Fact]
    public async Task Every_form_with_a_field_to_type_in_is_tried()
    {
        var tried = Forms.All(world).Select(x => $"{x.Program} {x.Route} {x.Handler}").ToHashSet();
        var found = new ConcurrentDictionary<string, string>();
        await Parallel.ForEachAsync(Stops.All(world).Where(x => x.Route.Length > 0 && x.Status == 200).GroupBy(x => x.Who), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (group, _) =>
        {
            await using var window = await world.WindowOfAsync(group.Key, scripts: false);
            foreach (var stop in group)
            {
                await window.Page.GotoAsync(world.Origin(stop.Program) + stop.Path);
                if (new Uri(window.Page.Url).AbsolutePath != stop.Path.Split('?')[0])
                {
                    continue;
                }

                foreach (var action in await window.Page.EvalOnSelectorAllAsync<string[]>(
                    "main form[method=post]", "forms => forms.filter(x => [...x.elements].some(y => ['text', 'email', 'tel', 'password', 'search', 'textarea', 'file'].includes(y.type))).map(x => new URL(x.action).searchParams.get('handler') ?? '')"))
                {
                    found[$"{stop.Program} {stop.Route} {action}"] = stop.ToString();
                }

                // Without scripts every page has its heading and its forms; what needs a passkey says so.
                if (await window.Page.Locator("h1").CountAsync() != 1)
                {
                    _wrong.Add($"{stop} without scripts: no heading");
                }

                if (await window.Page.Locator("form[data-passkey]").CountAsync() > 0 && await window.Page.Locator("noscript").CountAsync() == 0)
                {
                    _wrong.Add($"{stop} without scripts: nothing says what to do without a passkey");
                }
            }
        });
        _wrong.Should().BeEmpty();
        found.Keys.Except(tried).Except(Forms.Elsewhere.Keys).Should().BeEmpty("a form in which somebody types is tried here, refused and with a session that is over");
    }

    [Fact]
    public async Task A_refused_form_says_on_top_what_is_wrong_in_the_order_of_the_page_and_keeps_what_was_typed()
    {
        await Parallel.ForEachAsync(Forms.All(world).GroupBy(x => x.Who), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (group, _) =>
        {
            await using var window = await world.WindowOfAsync(group.Key, 390);
            var page = window.Page;
            foreach (var (language, width) in ((string, int)[])[("nl", 390), ("en", 1440)])
            {
                await page.SetViewportSizeAsync(width, 900);
                foreach (var program in group.Select(x => x.Program).Distinct())
                {
                    await page.GotoAsync($"{world.Origin(program)}/language/{language}?back=/health");
                }

                foreach (var form in group)
                {
                    await page.GotoAsync(world.Origin(form.Program) + form.Path);
                    await FillAsync(page, form);
                    // By the keyboard.
                    await page.Locator(form.Selector).Locator(form.Button).First.FocusAsync();
                    await LoadAsync(page, () => page.Keyboard.PressAsync("Enter"));
                    var where = $"{form}, refused, {language}, {width} px";
                    await RefusedAsync(page, form, where);
                    await NoteAsync(where, Looks.BasicsAsync(page, language));
                    if (language == "nl")
                    {
                        await NoteAsync(where, Looks.AxeAsync(page));
                    }
                }
            }
        });
        string.Join('\n', _wrong.Order()).Should().BeEmpty();
    }

    [Fact]
    public async Task What_was_typed_survives_a_session_that_is_over()
    {
        // Without scripts where no passkey is asked for on the way back.
        foreach (var group in Forms.All(world).Where(x => x.Program != "Identity" && x.Typed.Values.Any(y => y.Length > 0)).GroupBy(x => (x.Program, x.Who)))
        {
            await using var window = await world.WindowOfAsync(group.Key.Who, scripts: group.Key.Program == "Medical");
            var page = window.Page;
            foreach (var form in group)
            {
                await page.GotoAsync(world.Origin(form.Program) + form.Path);
                if (new Uri(page.Url).AbsolutePath == "/door")
                {
                    await ThroughTheDoorAsync(page);
                }

                await FillAsync(page, form);
                await page.Context.ClearCookiesAsync(new() { Name = $"__Host-arbo-{form.Program.ToLowerInvariant()}" });
                await LoadAsync(page, () => page.Locator(form.Selector).Locator(form.Button).First.ClickAsync());
                if (new Uri(page.Url).AbsolutePath == "/door")
                {
                    await ThroughTheDoorAsync(page);
                }

                var where = $"{form}, session over";
                if (new Uri(page.Url).AbsolutePath != form.Path.Split('?')[0])
                {
                    _wrong.Add($"{where}: at {new Uri(page.Url).AbsolutePath}");
                    continue;
                }

                await TypedIsThereAsync(page, form, where);
                if (!await page.Locator("main > .note[role=status]").IsVisibleAsync())
                {
                    _wrong.Add($"{where}: nothing says that it was not sent");
                }
            }
        }

        string.Join('\n', _wrong.Order()).Should().BeEmpty();
    }

    [Fact]
    public async Task What_does_not_work_now_is_said_in_both_languages()
    {
        // Started while the sign-in program is away, so that its description is not known either.
        await world.World.Programs.KillAsync(Programs.Identity);
        try
        {
            foreach (var zone in (string[])[Programs.Reintegration, Programs.Medical])
            {
                await world.World.Programs.KillAsync(zone);
                await world.World.Programs.RestartAsync(zone);
            }

            foreach (var (language, locale, width) in ((string, string, int)[])[("nl", "nl-NL", 390), ("en", "en-GB", 1440)])
            {
                foreach (var program in (string[])["Reintegration", "Medical"])
                {
                    await using var window = await world.Chromium.OpenAsync(width, language: locale);
                    var answer = await window.Page.GotoAsync(world.Origin(program) + "/");
                    var where = $"{program} without the sign-in program, {language}, {width} px";
                    answer!.Status.Should().Be(503, where);
                    await NoteAsync(where, Looks.BasicsAsync(window.Page, language));
                    await NoteAsync(where, Looks.AxeAsync(window.Page));
                    await NoteAsync(where, Looks.KeyboardAsync(window.Page));
                }
            }
        }
        finally
        {
            await world.World.Programs.RestartAsync(Programs.Identity);
        }

        string.Join('\n', _wrong.Order()).Should().BeEmpty();
    }

    private static async Task ThroughTheDoorAsync(IPage page)
    {
        await page.Locator("form[data-passkey=get] button").First.ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/door", StringComparison.Ordinal));
    }

    private static async Task LoadAsync(IPage page, Func<Task> act)
    {
        var loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Take(object? sender, IPage there) => loaded.TrySetResult();
        page.DOMContentLoaded += Take;
        await act();
        await loaded.Task.WaitAsync(TimeSpan.FromSeconds(30));
        page.DOMContentLoaded -= Take;
    }

    private static async Task FillAsync(IPage page, Form form)
    {
        // What stands in a closed part of the page is opened as a person does it.
        foreach (var closed in await page.Locator($"main details:not([open]):has({form.Selector["main ".Length..]}) > summary").AllAsync())
        {
            await closed.ClickAsync();
        }

        foreach (var (name, value) in form.Chosen ?? new Dictionary<string, string>())
        {
            await page.Locator($"{form.Selector} [name='{name}'][value='{value}']").CheckAsync();
        }

        foreach (var (name, value) in form.Typed)
        {
            await page.Locator($"{form.Selector} [name='{name}']").First.FillAsync(value);
        }
    }

    private async Task RefusedAsync(IPage page, Form form, string where)
    {
        var named = await page.EvalOnSelectorAllAsync<string[]>(".errsum li", "lines => lines.map(x => x.querySelector('a')?.hash.slice(1) ?? '')");
        if (named.Length == 0)
        {
            _wrong.Add($"{where}: nothing is said to be wrong, at {new Uri(page.Url).AbsolutePath}");
            return;
        }

        var order = await page.EvaluateAsync<int[]>("ids => { const all = [...document.querySelectorAll('[id]')].map(x => x.id); return ids.map(x => all.indexOf(x)); }", named.Where(x => x.Length > 0).ToArray());
        if (order.Any(x => x < 0))
        {
            _wrong.Add($"{where}: a mistake leads nowhere: {string.Join(", ", named)}");
        }
        else if (!order.SequenceEqual(order.Order()))
        {
            _wrong.Add($"{where}: not in the order of the page: {string.Join(", ", named)}");
        }

        if (!await page.EvaluateAsync<bool>("document.activeElement?.classList.contains('errsum') === true"))
        {
            _wrong.Add($"{where}: the list of mistakes has not the focus");
        }

        await TypedIsThereAsync(page, form, where);
    }

    private async Task TypedIsThereAsync(IPage page, Form form, string where)
    {
        foreach (var (name, value) in form.Typed.Where(x => x.Key is not ("Password" or "Confirm")))
        {
            var field = page.Locator($"{form.Selector} [name='{name}']").First;
            var there = await field.CountAsync() == 0 ? null : await field.InputValueAsync();
            if (there != value)
            {
                _wrong.Add($"{where}: '{value}' is no longer in {name}, but '{there ?? "no field"}'");
            }
        }

        foreach (var (name, value) in form.Chosen ?? new Dictionary<string, string>())
        {
            if (!await page.Locator($"{form.Selector} [name='{name}'][value='{value}']").IsCheckedAsync())
            {
                _wrong.Add($"{where}: {value} is no longer chosen in {name}");
            }
        }
    }

    private async Task NoteAsync(string where, Task<IReadOnlyList<string>> look)
    {
        foreach (var rule in await look)
        {
            _wrong.Add($"{where}: {rule}");
        }
    }
}
