using ArboDossier.AuditLedger;

namespace ArboDossier.Identity.Access;

/// <summary>
/// Who may do what here: pure functions. Each answer is the value that the ledger keeps, so what was decided and what was
/// recorded cannot differ. R-064: nobody enters with one factor.
/// </summary>
public static class IdentityRules
{
    private const string Purpose = "authentication";

    /// <summary>How old a sign-in may be to change a factor: a borrowed screen must not become a borrowed account.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15);

    /// <summary>Factors that were shown, judged: two of them, or one passkey that verified its user.</summary>
    public static Decision SignIn(Actor who, bool active, IReadOnlyCollection<string> methods)
    {
        var act = Act("account.sign-in", ActKind.Execute, who);
        if (!active)
            return Decision.Deny(act, "R-064", "suspended-or-unfinished");
        var passkey = methods.Contains(Methods.Passkey);
        var password = methods.Contains(Methods.Password);
        if (password && (passkey || methods.Contains(Methods.OneTimeCode)))
            return Decision.Permit(act, "R-064", passkey ? "password-and-passkey" : "password-and-code");
        if (password && methods.Contains(Methods.RecoveryCode))
            return Decision.Permit(act, "R-064", "password-and-recovery-code");
        return passkey && methods.Contains(Methods.UserVerified)
            ? Decision.Permit(act, "R-064", "user-verified-passkey")
            : Decision.Deny(act, "R-064", "one-factor");
    }

    /// <summary>What was shown was wrong; the same for a known and an unknown name.</summary>
    public static Decision SignInFailed(Actor who, string reason) => Decision.Deny(Act("account.sign-in", ActKind.Execute, who), "R-064", reason);

    /// <summary>The secrecy clause is signed, by whoever works for the service .</summary>
    public static Decision SignSecrecy(Actor who, bool staff)
    {
        var act = Act("secrecy.sign", ActKind.Create, who);
        return staff ? Decision.Permit(act, "R-280", "own-signature") : Decision.Deny(act, "R-280", "not-of-the-service");
    }

    /// <summary>The program itself closes an account that nobody used for so long.</summary>
    public static Decision CloseDormant() => Decision.Permit(Act("account.close-dormant", ActKind.Update, Actor.Machine("identity")), "R-064", "unused");

    public static Decision SignOut(Actor who, string what) => Decision.Permit(Act(what, ActKind.Execute, who), "R-064", "own-session");

    /// <summary>Adding or removing an own factor.</summary>
    public static Decision ChangeFactor(Actor who, string what, ActKind kind, DateTimeOffset signedInAt, DateTimeOffset now)
    {
        var act = Act(what, kind, who);
        return now - signedInAt <= Fresh ? Decision.Permit(act, "R-064", "fresh-sign-in") : Decision.Deny(act, "R-064", "sign-in-too-old");
    }

    /// <summary>The first factors of a new account, with a link or the founding code that was shown just before.</summary>
    public static Decision FirstFactor(Actor who, string what) => Decision.Permit(Act(what, ActKind.Create, who), "R-064", "enrolment");

    /// <summary>Somebody who is signed in goes on to a zone; who still has to sign for secrecy does so first .</summary>
    public static Decision IssueCode(Actor who, string zone, bool owesSecrecy)
    {
        var act = Act("token.code", ActKind.Execute, who);
        return owesSecrecy ? Decision.Deny(act, "R-280", "secrecy-not-signed") : Decision.Permit(act, "R-064", $"signed-in:{zone}");
    }

    public static Decision IssueToken(Actor who, string zone) => Decision.Permit(Act("token.issue", ActKind.Execute, who), "R-064", $"code:{zone}");

    public static Decision RefuseToken(Actor who, string reason) => Decision.Deny(Act("token.issue", ActKind.Execute, who), "R-064", reason);

    /// <summary>A system that signed for itself gets a token for what was configured, and for nothing beside it.</summary>
    public static Decision IssueSystemToken(string system, string zone, bool asConfigured) => asConfigured
        ? Decision.Permit(Act("token.issue-system", ActKind.Execute, Actor.Machine(system)), "R-064", $"signed-by-system:{zone}")
        : Decision.Deny(Act("token.issue-system", ActKind.Execute, Actor.Machine(system)), "R-064", "scope-not-configured");

