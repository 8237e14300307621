using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace ArboDossier.Web;

/// <summary>
/// What somebody had typed when the session turned out to be over. It goes to the person's own browser, sealed with the zone's key ring, and comes
/// back into the form after signing in; it is never sent by itself. Nothing of it lies at the server.
/// <code>
/// cookie = chunk 0 · chunk 1 · …        chunk = base64url part of Protect(Brotli(JSON { path, at, fields }))
/// </code>
/// Among the fields is the form's own antiforgery token, which fits the person for whom the form was made and nobody else: whoever signs in next at
/// the same screen gets nothing of it.
/// </summary>
public static class TypedForm
{
    private const string Cookie = "__Host-arbo-typed";
    private const string Token = "__RequestVerificationToken";
    private const int ChunkCharacters = 3500;
    private const int MostChunks = 4;
    private const int MostBytes = 256 * 1024;
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private sealed record Kept(string Path, DateTimeOffset At, Dictionary<string, string[]> Fields);

    /// <summary>
    /// Keeps the form of a request that cannot be carried out until the person signs in or opens the door again. Does nothing for a request without a
    /// form; what is too long for a cookie is not kept. Requires that the answer leads on to signing in, and back to the same path.
    /// </summary>
    public static async Task KeepAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var request = http.Request;
        if (!HttpMethods.IsPost(request.Method) || request.ContentLength is not (> 0 and <= MostBytes)
            || request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
        {
            return;
        }

        var form = await request.ReadFormAsync(http.RequestAborted);
        // An answer of a passkey counts once and says nothing later.
        var fields = form.Where(x => x.Key != "Credential").ToDictionary(x => x.Key, x => x.Value.Select(v => v ?? "").ToArray());
        if (!fields.ContainsKey(Token))
        {
            return;
        }

        var text = JsonSerializer.SerializeToUtf8Bytes(new Kept(request.Path, Now(http), fields));
        var sealedText = WebEncoders.Base64UrlEncode(Protector(http).Protect(Squeeze(text)));
        if (sealedText.Length > MostChunks * ChunkCharacters)
        {
            return;
        }

        Forget(http);
        for (var i = 0; i * ChunkCharacters < sealedText.Length; i++)
        {
            http.Response.Cookies.Append(Name(i), sealedText[(i * ChunkCharacters)..Math.Min(sealedText.Length, (i + 1) * ChunkCharacters)], Options());
        }
    }

    /// <summary>What was typed on this page before the session was over, or nothing.</summary>
    internal static IReadOnlyDictionary<string, string[]>? Of(HttpContext http) => http.Items[typeof(TypedForm)] as IReadOnlyDictionary<string, string[]>;

    /// <summary>Gives it back once, to the page and the person whose it is.</summary>
    internal static async Task GiveBackAsync(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method) || http.User.Identity?.IsAuthenticated != true || Read(http) is not { } kept || http.Request.Path != kept.Path)
        {
            return;
        }

        Forget(http);
        if (Now(http) - kept.At < Life && await IsOfAsync(http, kept.Fields[Token][0]))
        {
            kept.Fields.Remove(Token);
            http.Items[typeof(TypedForm)] = kept.Fields;
        }
    }

    private static async Task<bool> IsOfAsync(HttpContext http, string token)
    {
        var antiforgery = http.RequestServices.GetRequiredService<IAntiforgery>();
        http.Request.Headers["RequestVerificationToken"] = token;
        try
        {
            await antiforgery.ValidateRequestAsync(http);
            return true;
        }
        catch (AntiforgeryValidationException)
        {
            // Another person's, or of another browser.
            return false;
        }
        finally
        {
            http.Request.Headers.Remove("RequestVerificationToken");
        }
    }

    private static Kept? Read(HttpContext http)
    {
        var text = string.Concat(Enumerable.Range(0, MostChunks).Select(i => http.Request.Cookies[Name(i)] ?? ""));
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<Kept>(Loosen(Protector(http).Unprotect(WebEncoders.Base64UrlDecode(text)))) is { } kept && kept.Fields.ContainsKey(Token) ? kept : null;
        }
        catch (Exception e) when (e is FormatException or System.Security.Cryptography.CryptographicException or JsonException or InvalidDataException)
        {
            // Bent, or sealed with a key that is gone: as if there were none.
            Forget(http);
            return null;
        }
    }

    private static void Forget(HttpContext http)
    {
        for (var i = 0; i < MostChunks; i++)
        {
            if (http.Request.Cookies.ContainsKey(Name(i)))
            {
                http.Response.Cookies.Delete(Name(i), Options());
            }
        }
    }

    private static string Name(int chunk) => $"{Cookie}-{chunk}";

    private static CookieOptions Options() => new() { Path = "/", HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, IsEssential = true };

    private static IDataProtector Protector(HttpContext http) => http.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("ArboDossier.Web.TypedForm");

    private static DateTimeOffset Now(HttpContext http) => http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    private static byte[] Squeeze(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var brotli = new BrotliStream(target, CompressionLevel.Fastest))
        {
            brotli.Write(bytes);
        }

        return target.ToArray();
    }

    private static byte[] Loosen(byte[] bytes)
    {
        using var brotli = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var target = new MemoryStream();
        brotli.CopyTo(target);
        return target.ToArray();
    }
}

/// <summary>Before a page is shown: what was typed on it when the session was over.</summary>
internal sealed class GivesBackTyped : IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        await TypedForm.GiveBackAsync(context.HttpContext);
        await next();
    }
}
