using System.Text.Json;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Exchange.Restoring;

/// <summary>
/// Those of whom two approve that a zone goes on from a backup. Their public keys lie beside the zone's data, and in <c>public.json</c> without names,
/// so that the other zones pin them too.
/// <code>approvers.json: [{"name":"…","key":{JWK}}, …]</code>
/// </summary>
public sealed class Approvers
{
    /// <summary>The file in the zone's data directory.</summary>
    public const string FileName = "approvers.json";

    /// <summary>How many different people a restoration needs.</summary>
    public const int Needed = 2;

    private const int LongestName = 80;

    private Approvers(IReadOnlyList<(string Name, JwsPublicKey Key)> people) => People = people;

    /// <summary>Name and public key of each; no name and no key twice.</summary>
    public IReadOnlyList<(string Name, JwsPublicKey Key)> People { get; }

    /// <summary>Their keys.</summary>
    public JwsKeys Keys => JwsKeys.Of(People.Select(x => x.Key));

    /// <summary>Whoever has that key, or null.</summary>
    public string? NameOf(string keyId) => People.FirstOrDefault(x => x.Key.KeyId == keyId).Name;

    /// <summary>Reads the file of that directory; nobody where there is none. Throws <see cref="FormatException"/> where it is no such file.</summary>
    public static Approvers Read(string directory)
    {
        var path = Path.Combine(directory, FileName);
        return File.Exists(path) ? Parse(File.ReadAllText(path)) : new([]);
    }

    /// <summary>Reads the list, or one line of it as <c>arbodossier approver new</c> prints it. Throws <see cref="FormatException"/>.</summary>
    public static Approvers Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            var list = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.EnumerateArray().ToList() : [json.RootElement];
            return Of(list.ConvertAll(One));
        }
        catch (Exception refused) when (refused is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("this is no list of approvers", refused);
        }
    }

    /// <summary>These and one more. Throws <see cref="FormatException"/> where the name or the key is there already.</summary>
    public Approvers With(Approvers more) => Of([.. People, .. more.People]);

    /// <summary>The file's text.</summary>
    public string ToJson() => $"[{string.Join(',', People.Select(x => Line(x.Name, x.Key)))}]";

    /// <summary>The public keys as <c>public.json</c> carries them.</summary>
    public IReadOnlyList<string> ToPublic() => [.. People.Select(x => Jwk(x.Key))];

    /// <summary>One approver, to be pinned.</summary>
    public static string Line(string name, JwsPublicKey key) => $$"""{"name":{{JsonSerializer.Serialize(name)}},"key":{{Jwk(key)}}}""";

    private static string Jwk(JwsPublicKey key)
    {
        using var set = JsonDocument.Parse(JwsKeys.Of(key).ToJson());
        return set.RootElement.GetProperty("keys")[0].GetRawText();
    }

    private static Approvers Of(List<(string Name, JwsPublicKey Key)> people) =>
        people.Select(x => x.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() == people.Count && people.Select(x => x.Key).Distinct().Count() == people.Count
            ? new(people)
            : throw new FormatException("an approver or a key stands in it twice");

    private static (string Name, JwsPublicKey Key) One(JsonElement person) =>
        person.GetProperty("name").GetString()?.Trim() is { Length: > 0 and <= LongestName } name && JwsPublicKey.TryParse(person.GetProperty("key"), out var key) && person.GetPropertyCount() == 2
            ? (name, key)
            : throw new FormatException("this is no approver");
}