    /// <summary>A program asks whom its token is about.</summary>
    /// <param name="who">Whose token it is, where that is known.</param>
    /// <param name="known">The token is ours and in time.</param>
    /// <param name="standing">And the session it was given in goes on.</param>
    public static Decision ReadSubject(Actor who, bool known, bool standing)
    {
        var act = Act("userinfo.read", ActKind.Read, who);
        return known && standing ? Decision.Permit(act, "R-064", "token") : Decision.Deny(act, "R-064", known ? "session-over" : "no-token-of-ours");
    }

    /// <summary>The other provider said that somebody signed out there; its word counts once.</summary>
    public static Decision EndElsewhere(string zone, bool fresh)
    {
        var act = Act("session.end-elsewhere", ActKind.Execute, Actor.Machine("other-provider"));
        return fresh ? Decision.Permit(act, "R-064", $"logout-token:{zone}") : Decision.Deny(act, "R-064", "replayed");
    }

    public static Decision RefuseLogout(Actor who, string reason) => Decision.Deny(Act("session.end-elsewhere", ActKind.Execute, who), "R-064", reason);

    /// <summary>A client was told that a session of its own ended.</summary>
    public static Decision TellLogout(string zone, bool taken)
    {
        var act = Act("session.tell", ActKind.Execute, Actor.Machine("logout-teller"));
        return taken ? Decision.Permit(act, "R-064", $"told:{zone}") : Decision.Deny(act, "R-064", $"refused-by:{zone}");
    }

    public static Decision InviteByZone(string zone) =>
        Decision.Permit(Act("invitation.create", ActKind.Create, Actor.Machine(zone)), "R-064", "signed-by-zone");

    public static Decision RefuseInvitation(string from) => Decision.Deny(Act("invitation.create", ActKind.Create, Actor.Anonymous(from)), "R-064", "signature-or-form");

    /// <summary>The code of an invitation, which came along another way than its link.</summary>
    public static Decision ShowCode(Actor who, bool right)
    {
        var act = Act("invitation.code", ActKind.Execute, who);
        return right ? Decision.Permit(act, "R-064", "code") : Decision.Deny(act, "R-064", "wrong-code");
    }

    public static Decision AcceptInvitation(Actor who, bool usable) => usable
        ? Decision.Permit(Act("invitation.accept", ActKind.Execute, who), "R-064", "link")
        : Decision.Deny(Act("invitation.accept", ActKind.Execute, who), "R-064", "used-or-expired");

    /// <summary>Who works for the service on one side of the wall does not work for it on the other .</summary>
    public static Decision RefuseOtherSide(Actor who) => Decision.Deny(Act("invitation.accept", ActKind.Execute, who), "R-045", "other-side");

    public static Decision Found(Actor who, bool usable) => usable
        ? Decision.Permit(Act("service.found", ActKind.Create, who), "law 12", "founding-code")
        : Decision.Deny(Act("service.found", ActKind.Create, who), "law 12", "wrong-or-used-code");

    /// <summary>What only the service administrator does.</summary>
    public static Decision Administer(Actor who, string what, ActKind kind)
    {
        var act = Act(what, kind, who);
        return who.Role == Policies.ServiceAdministrator ? Decision.Permit(act, "R-064", "role") : Decision.Deny(act, "law 8", "not-this-role");
    }

    public static Decision Refused(Actor who, string? policy) => Decision.Deny(Act("endpoint.refused", ActKind.Execute, who), "law 8", policy ?? "signed-in");

    private static AuditAct Act(string what, ActKind kind, Actor who) => new(what, kind, who, Purpose, default);
}

/// <summary>How somebody showed who he is (RFC 8176 names).</summary>
public static class Methods
{
    public const string Password = "pwd";
    public const string OneTimeCode = "otp";

    /// <summary>A recovery code; no name of the RFC fits.</summary>
    public const string RecoveryCode = "recovery";

    /// <summary>Possession of a key: a passkey.</summary>
    public const string Passkey = "pop";

    /// <summary>The passkey verified its user (PIN, finger or face).</summary>
    public const string UserVerified = "user";

    public const string Several = "mfa";
}
