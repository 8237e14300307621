namespace ArboDossier.Identity.Features;

/// <summary>Reading what another program posts.</summary>
internal static class Bodies
{
    /// <summary>The body as text, or null when it is longer than this or not plain ASCII, as every signed message is.</summary>
    internal static async Task<string?> ReadShortAsync(this HttpContext http, int mostCharacters, CancellationToken cancel)
    {
        var buffer = new byte[mostCharacters + 1];
        var read = await http.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        return read <= mostCharacters && System.Text.Ascii.IsValid(buffer.AsSpan(0, read)) ? System.Text.Encoding.ASCII.GetString(buffer, 0, read) : null;
    }
}
