using System.Text.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ArboDossier.Journeys.Tests.Pages;

/// <summary>What is looked at on a page. Each look gives what is wrong; nothing where all is well.</summary>
public static class Looks
{
    private const string Facts = """
        () => {
          const clone = document.documentElement.cloneNode(true);
          for (const own of clone.querySelectorAll('[lang], script, style, svg, code, pre, noscript, .mono')) own.remove();
          const said = [...clone.querySelectorAll('[aria-label], [placeholder], [title]')].map(x => [x.getAttribute('aria-label'), x.getAttribute('placeholder'), x.getAttribute('title')].join(' '));
          const root = document.scrollingElement;
          const wide = [...document.querySelectorAll('main *, header *')].filter(x => x.checkVisibility() && x.getBoundingClientRect().right > innerWidth + 1 && !x.closest('.skip, .vh')).slice(0, 3).map(x => x.outerHTML.slice(0, 90));
          return JSON.stringify({
            lang: document.documentElement.lang, title: document.title, headings: document.querySelectorAll('h1').length, mains: document.querySelectorAll('main').length,
            words: clone.textContent + ' ' + said.join(' ') + ' ' + document.title, scroll: root.scrollWidth, width: innerWidth, wide,
            ids: [...document.querySelectorAll('[id]')].map(x => x.id).filter((x, i, all) => all.indexOf(x) !== i),
          });
        }
        """;

    private const string Watch = """
        () => {
          const shown = x => x.checkVisibility({ visibilityProperty: true }) && !x.disabled && x.tabIndex >= 0 && !x.closest('details:not([open]) > :not(summary)');
          const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')].filter(shown);
          const group = x => x.type === 'radio' ? `${[...document.forms].indexOf(x.form)}/${x.name}` : null;
          window.arboWanted = all.filter(x => x.type !== 'radio' || x === (all.find(y => group(y) === group(x) && y.checked) ?? all.find(y => group(y) === group(x))));
          window.arboSeen = new Set();
          window.arboUnseen = [];
          document.addEventListener('focusin', e => {
            window.arboSeen.add(e.target);
            const look = getComputedStyle(e.target);
            if (look.outlineStyle === 'none' || parseFloat(look.outlineWidth) < 2) window.arboUnseen.push(e.target.outerHTML.slice(0, 90));
          });
          document.activeElement?.blur();
          window.scrollTo(0, 0);
          return window.arboWanted.length;
        }
        """;

    private const string Missed = """
        () => JSON.stringify({
          missed: window.arboWanted.filter(x => !window.arboSeen.has(x) && !(x.type === 'radio' && [...window.arboSeen].some(y => y.name === x.name && y.form === x.form))).map(x => x.outerHTML.slice(0, 90)),
          unseen: window.arboUnseen.slice(0, 3),
          skip: [...window.arboSeen][0]?.classList.contains('skip') === true,
        })
        """;

    private static readonly string[] Standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

    /// <summary>One heading, one main, the language of the page, no word of the other, nothing wider than the window, every id once.</summary>
    public static async Task<IReadOnlyList<string>> BasicsAsync(IPage page, string language)
    {
        using var json = JsonDocument.Parse(await page.EvaluateAsync<string>(Facts));
        var root = json.RootElement;
        var wrong = new List<string>();
        void Must(bool holds, string rule)
        {
            if (!holds)
            {
                wrong.Add(rule);
            }
        }

        Must(root.GetProperty("lang").GetString() == language, $"html lang is {root.GetProperty("lang").GetString()}");
        Must(root.GetProperty("headings").GetInt32() == 1, $"{root.GetProperty("headings").GetInt32()} first headings");
        Must(root.GetProperty("mains").GetInt32() == 1, $"{root.GetProperty("mains").GetInt32()} main parts");
        Must(root.GetProperty("title").GetString()!.Length > 5, "no title");
        Must(root.GetProperty("scroll").GetInt32() <= root.GetProperty("width").GetInt32(), $"scrolls sideways: {root.GetProperty("wide")}");
        Must(root.GetProperty("ids").GetArrayLength() == 0, $"ids twice: {root.GetProperty("ids")}");
        var found = Languages.Foreign(root.GetProperty("words").GetString()!, language);
        Must(found.Count == 0, $"words of the other language: {string.Join(", ", found)}");
        return wrong;
    }

    /// <summary>Nothing sticks out at this width.</summary>
    public static async Task<IReadOnlyList<string>> FitsAsync(IPage page)
    {
        using var json = JsonDocument.Parse(await page.EvaluateAsync<string>(Facts));
        var root = json.RootElement;
        return root.GetProperty("scroll").GetInt32() <= root.GetProperty("width").GetInt32() ? [] : [$"scrolls sideways: {root.GetProperty("wide")}"];
    }

    /// <summary>WCAG 2.2 A and AA, as far as axe sees.</summary>
    public static async Task<IReadOnlyList<string>> AxeAsync(IPage page)
    {
        var result = await page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = [.. Standards] }, ResultTypes = [ResultType.Violations] });
        return [.. result.Violations.Select(x => $"axe {x.Id}: {string.Join(" | ", x.Nodes.Select(n => n.Html.Length > 160 ? n.Html[..160] : n.Html))}")];
    }

    /// <summary>Tab reaches everything, the skip link first, and one sees where one is.</summary>
    public static async Task<IReadOnlyList<string>> KeyboardAsync(IPage page)
    {
        var wanted = await page.EvaluateAsync<int>(Watch);
        for (var i = 0; i < wanted + 2; i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        using var json = JsonDocument.Parse(await page.EvaluateAsync<string>(Missed));
        var root = json.RootElement;
        var wrong = new List<string>();
        if (root.GetProperty("missed").GetArrayLength() > 0)
        {
            wrong.Add($"the keyboard does not reach: {root.GetProperty("missed")}");
        }

        if (root.GetProperty("unseen").GetArrayLength() > 0)
        {
            wrong.Add($"focus is not to be seen: {root.GetProperty("unseen")}");
        }

        if (!root.GetProperty("skip").GetBoolean())
        {
            wrong.Add("the skip link is not first");
        }

        return wrong;
    }
}
