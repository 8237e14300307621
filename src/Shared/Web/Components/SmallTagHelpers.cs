using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.TagHelpers;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ArboDossier.Web;

/// <summary><c>&lt;icon name="lock-keyhole"/&gt;</c>: the drawing, inline. With <c>label</c> it speaks for itself.</summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class IconTagHelper(HtmlEncoder encoder) : TagHelper
{
    /// <summary>A name of <see cref="Icons.Names"/>.</summary>
    public string Name { get; set; } = "";

    /// <summary>What it means, only where no text beside it says so.</summary>
    public string? Label { get; set; }

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Icons.Svg(Name, string.IsNullOrEmpty(Label) ? null : encoder.Encode(Label)));
    }
}

/// <summary><c>&lt;reader-tag reader="Sealed"/&gt;</c>: who reads this. Content replaces the words, not the colour.</summary>
[HtmlTargetElement("reader-tag", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ReaderTagHelper(Words words) : TagHelper
{
    /// <summary>Who.</summary>
    public Reader Reader { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var (css, icon, says) = Readers.Look(Reader);
        var own = await output.GetChildContentAsync();
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("who", HtmlEncoder.Default);
        output.AddClass(css, HtmlEncoder.Default);
        output.PreContent.SetHtmlContent(Icons.Svg(icon));
        if (own.IsEmptyOrWhiteSpace)
            output.Content.SetContent(words[says]);
        else
            output.Content.SetHtmlContent(own);
    }
}

/// <summary><c>&lt;status-tag kind="ok" icon="check"&gt;Gehouden&lt;/status-tag&gt;</c>: ok, warn, bad, neu, emp or seal.</summary>
[HtmlTargetElement("status-tag")]
public sealed class StatusTagHelper : TagHelper
{
    /// <summary>The meaning of the colour; the words must say it too.</summary>
    public string Kind { get; set; } = "neu";

    /// <summary>An icon before the words.</summary>
    public string? Icon { get; set; }

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.AddClass("tag", HtmlEncoder.Default);
        output.AddClass(Kinds.Known(Kind), HtmlEncoder.Default);
        // Razor hands a null inside quotes over as an empty string.
        if (!string.IsNullOrEmpty(Icon))
            output.PreContent.SetHtmlContent(Icons.Svg(Icon));
    }
}

/// <summary><c>&lt;note kind="warn"&gt;…&lt;/note&gt;</c>: a remark that must be seen. <c>role="status"</c> where it answers an act.</summary>
[HtmlTargetElement("note")]
public sealed class NoteTagHelper : TagHelper
{
    /// <summary>ok, warn, bad, neu, emp or seal.</summary>
    public string Kind { get; set; } = "neu";

    /// <summary>Another icon than the kind's own.</summary>
    public string? Icon { get; set; }

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.AddClass("note", HtmlEncoder.Default);
        output.AddClass(Kinds.Known(Kind), HtmlEncoder.Default);
        output.PreContent.SetHtmlContent(Icons.Svg(string.IsNullOrEmpty(Icon) ? Kinds.Icon(Kind) : Icon) + "<div>");
        output.PostContent.SetHtmlContent("</div>");
    }
}

/// <summary>The six meanings a colour can have.</summary>
internal static class Kinds
{
    internal static string Known(string kind) => kind is "ok" or "warn" or "bad" or "neu" or "emp" or "seal"
        ? kind : throw new ArgumentException($"'{kind}' is not a kind: ok, warn, bad, neu, emp or seal.", nameof(kind));

    internal static string Icon(string kind) => kind switch
    {
        "ok" => "circle-check",
        "warn" or "bad" => "triangle-alert",
        "emp" => "eye",
        "seal" => "lock-keyhole",
        _ => "info",
    };
}

/// <summary>
/// <c>&lt;error-summary/&gt;</c>: everything that is wrong, with links to the fields, in the order of the page; nothing while all is well.
/// It takes the focus when the page comes back. <c>heading</c> says what did not happen.
/// </summary>
[HtmlTargetElement("error-summary", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ErrorSummaryTagHelper(Words words, HtmlEncoder encoder) : TagHelper
{
    /// <summary>What did not happen, for example "Uw verzoek is nog niet verstuurd".</summary>
    public string? Heading { get; set; }

    /// <summary>Set by the framework.</summary>
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var errors = ViewContext.ViewData.ModelState
            .SelectMany(e => (e.Value?.Errors ?? []).Select(x => (e.Key, Says: Says(x)))).Distinct().ToList();
        if (errors.Count == 0)
        {
            output.SuppressOutput();
            return;
        }
        output.TagName = "section";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("errsum", HtmlEncoder.Default);
        output.Attributes.SetAttribute("aria-labelledby", "fouten");
        output.Attributes.SetAttribute("tabindex", "-1");
        output.Attributes.SetAttribute(new TagHelperAttribute("autofocus"));
        var heading = Heading is { Length: > 0 } own ? own : words["Er klopt iets niet in wat u invulde", "Something in what you filled in is not right"];
        output.Content.AppendHtml($"<h2 id=\"fouten\">{Icons.Svg("triangle-alert")} {encoder.Encode(heading)}</h2><p>");
        output.Content.Append(errors.Count == 1
            ? words["Verbeter dit punt. Wat u invulde, staat er nog.", "Correct this point. What you filled in is still there."]
            : words[$"Verbeter deze {errors.Count} punten. Wat u invulde, staat er nog.", $"Correct these {errors.Count} points. What you filled in is still there."]);
        output.Content.AppendHtml("</p>").AppendHtml(new InPageOrder(errors, QuestionOrder.Of(ViewContext.HttpContext)));
    }

    // An error without a sentence comes from an exception in a binder; its text is not for the user.
    private string Says(Microsoft.AspNetCore.Mvc.ModelBinding.ModelError error) => error.ErrorMessage.Length > 0
        ? error.ErrorMessage : words["Deze invoer klopt niet", "This entry is not right"];

    /// <summary>The list itself, put in order when the page is written: by then all its questions are known.</summary>
    private sealed class InPageOrder(IReadOnlyList<(string Key, string Says)> errors, Dictionary<string, int> order) : IHtmlContent
    {
        public void WriteTo(TextWriter writer, HtmlEncoder encoder)
        {
            writer.Write("<ul>");
            foreach (var (key, says) in errors.OrderBy(x => order.GetValueOrDefault(x.Key, x.Key.Length == 0 ? -1 : int.MaxValue)))
            {
                writer.Write(key.Length == 0
                    ? $"<li>{encoder.Encode(says)}</li>"
                    : $"<li><a href=\"#{encoder.Encode(FieldNames.Id(key))}\">{encoder.Encode(says)}</a></li>");
            }
            writer.Write("</ul>");
        }
    }
}
