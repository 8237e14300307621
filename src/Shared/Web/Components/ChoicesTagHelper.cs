using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ArboDossier.Web;

/// <summary>
/// A question with a closed list of answers, in fieldset and legend. Radio buttons, or check boxes where the property is a
/// collection. Either <c>options="@list"</c>, or <c>&lt;choice value label hint&gt;what belongs to it&lt;/choice&gt;</c> inside,
/// whose content shows when that answer is chosen.
/// </summary>
[HtmlTargetElement("choices", Attributes = "for,legend")]
public sealed class ChoicesTagHelper(Words words, HtmlEncoder encoder) : QuestionTagHelper(words, encoder)
{
    /// <summary>The question.</summary>
    public string Legend { get; set; } = "";

    /// <summary>The answers.</summary>
    public IEnumerable<Choice>? Options { get; set; }

    /// <summary>"row" puts the answers side by side where there is room.</summary>
    public string? Layout { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var many = For.ModelExplorer.ModelType != typeof(string) &&
            typeof(System.Collections.IEnumerable).IsAssignableFrom(For.ModelExplorer.ModelType);
        var group = new ChoiceGroup(Name, FieldId, many, IsRequired && !many, Error is not null, Values().ToHashSet(StringComparer.Ordinal), E);
        context.Items[typeof(ChoiceGroup)] = group;
        var inside = await output.GetChildContentAsync();

        output.TagName = "fieldset";
        output.TagMode = TagMode.StartTagAndEndTag;
        var classes = output.Attributes["class"]?.Value?.ToString();
        output.Attributes.SetAttribute("class", string.Join(' ', new[] { "q", Error is null ? null : "x", classes }.Where(c => c is not null)));
        var described = DescribedBy();
        if (described.Length > 0)
            output.Attributes.SetAttribute("aria-describedby", described);

        output.Content.AppendHtml($"<legend>{E(Legend)}{OptionalHtml()}</legend>{ReaderHtml()}{ErrorHtml()}");
        output.Content.AppendHtml($"<div class=\"rad{(Layout == "row" ? " f2" : "")}\">");
        foreach (var option in Options ?? [])
            output.Content.AppendHtml(group.Html(option));
        output.Content.AppendHtml(inside);
        output.Content.AppendHtml("</div>");
        output.Content.AppendHtml(HintHtml());
    }
}

/// <summary>One answer inside <c>&lt;choices&gt;</c>; its content belongs to this answer only.</summary>
[HtmlTargetElement("choice", ParentTag = "choices", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ChoiceTagHelper : TagHelper
{
    /// <summary>What is posted.</summary>
    public string Value { get; set; } = "";

    /// <summary>What is read.</summary>
    public string Label { get; set; } = "";

    /// <summary>A line below it.</summary>
    public string? Hint { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var group = (ChoiceGroup)context.Items[typeof(ChoiceGroup)];
        var html = group.Html(new(Value, Label, Hint));
        var inside = await output.GetChildContentAsync();
        output.TagName = null;
        output.Content.AppendHtml(html);
        if (!inside.IsEmptyOrWhiteSpace)
            output.Content.AppendHtml("<div class=\"in gap\">").AppendHtml(inside).AppendHtml("</div>");
    }
}

/// <summary>A single box to tick: <c>&lt;tick for="Input.Understood" label="@T[…]"/&gt;</c>; posts "true" or nothing.</summary>
[HtmlTargetElement("tick", Attributes = "for,label", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class TickTagHelper(Words words, HtmlEncoder encoder) : QuestionTagHelper(words, encoder)
{
    /// <summary>What is agreed to.</summary>
    public string Label { get; set; } = "";

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Error is null ? "q" : "q x");
        var group = new ChoiceGroup(Name, FieldId, true, IsRequired, Error is not null, Values().ToHashSet(StringComparer.Ordinal), E) { DescribedBy = DescribedBy() };
        output.Content.AppendHtml(ReaderHtml() + ErrorHtml() + "<div class=\"rad\">" + group.Html(new("true", Label)) + "</div>" + HintHtml());
    }
}

/// <summary>What the answers of one question share.</summary>
internal sealed class ChoiceGroup(
    string name, string id, bool many, bool required, bool invalid, HashSet<string> chosen, Func<string?, string> e)
{
    private int _count;

    internal string DescribedBy { get; init; } = "";

    // The first answer has the question's own id, so that the error summary leads to it.
    internal string Html(Choice choice)
    {
        var own = _count++ == 0 ? id : $"{id}_{_count}";
        var html = new StringBuilder().Append(CultureInfo.InvariantCulture, $"<label><input type=\"{(many ? "checkbox" : "radio")}\" id=\"{e(own)}\" name=\"{e(name)}\" value=\"{e(choice.Value)}\"");
        if (chosen.Contains(choice.Value))
            html.Append(" checked");
        if (required)
            html.Append(" required");
        if (invalid)
            html.Append(" aria-invalid=\"true\"");
        if (DescribedBy.Length > 0)
            html.Append(CultureInfo.InvariantCulture, $" aria-describedby=\"{e(DescribedBy)}\"");
        html.Append("> ");
        html.Append(string.IsNullOrEmpty(choice.Hint)
            ? $"<span>{e(choice.Label)}</span>"
            : $"<span><b>{e(choice.Label)}</b> <span class=\"hint\">{e(choice.Hint)}</span></span>");
        return html.Append("</label>").ToString();
    }
}
