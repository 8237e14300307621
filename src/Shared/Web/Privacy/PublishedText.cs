using System.Security.Cryptography;
using System.Text;

namespace ArboDossier.Web;

/// <summary>A heading with what stands below it.</summary>
public sealed record PrivacySection(Text Heading, Text Words);

/// <summary>
/// A text that people read or sign, as a version that never changes: another text is another version, which is shown anew.
/// Reading a privacy statement is no consent.
/// </summary>
/// <param name="Version">Day and sequence: 261121.001 (V-19).</param>
/// <param name="From">From when it counts.</param>
/// <param name="Sections">The text.</param>
public sealed record PublishedText(string Version, DateOnly From, IReadOnlyList<PrivacySection> Sections)
{
    /// <summary>SHA-256 of the text in a language, by which it can be proved what was shown .</summary>
    public byte[] Hash(string language) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Sections.SelectMany(x => (Text[])[x.Heading, x.Words]).Select(x => x.In(language)).Prepend(Version))));
}

/// <summary>A statement as a page shows it.</summary>
/// <param name="Statement">The text.</param>
/// <param name="ShownAt">When this person went on from it before.</param>
/// <param name="MustGoOn">This person has to go on from it first.</param>
/// <param name="Back">Where to go on.</param>
public sealed record PrivacyView(PublishedText Statement, DateTimeOffset? ShownAt, bool MustGoOn, string? Back);
