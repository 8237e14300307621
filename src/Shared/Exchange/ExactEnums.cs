using System.Text.Json;
using System.Text.Json.Serialization;

namespace ArboDossier.Exchange;

/// <summary>
/// Members of closed lists by their exact names. The framework's own converter also takes other case, blanks and several names at once, which would
/// let one message be written in many ways.
/// </summary>
internal sealed class ExactEnums : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Exact<>).MakeGenericType(typeToConvert))!;

    private sealed class Exact<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<string, T> Known = Enum.GetValues<T>().ToDictionary(x => x.ToString(), StringComparer.Ordinal);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Known.TryGetValue(reader.GetString()!, out var value) ? value : throw new JsonException("not a member of the closed list");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Known.ContainsKey(value.ToString()) ? value.ToString() : throw new JsonException("not a member of the closed list"));
    }
}
