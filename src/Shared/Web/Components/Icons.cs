using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;

namespace ArboDossier.Web;

/// <summary>The icons of <c>Icons/*.svg</c>, embedded in the assembly. Adding one is copying the file there.</summary>
public static partial class Icons
{
    private static readonly ConcurrentDictionary<string, string> Read = new(StringComparer.Ordinal);

    /// <summary>Every name that can be used.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. typeof(Icons).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith("icon:", StringComparison.Ordinal)).Select(n => n[5..]).Order(StringComparer.Ordinal)];

    /// <summary>The shapes inside the svg element.</summary>
    /// <exception cref="ArgumentException">There is no such icon: a misspelt name must fail where it is written.</exception>
    public static string Shapes(string name) => Read.GetOrAdd(name, static n =>
    {
        using var stream = typeof(Icons).Assembly.GetManifestResourceStream("icon:" + n)
            ?? throw new ArgumentException($"There is no icon '{n}' in Shared/Web/Icons.", nameof(name));
        using var reader = new StreamReader(stream);
        var inside = Body().Match(reader.ReadToEnd()).Groups["in"].Value;
        return Blank().Replace(inside, " ").Replace("> <", "><", StringComparison.Ordinal).Trim();
    });

    /// <summary>The complete svg element, hidden from assistive technology unless it has a label of its own.</summary>
    internal static string Svg(string name, string? encodedLabel = null) =>
        $"<svg class=\"i\" viewBox=\"0 0 24 24\" {(encodedLabel is null ? "aria-hidden=\"true\"" : $"role=\"img\" aria-label=\"{encodedLabel}\"")}>{Shapes(name)}</svg>";

    [GeneratedRegex("<svg[^>]*>(?<in>.*)</svg>", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Body();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
