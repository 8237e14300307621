namespace ArboDossier.Contracts.Messages;

/// <summary>A file program → Identity: somebody may make an account, or use the one he has, for that zone. What he may do there is decided there.</summary>
public sealed record Invitation(Guid Id, string Zone, string Name, string Email, string Language);

/// <summary>Identity → file program: the single-use link, shown once to the inviter.</summary>
public sealed record InvitationAnswer(Guid Id, string Link);

/// <summary>A session or an account that no longer counts.</summary>
/// <param name="Session">The provider's session (<c>sid</c>), or null.</param>
/// <param name="Subject">The zone's own subject of an account, or null.</param>
/// <param name="At">Since when.</param>
public sealed record Revocation(string? Session, string? Subject, DateTimeOffset At);

/// <summary>Identity → file programs: numbered, complete for the last day.</summary>
public sealed record RevocationList(long Number, DateTimeOffset IssuedAt, IReadOnlyList<Revocation> Revoked);
