namespace ArboDossier.Signing.Tests;

/// <summary>The specification's own examples: <c>name reg|auth field hex</c> per line.</summary>
internal static class PublishedVectors
{
    internal static readonly RelyingParty ExampleOrg = new("example.org", "https://example.org");

    private static readonly Dictionary<string, byte[]> Fields = Read();

    internal static byte[] Field(string name, string ceremony, string field) => Fields[$"{name} {ceremony} {field}"];

    internal static Registration Registration(string name) =>
        new(Field(name, "reg", "credential_id"), Field(name, "reg", "attestationObject"), Field(name, "reg", "clientDataJSON"));

    internal static Assertion Assertion(string name) =>
        new(Field(name, "reg", "credential_id"), Field(name, "auth", "authenticatorData"), Field(name, "auth", "clientDataJSON"), Field(name, "auth", "signature"));

    private static Dictionary<string, byte[]> Read()
    {
        using var stream = typeof(PublishedVectors).Assembly.GetManifestResourceStream("webauthn-level-3.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => (Key: line[..line.LastIndexOf(' ')], Hex: line[(line.LastIndexOf(' ') + 1)..]))
            .ToDictionary(line => line.Key, line => Convert.FromHexString(line.Hex));
    }
}
