namespace ArboDossier.Identity.Features.Enrol;

/// <summary>An account that is being made: with an invitation, or (without one) by founding the service.</summary>
public sealed record Enrolment(Guid Account, Guid? Invitation)
{
    public const string Cookie = "enrol";
}
