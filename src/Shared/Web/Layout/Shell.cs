using Microsoft.AspNetCore.Http;

namespace ArboDossier.Web;

/// <summary>
/// What stands around a page. Scoped: the page sets title, crumbs and strip; the program's <see cref="IShellContent"/>
/// sets person and menu, once, after the page itself was rendered (so that counts are true).
/// </summary>
public sealed class Shell(ZoneLook look)
{
    /// <summary>The zone's look; an employee's pages may say "mijn eigen dossier" with <c>Look with { … }</c>.</summary>
    public ZoneLook Look { get; set; } = look;

    /// <summary>The page's title, without the product's name. Never the content of a sealed file: titles end up in histories .</summary>
    public string Title { get; set; } = "";

    /// <summary>Somebody is signed in: the sign-out button is shown.</summary>
    public bool SignedIn { get; set; }

    /// <summary>Who is signed in.</summary>
    public ShellPerson? Person { get; set; }

    /// <summary>The side menu.</summary>
    public IList<MenuGroup> Menu { get; } = [];

    /// <summary>The path above the page; the page itself is added by the layout.</summary>
    public IList<Crumb> Crumbs { get; } = [];

    /// <summary>What the last crumb says; the title where this is null.</summary>
    public string? Here { get; set; }

    /// <summary>The sentence in bold at the top: who reads this page. The zone's own where this is null.</summary>
    public string? Strip { get; set; }

    /// <summary>The rest of that line.</summary>
    public string? StripRest { get; set; }

    /// <summary>What everyone has to know, on every page of the program; null where there is nothing.</summary>
    public string? Notice { get; set; }

    /// <summary>A partial at the end of the page that stands over it when its time comes; null where there is none.</summary>
    public string? Over { get; set; }

    /// <summary>Where the logo leads.</summary>
    public string Home { get; set; } = "/";

    /// <summary>Seconds after which the browser asks again; the way without scripts on a progress page.</summary>
    public int? RefreshSeconds { get; set; }

    /// <summary>Adds a step above the page.</summary>
    public Shell Crumb(string label, string href)
    {
        Crumbs.Add(new(label, href));
        return this;
    }

    /// <summary>Says who reads this page, in the page's own words.</summary>
    public void WhoReads(string bold, string rest)
    {
        Strip = bold;
        StripRest = rest;
    }
}

/// <summary>Who is signed in: name, initials for the round mark, and small lines below (function, number, employer).</summary>
public sealed record ShellPerson(string Name, string Initials, params IReadOnlyList<string> Lines);

/// <summary>A group of the side menu.</summary>
public sealed record MenuGroup(string Label, params IReadOnlyList<MenuItem> Items);

/// <summary>A line of the side menu. Counts only what the person may see. The longest matching path is marked as current.</summary>
public sealed record MenuItem(string Label, string Icon, string Href, int? Count = null);

/// <summary>A step in the path above the page.</summary>
public sealed record Crumb(string Label, string Href);

/// <summary>Each program registers one (scoped): who is signed in and what the menu holds.</summary>
public interface IShellContent
{
    /// <summary>Called once per rendered page, by the layout. Must not fail: a menu is not worth an error page.</summary>
    ValueTask FillAsync(Shell shell, HttpContext http);
}
