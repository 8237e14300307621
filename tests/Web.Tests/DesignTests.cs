using System.Globalization;
using System.Text.RegularExpressions;

namespace ArboDossier.Web.Tests;

public sealed class DesignTests : IAsyncLifetime
{
    private SampleHost _host = null!;
    private string _css = "";

    public async Task InitializeAsync()
    {
        _host = await SampleHost.StartAsync();
        _css = (await _host.GetAsync("/assets/arbo.css")).Body;
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public void The_design_system_is_under_16_kilobytes() => _css.Length.Should().BeInRange(10_000, 16 * 1024);

    [Fact]
    public async Task Every_font_that_is_named_is_there()
    {
        var fonts = (await _host.GetAsync("/assets/fonts/fonts.css")).Body;
        var names = Regex.Matches(fonts, @"url\(([^)]+)\)").Select(m => m.Groups[1].Value).ToList();
        names.Should().HaveCount(6);
        foreach (var name in names)
            (await _host.GetAsync("/assets/fonts/" + name)).Headers["Content-Type"].Should().Be("font/woff2");
    }

    [Theory]
    [InlineData("med")]
    [InlineData("rei")]
    [InlineData("ide")]
    public void Text_stands_out_from_what_it_stands_on(string zone)
    {
        var tokens = Tokens(zone);
        string[] pairs =
        [
            "ink bg", "ink-2 bg", "ink-3 bg", "ink #ffffff", "ink-2 #ffffff", "ink-3 #ffffff", "zone #ffffff", "zone bg", "zone zone-l",
            "zone-d zone-l", "zone-d #ffffff", "#ffffff zone", "#ffffff zone-d", "side zone-d", "side-2 zone-d", "ink zone-l", "ink-3 zone-l",
            "ok ok-l", "warn warn-l", "bad bad-l", "bad #ffffff", "ink-2 neu-l", "ink neu-l", "emp emp-l", "ink-3 emp-l", "#ffffff emp",
            "#ffffff emp-d", "med med-l", "ink-3 #fffaf0", "ink-2 #f8f9fb", "ink ok-l",
        ];
        foreach (var pair in pairs)
        {
            var colours = pair.Split(' ').Select(c => c[0] == '#' ? c : tokens[c]).ToArray();
            Contrast(colours[0], colours[1]).Should().BeGreaterThanOrEqualTo(4.5, $"{pair} in {zone}");
        }
        // The edge of a field and the ring of the focus are not text: 3 is asked.
        Contrast(tokens["edge"], "#ffffff").Should().BeGreaterThanOrEqualTo(3);
        Contrast(tokens["focus"], tokens["bg"]).Should().BeGreaterThanOrEqualTo(3);
        Contrast("#ffd54a", tokens["zone-d"]).Should().BeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public void Every_icon_can_be_drawn_and_every_name_that_is_written_exists()
    {
        Icons.Names.Should().NotBeEmpty();
        foreach (var name in Icons.Names)
            Icons.Shapes(name).Should().StartWith("<").And.EndWith("/>").And.NotContain("<svg").And.NotContain("<!--");
        foreach (var reader in Enum.GetValues<Reader>())
            Icons.Names.Should().Contain(Readers.Look(reader).Icon);
        foreach (var look in (ZoneLook[])[ZoneLook.Identity, ZoneLook.Reintegration, ZoneLook.Medical])
            Icons.Names.Should().Contain([look.Icon, look.StripIcon]);
        foreach (var kind in (string[])["ok", "warn", "bad", "neu", "emp", "seal"])
            Icons.Names.Should().Contain(Kinds.Icon(kind));
    }

    [Fact]
    public void An_unknown_icon_is_an_error() =>
        FluentActions.Invoking(() => Icons.Shapes("lock-keyhol")).Should().Throw<ArgumentException>();

    private Dictionary<string, string> Tokens(string zone)
    {
        var tokens = new Dictionary<string, string>();
        foreach (var block in (string[])[":root", "." + zone])
        {
            var rules = Regex.Match(_css, $@"(?m)^{Regex.Escape(block)}\{{(?<in>[^}}]*)\}}").Groups["in"].Value;
            foreach (Match m in Regex.Matches(rules, @"--([a-z0-9-]+):(#[0-9a-f]{6})"))
                tokens[m.Groups[1].Value] = m.Groups[2].Value;
        }
        return tokens;
    }

    private static double Contrast(string a, string b)
    {
        var (x, y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Channel(int at)
        {
            var v = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * Channel(1) + 0.7152 * Channel(3) + 0.0722 * Channel(5);
    }
}
