using ArboDossier.Contracts.Values;
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
        && ContactData.IsEmail(asked.Email);

    public static bool IsName(string? name) => name is { Length: > 0 and <= 120 } && !name.Any(char.IsControl) && name.Trim() == name;
}
