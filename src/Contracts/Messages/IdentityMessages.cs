namespace ArboDossier.Contracts.Messages;

/// <summary>A file program → Identity: somebody may make an account, or use the one he has, for that zone. What he may do there is decided there.</summary>
/// <param name="Id">Known to the zone.</param>
/// <param name="Zone">Which.</param>
/// <param name="Name">The person's name.</param>
/// <param name="Email">Address that becomes the name of the account.</param>
/// <param name="Language"><c>nl</c> or <c>en</c>.</param>
/// <param name="Staff">Works for the service, hired or employed: signs the secrecy clause first .</param>
public sealed record Invitation(Guid Id, string Zone, string Name, string Email, string Language, bool Staff);

/// <summary>
/// Identity → file program: the single-use link and the code that goes with it, shown once to the inviter, who gives them along two ways. Both empty
/// where the invitation was accepted already.
/// </summary>
public sealed record InvitationAnswer(Guid Id, string Link, string Code);

/// <summary>A session or an account that no longer counts.</summary>
/// <param name="Session">The provider's session (<c>sid</c>), or null.</param>
/// <param name="Subject">The zone's own subject of an account, or null.</param>
/// <param name="At">Since when.</param>
public sealed record Revocation(string? Session, string? Subject, DateTimeOffset At);

/// <summary>Identity → file programs: numbered, complete for the last day.</summary>
public sealed record RevocationList(long Number, DateTimeOffset IssuedAt, IReadOnlyList<Revocation> Revoked);
