using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ArboDossier.Web;

/// <summary>Binds <see cref="DateOnly"/> from what people type; the sentence of a refusal is in their language.</summary>
internal sealed class DutchDateBinder : IModelBinder, IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context) =>
        context.Metadata.UnderlyingOrModelType == typeof(DateOnly) ? this : null;

    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var given = bindingContext.ValueProvider.GetValue(bindingContext.ModelName);
        if (given == ValueProviderResult.None)
            return Task.CompletedTask;
        bindingContext.ModelState.SetModelValue(bindingContext.ModelName, given);
        if (string.IsNullOrWhiteSpace(given.FirstValue))
        {
            if (bindingContext.ModelMetadata.IsReferenceOrNullableType)
                bindingContext.Result = ModelBindingResult.Success(null);
            else
                Refuse(bindingContext, new("Vul een dag in, bijvoorbeeld 24-11-2026", "Fill in a day, for example 24-11-2026"));
            return Task.CompletedTask;
        }
        if (given.Length == 1 && DutchDate.TryParse(given.FirstValue, out var day))
            bindingContext.Result = ModelBindingResult.Success(day);
        else
            Refuse(bindingContext, new("Schrijf de dag als dag-maand-jaar, bijvoorbeeld 24-11-2026", "Write the day as day-month-year, for example 24-11-2026"));
        return Task.CompletedTask;
    }

    private static void Refuse(ModelBindingContext context, Text why)
    {
        var words = context.HttpContext.RequestServices.GetRequiredService<Words>();
        context.ModelState.TryAddModelError(context.ModelName, words[why]);
    }
}

/// <summary>ASP.NET's own binding messages, in both languages. They never repeat the value: it may be anything.</summary>
internal sealed class BindingMessages(IHttpContextAccessor http) : IConfigureOptions<MvcOptions>
{
    public void Configure(MvcOptions options)
    {
        options.ModelBinderProviders.Insert(0, new DutchDateBinder());
        var m = options.ModelBindingMessageProvider;
        m.SetAttemptedValueIsInvalidAccessor((_, _) => Say(Wrong));
        m.SetNonPropertyAttemptedValueIsInvalidAccessor(_ => Say(Wrong));
        m.SetUnknownValueIsInvalidAccessor(_ => Say(Wrong));
        m.SetNonPropertyUnknownValueIsInvalidAccessor(() => Say(Wrong));
        m.SetValueIsInvalidAccessor(_ => Say(Wrong));
        m.SetValueMustBeANumberAccessor(_ => Say(Number));
        m.SetNonPropertyValueMustBeANumberAccessor(() => Say(Number));
        m.SetMissingBindRequiredValueAccessor(_ => Say(Missing));
        m.SetMissingKeyOrValueAccessor(() => Say(Missing));
        m.SetMissingRequestBodyRequiredValueAccessor(() => Say(Missing));
        m.SetValueMustNotBeNullAccessor(_ => Say(Missing));
    }

    private static readonly Text Wrong = new("Deze invoer klopt niet", "This entry is not right");
    private static readonly Text Number = new("Vul een getal in", "Fill in a number");
    private static readonly Text Missing = new("Vul dit in", "Fill this in");

    private string Say(Text text) => text.In(LanguageChoice.Of(http.HttpContext));
}

/// <summary>
/// A bound property is filled from its own name only. Otherwise a form in which nothing was chosen is bound without the
/// prefix, and its errors have names that no field on the page has.
/// </summary>
internal sealed class OwnPrefix : IPageApplicationModelConvention
{
    public void Apply(PageApplicationModel model)
    {
        foreach (var property in model.HandlerProperties)
        {
            if (property.BindingInfo is { BinderModelName: null } binding)
                binding.BinderModelName = property.PropertyName;
        }
    }
}

/// <summary>A field that must be filled in, with the sentence that asks for it in both languages.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AskedAttribute(string nl, string en) : RequiredAttribute
{
    /// <summary>The Dutch sentence.</summary>
    public string Nl { get; } = nl;

    /// <summary>The English sentence.</summary>
    public string En { get; } = en;

    /// <inheritdoc />
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        IsValid(value) ? ValidationResult.Success : Spoken.Refusal(validationContext, new(Nl, En));
}

/// <summary>The longest text a field takes, counted in UTF-16 code units as browsers do.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LongestAttribute(int max) : ValidationAttribute
{
    /// <summary>The number of characters allowed.</summary>
    public int Max { get; } = max;

    /// <inheritdoc />
    public override bool IsValid(object? value) => value is not string text || text.Length <= Max;

    /// <inheritdoc />
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        IsValid(value) ? ValidationResult.Success : Spoken.Refusal(validationContext,
            new($"Gebruik ten hoogste {Max} tekens", $"Use at most {Max} characters"));
}

internal static class Spoken
{
    internal static ValidationResult Refusal(ValidationContext context, Text text) =>
        new((context.GetService<Words>() ?? new Words("nl"))[text], context.MemberName is null ? null : [context.MemberName]);
}
