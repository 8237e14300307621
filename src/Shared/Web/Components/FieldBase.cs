using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ArboDossier.Web;

/// <summary>The id that a form name gets everywhere: in the field, its hint, its error and the summary's link.</summary>
internal static class FieldNames
{
    internal static string Id(string name) => TagBuilder.CreateSanitizedId(name, "_");
}

/// <summary>The questions of a page in the order in which they stand there, for the summary above them.</summary>
internal static class QuestionOrder
{
    internal static void Add(HttpContext http, string name) => Of(http).TryAdd(name, Of(http).Count);

    internal static Dictionary<string, int> Of(HttpContext http)
    {
        if (http.Items.TryGetValue(typeof(QuestionOrder), out var known) && known is Dictionary<string, int> order)
            return order;
        order = new(StringComparer.OrdinalIgnoreCase);
        http.Items[typeof(QuestionOrder)] = order;
        return order;
    }
}

/// <summary>What every question has: a name, words, a hint, a reader, an error, and the value that was typed.</summary>
public abstract class QuestionTagHelper(Words words, HtmlEncoder encoder) : TagHelper
{
    private string? _hint;
    private string? _readerText;
    private string? _id;

    // Razor hands a null inside quotes over as an empty string.
    private static string? Nothing(string? value) => string.IsNullOrEmpty(value) ? null : value;

    /// <summary>The property that is asked for.</summary>
    public ModelExpression For { get; set; } = null!;

    /// <summary>A line below the question: how to answer, never the only place of what matters.</summary>
    public string? Hint { get => _hint; set => _hint = Nothing(value); }

    /// <summary>Who will read the answer.</summary>
    public Reader Reader { get; set; }

    /// <summary>Other words for the reader.</summary>
    public string? ReaderText { get => _readerText; set => _readerText = Nothing(value); }

    /// <summary>Must be answered; taken from <see cref="AskedAttribute"/> where it is not said.</summary>
    public bool? Required { get; set; }

    /// <summary>Shows "(niet verplicht)".</summary>
    public bool Optional { get; set; }

    /// <summary>Another id than the one made from the name.</summary>
    public string? Id { get => _id; set => _id = Nothing(value); }

    /// <summary>Set by the framework.</summary>
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    /// <inheritdoc />
    public override void Init(TagHelperContext context) => QuestionOrder.Add(ViewContext.HttpContext, Name);

    private protected Words Words => words;

    private protected string Name => ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);

    private protected string FieldId => Id ?? FieldNames.Id(Name);

    private protected bool IsRequired => !Optional && (Required ??
        For.Metadata.ValidatorMetadata.OfType<AskedAttribute>().Any());

    private protected ModelStateEntry? Entry => ViewContext.ViewData.ModelState.GetValueOrDefault(Name);

    private protected string? Error => Entry?.Errors.Count > 0
        ? Entry.Errors[0].ErrorMessage is { Length: > 0 } said ? said : words["Deze invoer klopt niet", "This entry is not right"]
        : null;

    private protected string E(string? text) => encoder.Encode(text ?? "");

    private protected string ReaderHtml()
    {
        if (Reader == Reader.None)
            return "";
        var (css, icon, says) = Readers.Look(Reader);
        return $"<span class=\"who {css}\" id=\"{E(FieldId)}-wie\">{Icons.Svg(icon)}{E(ReaderText ?? words[says])}</span>";
    }

    private protected string ErrorHtml() => Error is null ? "" :
        $"<p class=\"err\" id=\"{E(FieldId)}-fout\">{Icons.Svg("triangle-alert")}<span>{E(Error)}</span></p>";

    private protected string HintHtml() => Hint is null ? "" : $"<span class=\"hint\" id=\"{E(FieldId)}-uitleg\">{E(Hint)}</span>";

    private protected string OptionalHtml() => Optional ? $" <span class=\"sub\">{E(words["(niet verplicht)", "(optional)"])}</span>" : "";

    // The error first: a screen reader says what is wrong before it explains.
    private protected string DescribedBy() => string.Join(' ', new[]
    {
        Error is null ? null : FieldId + "-fout",
        Hint is null ? null : FieldId + "-uitleg",
        Reader == Reader.None ? null : FieldId + "-wie",
    }.Where(x => x is not null));

    /// <summary>What was typed comes back, also when it could not be understood or the session was over; else the model's value.</summary>
    private protected IReadOnlyList<string> Values()
    {
        if (Entry is { RawValue: not null } entry)
        {
            return entry.RawValue switch
            {
                string[] many => many,
                IEnumerable<string> many => [.. many],
                _ => [entry.AttemptedValue ?? ""],
            };
        }
        if (TypedForm.Of(ViewContext.HttpContext)?.GetValueOrDefault(Name) is { } typed)
            return typed;
        return For.Model switch
        {
            null => [],
            string one => [one],
            System.Collections.IEnumerable many => [.. many.Cast<object?>().Select(Format)],
            var one => [Format(one)],
        };
    }

    private static string Format(object? value) => value switch
    {
        null => "",
        DateOnly day => DutchDate.ForField(day),
        TimeOnly time => time.ToString("HH':'mm", CultureInfo.InvariantCulture),
        bool yes => yes ? "true" : "false",
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
