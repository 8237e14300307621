using System.Collections;
using System.Reflection;
using System.Text.Json;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Reintegration.Features;

/// <summary>
/// A form takes exactly the fields of its page. Any other field, and any other kind of body, is refused with the field's name and
/// without its value, before anything of it is bound, kept or logged.
/// </summary>
public sealed class ClosedForm(Commits<ReintegrationContext> commits, Words t) : IAsyncResourceFilter
{
    private const int LongestName = 60;

    /// <inheritdoc/>
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var request = context.HttpContext.Request;
        if (!HttpMethods.IsPost(request.Method) || context.ActionDescriptor is not CompiledPageActionDescriptor page)
        {
            await next();
            return;
        }

        var unknown = request.HasFormContentType
            ? (await request.ReadFormAsync(context.HttpContext.RequestAborted)).Keys.Concat(request.Form.Files.Select(x => x.Name)).FirstOrDefault(x => !Takes(page, x))
            : await OtherBodyAsync(page, request);
        if (unknown is null)
        {
            await next();
            return;
        }

        var visitor = context.HttpContext.Features.Get<Visitor>() ?? Visitor.Nobody("");
        await commits.RecordAsync(SideAccess.UnknownField(visitor), context.HttpContext.RequestAborted);
        var name = Shown(unknown);
        context.Result = new ContentResult
        {
            StatusCode = StatusCodes.Status400BadRequest,
            ContentType = "text/plain; charset=utf-8",
            Content = t[$"Dit formulier heeft geen veld \"{name}\". Er is niets bewaard.", $"This form has no field \"{name}\". Nothing was kept."] + "\n",
        };
    }

    private static async Task<string?> OtherBodyAsync(CompiledPageActionDescriptor page, HttpRequest request)
    {
        if (request.ContentLength is null or 0 && request.ContentType is null)
        {
            return null;
        }

        try
        {
            using var json = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            var member = json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.EnumerateObject().Select(x => x.Name).FirstOrDefault(x => !Takes(page, x)) : null;
            return member ?? "Content-Type";
        }
        catch (JsonException)
        {
            return "Content-Type";
        }
    }

    private static bool Takes(CompiledPageActionDescriptor page, string name) =>
        name == "__RequestVerificationToken" || page.BoundProperties.Any(x => Takes(x.ParameterType, x.Name, name));

    private static bool Takes(Type type, string path, string name)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (name == path)
        {
            return true;
        }

        var nested = type.IsClass && type != typeof(string) && !typeof(IEnumerable).IsAssignableFrom(type) && type.Namespace?.StartsWith("ArboDossier", StringComparison.Ordinal) == true;
        return nested && name.StartsWith(path + ".", StringComparison.Ordinal)
            && type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Any(x => x.CanWrite && Takes(x.PropertyType, $"{path}.{x.Name}", name));
    }

    /// <summary>A name is told back only as far as it is one: what somebody wrote into it must not come out as a page.</summary>
    private static string Shown(string name) => new([.. name.Take(LongestName).Select(x => char.IsAsciiLetterOrDigit(x) || x is '.' or '_' or '-' ? x : '?')]);
}
