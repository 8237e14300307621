using System.Text;
using ArboDossier.DemoAuthenticator.Browsing;

namespace ArboDossier.DemoAuthenticator.Demo;

/// <summary>Reading in an employer's export through the employer's own screen.</summary>
public static class ImportSteps
{
    /// <summary>Uploads, looks at the preview, confirms, and waits until it is done.</summary>
    public static async Task ImportAsync(Person administrator, string csv)
    {
        var page = await UploadAsync(administrator, Encoding.UTF8.GetBytes(csv));
        if (page.Document.QuerySelector("button[name=Confirm]") is null)
        {
            // Nothing to add or to change: the file was read in before.
            return;
        }

        page = await administrator.Browser.SubmitAsync(page, "form:has(button[name=Confirm])", null, "button[name=Confirm]");
        for (var i = 0; i < 600 && page.Document.QuerySelector("section.done") is null; i++)
        {
            await Task.Delay(100);
            page = await administrator.Browser.GetAsync(page.Address.ToString());
        }
    }

    /// <summary>Uploads a file; gives the preview, or the page with what is wrong.</summary>
    public static async Task<Page> UploadAsync(Person administrator, byte[] file)
    {
        var page = await administrator.OpenAsync($"{administrator.At.Reintegration}/import");
        var token = page.Document.QuerySelector("form[enctype] input[name=__RequestVerificationToken]")?.GetAttribute("value")
            ?? throw new InvalidOperationException($"no upload form: {page.Address.AbsolutePath} {page.TextOf("h1")}");
        using var content = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" } };
        content.Add(new ByteArrayContent(file), "Upload", "export.csv");
        return await administrator.Browser.PostAsync($"{administrator.At.Reintegration}/import", content);
    }
}
