using Wire = ArboDossier.Contracts.Messages;

namespace ArboDossier.Identity.Features.Invitation;

/// <summary>What an invitation may look like, whoever writes it.</summary>
public static class InvitationForm
{
    public static bool IsWellFormed(Wire.Invitation asked) =>
        asked.Id != Guid.Empty
        && asked.Zone is "reintegration" or "medical"
        && asked.Language is "nl" or "en"
        && IsName(asked.Name)
        && IsEmail(asked.Email);

    public static bool IsName(string? name) => name is { Length: > 0 and <= 120 } && !name.Any(char.IsControl) && name.Trim() == name;

    /// <summary>One @ with something around it and no blanks; whether it exists shows when the message arrives.</summary>
    public static bool IsEmail(string? email) =>
        email is { Length: >= 3 and <= 254 }
        && email.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
        && at == email.LastIndexOf('@')
        && at < email.Length - 1
        && !email.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));
}
