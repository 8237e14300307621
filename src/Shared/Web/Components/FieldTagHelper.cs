using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ArboDossier.Web;

/// <summary>
/// One question with one answer: <c>&lt;field for="Input.Day" label="@T[…]" type="date" reader="Employer"/&gt;</c>.
/// Types: text (default), textarea, select, date (typed text, dd-mm-jjjj), time, email, tel, number, password, code, search, file.
/// Every other attribute goes to the input itself.
/// </summary>
[HtmlTargetElement("field", Attributes = "for,label", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class FieldTagHelper(Words words, HtmlEncoder encoder) : QuestionTagHelper(words, encoder)
{
    /// <summary>The question.</summary>
    public string Label { get; set; } = "";

    /// <summary>The kind of field.</summary>
    public string Type { get; set; } = "text";

    /// <summary>The lines of a textarea.</summary>
    public int Rows { get; set; } = 4;

    /// <summary>The answers of a select.</summary>
    public IEnumerable<Choice>? Options { get; set; }

    /// <summary>The first, empty line of a select, such as "Kies".</summary>
    public string? Empty { get; set; }

    /// <summary>"short" for dates, times and codes (which is also their default); else the full width.</summary>
    public string? Width { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var below = await output.GetChildContentAsync();
        var extra = string.Concat(output.Attributes.Where(a => a.Name != "class").Select(Extra));
        var classes = output.Attributes["class"]?.Value?.ToString();
        output.Attributes.Clear();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", string.Join(' ', new[] { "q", Error is null ? null : "x", classes }.Where(c => c is not null)));

        var reader = ReaderHtml();
        var label = $"<label for=\"{E(FieldId)}\">{E(Label)}{OptionalHtml()}</label>";
        output.Content.AppendHtml(reader.Length == 0 ? label : $"<div class=\"lab\">{label}{reader}</div>");
        output.Content.AppendHtml(ErrorHtml());
        output.Content.AppendHtml(Control(extra));
        output.Content.AppendHtml(HintHtml());
        output.Content.AppendHtml(below);
    }

    private string Control(string extra)
    {
        var value = Type is "password" or "file" ? "" : (Values() is [var first, ..] ? first : "");
        var described = DescribedBy();
        var common = new StringBuilder().Append(CultureInfo.InvariantCulture, $" id=\"{E(FieldId)}\" name=\"{E(Name)}\"");
        if (described.Length > 0)
            common.Append(CultureInfo.InvariantCulture, $" aria-describedby=\"{E(described)}\"");
        if (Error is not null)
            common.Append(" aria-invalid=\"true\"");
        if (IsRequired)
            common.Append(" required");
        if (Longest() is { } max && !extra.Contains(" maxlength=", StringComparison.Ordinal))
            common.Append(CultureInfo.InvariantCulture, $" maxlength=\"{max}\"");
        if (Width == "short" || (string.IsNullOrEmpty(Width) && Type is "date" or "time" or "code" or "number"))
            common.Append(" class=\"w\"");
        common.Append(extra);
        // A first line break inside a textarea is swallowed by browsers: give it one of its own.
        return Type switch
        {
            "textarea" => $"<textarea{common} rows=\"{Rows}\">\n{E(value)}</textarea>",
            "select" => $"<select{common}>{OptionsHtml(value)}</select>",
            _ => $"<input{Kind(extra)}{common}{(Type is "password" or "file" ? "" : $" value=\"{E(value)}\"")}>",
        };
    }

    // Days, times and numbers are text fields: a browser's date picker speaks the browser's language, not the page's,
    // and a number field drops what it does not understand instead of giving it back.
    private string Kind(string extra)
    {
        var quiet = extra.Contains(" autocomplete=", StringComparison.Ordinal) ? "" : " autocomplete=\"off\"";
        return Type switch
        {
            "date" or "time" => $" type=\"text\" inputmode=\"numeric\"{quiet}",
            "number" => $" type=\"text\" inputmode=\"decimal\"{quiet}",
            "code" => " type=\"text\" inputmode=\"numeric\"" + (quiet.Length == 0 ? "" : " autocomplete=\"one-time-code\""),
            "text" => " type=\"text\"" + quiet,
            "email" or "tel" or "password" or "search" or "file" => $" type=\"{Type}\"",
            _ => throw new InvalidOperationException($"'{Type}' is not a type of field."),
        };
    }

    private int? Longest() => Type is "select" or "file" ? null
        : For.Metadata.ValidatorMetadata.OfType<LongestAttribute>().FirstOrDefault()?.Max;

    private string OptionsHtml(string value)
    {
        var html = new StringBuilder();
        if (!string.IsNullOrEmpty(Empty))
            html.Append(CultureInfo.InvariantCulture, $"<option value=\"\">{E(Empty)}</option>");
        foreach (var o in Options ?? [])
            html.Append(CultureInfo.InvariantCulture, $"<option value=\"{E(o.Value)}\"{(o.Value == value ? " selected" : "")}>{E(o.Label)}</option>");
        return html.ToString();
    }

    private string Extra(TagHelperAttribute attribute)
    {
        if (attribute.ValueStyle == HtmlAttributeValueStyle.Minimized)
            return $" {attribute.Name}";
        // Markup that Razor made is already encoded; a plain string is not.
        if (attribute.Value is IHtmlContent html)
        {
            using var writer = new StringWriter();
            html.WriteTo(writer, HtmlEncoder.Default);
            return $" {attribute.Name}=\"{writer}\"";
        }
        return attribute.Value is null or false ? "" : $" {attribute.Name}=\"{E(attribute.Value.ToString())}\"";
    }
}
