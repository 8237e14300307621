using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ArboDossier.Signing;

/// <summary>
/// What the browser says about a ceremony (WebAuthn Level 3 section 5.8.1). Members that are not known are left alone, because
/// the specification says that browsers may add them; a member that occurs twice is refused.
/// </summary>
internal sealed record ClientData(string Type, byte[] Challenge, string Origin, bool CrossOrigin)
{
    internal const int MaximumBytes = 8192;
    private const int MaximumChallengeBytes = 1024;
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    internal static bool TryParse(byte[] json, [NotNullWhen(true)] out ClientData? data)
    {
        data = null;
        if (json.Length is 0 or > MaximumBytes)
            return false;
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !JsonMember.TryText(root, "type", out var type)
                || !JsonMember.TryText(root, "origin", out var origin)
                || !JsonMember.TryBytes(root, "challenge", MaximumChallengeBytes, out var challenge)
                || !TryCrossOrigin(root, out var crossOrigin))
            {
                return false;
            }

            data = new ClientData(type, challenge, origin, crossOrigin);
            return true;
        }
        catch (Exception refused) when (refused is JsonException or InvalidOperationException)
        {
            return false; // not JSON, or text that is not UTF-8
        }
    }

    /// <summary>The checks that registration and assertion share; null when all of them hold.</summary>
    internal WebAuthnError? Refuses(string type, ReadOnlySpan<byte> challenge, RelyingParty rp)
    {
        if (Type != type)
            return WebAuthnError.WrongType;
        if (!challenge.SequenceEqual(Challenge))
            return WebAuthnError.WrongChallenge;
        if (Origin != rp.Origin)
            return WebAuthnError.WrongOrigin;
        return CrossOrigin ? WebAuthnError.CrossOrigin : null;
    }

    // A top origin is only named when there is a frame around: the same as crossOrigin, also if a browser forgot to say so.
    private static bool TryCrossOrigin(JsonElement root, out bool crossOrigin)
    {
        crossOrigin = root.TryGetProperty("topOrigin", out _);
        if (!root.TryGetProperty("crossOrigin", out var value))
            return true;
        crossOrigin |= value.ValueKind == JsonValueKind.True;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False;
    }
}
