using System.Reflection;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace ArboDossier.Web;

/// <summary>A field left empty is an empty text where the property says that it is never null: the binder would put null there all the same.</summary>
internal sealed class EmptyText : IDisplayMetadataProvider
{
    private readonly NullabilityInfoContext _nullability = new();

    public void CreateDisplayMetadata(DisplayMetadataProviderContext context)
    {
        if (context.Key.ModelType == typeof(string) && context.Key.PropertyInfo is { } property)
        {
            // The context keeps what it saw and is not made for several threads.
            lock (_nullability)
            {
                context.DisplayMetadata.ConvertEmptyStringToNull &= _nullability.Create(property).WriteState != NullabilityState.NotNull;
            }
        }
    }
}
