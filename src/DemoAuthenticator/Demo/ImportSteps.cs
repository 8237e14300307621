using System.Text;
using ArboDossier.DemoAuthenticator.Browsing;

namespace ArboDossier.DemoAuthenticator.Demo;

/// <summary>Reading in an employer's export through the employer's own screen.</summary>
public static class ImportSteps
{
    /// <summary>Uploads, looks at the preview, confirms, and waits until it is done.</summary>
    public static async Task ImportAsync(Person administrator, string csv)
    {
        var page = await administrator.OpenAsync($"{administrator.At.Reintegration}/import");
        _ = Encoding.UTF8.GetByteCount(csv);
        throw new InvalidOperationException($"the import screen is not known yet: {page.TextOf("h1")}");
    }
}
