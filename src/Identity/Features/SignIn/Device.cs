namespace ArboDossier.Identity.Features.SignIn;

/// <summary>What a browser says it is, as people recognise it: browser and system, without versions. For the owner's own list only.</summary>
internal static class Device
{
    private static readonly (string Mark, string Name)[] Browsers = [("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari")];
    private static readonly (string Mark, string Name)[] Systems = [("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "Mac"), ("Linux", "Linux")];

    internal static string Of(HttpContext http)
    {
        var agent = http.Request.Headers.UserAgent.ToString();
        string[] parts = [Known(Browsers, agent), Known(Systems, agent)];
        return string.Join(", ", parts.Where(x => x.Length > 0));
    }

    private static string Known((string Mark, string Name)[] all, string agent) => all.FirstOrDefault(x => agent.Contains(x.Mark, StringComparison.Ordinal)).Name ?? "";
}
