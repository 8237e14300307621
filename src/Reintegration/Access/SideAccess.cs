using ArboDossier.AuditLedger;

namespace ArboDossier.Reintegration.Access;

/// <summary>Decisions about what is no single case: lists, the service's own people, imports, the front page.</summary>
public static class SideAccess
{
    /// <summary>A list of one employer's people or cases, for whoever works for that employer. What of it is shown follows the role .</summary>
    public static Decision List(Visitor visitor, Guid employer, string what, bool assigned = false)
    {
        var standing = visitor.Standings.FirstOrDefault(x => x.Employer == employer && x.Role == Role.EmployerAdministrator)
            ?? visitor.Standings.FirstOrDefault(x => x.Employer == employer && x.Role == Role.LineManager)
            ?? (assigned ? visitor.As(Role.CaseManager) : null);
        return Judge(visitor, standing, what, ActKind.Read, Scope.Directory(employer), "R-068", "absence");
    }

    /// <summary>What the personnel department of one employer does for it: importing, making a key, its own settings.</summary>
    public static Decision Personnel(Visitor visitor, Guid employer, string what, ActKind kind)
    {
        var standing = visitor.Standings.FirstOrDefault(x => x.Employer == employer && x.Role == Role.EmployerAdministrator);
        return Judge(visitor, standing, what, kind, Scope.Directory(employer), "R-065", "administration");
    }

    /// <summary>What the service's administrator does: employers, invitations, assignments, the roster. No file.</summary>
    public static Decision Administer(Visitor visitor, string what, ActKind kind, Scope scope) =>
        Judge(visitor, visitor.As(Role.ServiceAdministrator), what, kind, scope, "R-066", "administration");

    /// <summary>Names of the service's labour experts, for whoever may appoint one.</summary>
    public static Decision Experts(Visitor visitor) =>
        Judge(visitor, visitor.As(Role.EmployerAdministrator) ?? visitor.As(Role.CaseManager), "experts.list", ActKind.Read, Scope.Service, "R-060", "administration");

    /// <summary>An auditor reads what the own audits are for and how many files were drawn; the files themselves are decided upon one by one.</summary>
    public static Decision OwnAudits(Visitor visitor) => Judge(visitor, visitor.As(Role.QualityAuditor), "audits.list", ActKind.Read, Scope.Service, "R-250", "audit");

    /// <summary>An employment's file was drawn for an audit: the employee's log shows it. Whoever began the audit does not see which.</summary>
    public static Decision Drawn(Visitor visitor, Guid employment)
    {
        var by = visitor.As(Role.ServiceAdministrator);
        var act = new AuditAct("audit.draw", ActKind.Execute, visitor.ActorAs(by ?? visitor.First), "audit", default, employment);
        return by is null ? Decision.Deny(act, "R-250", "not-this-role") : Decision.Permit(act, "R-250", "by-lot");
    }

    /// <summary>Somebody reads the own name among the service's people.</summary>
    public static Decision OwnName(Visitor visitor, Standing standing) =>
        Judge(visitor, visitor.Standings.Contains(standing) ? standing : null, "member.self", ActKind.Read, Scope.Directory(standing.Employer), "R-060", "absence");

    /// <summary>The founding code was tried.</summary>
    public static Decision Found(Visitor visitor, bool good, Guid member)
    {
        var actor = good ? new Actor(member, nameof(Role.ServiceAdministrator), null, visitor.From) : Actor.Anonymous(visitor.From);
        var act = new AuditAct("founding.code", ActKind.Execute, actor, "administration", Scope.Service);
        return good ? Decision.Permit(act, "law 4", "founding") : Decision.Deny(act, "law 4", "unknown-code");
    }

    /// <summary>An account accepted an invitation and is somebody from now on.</summary>
    public static Decision Bind(Guid member, Role role, string from) =>
        Decision.Permit(new AuditAct("member.bind", ActKind.Update, new Actor(member, role.ToString(), null, from), "administration", default), "R-077", "invitation");

    /// <summary>An employer's own provider said who somebody is: the names of who waits for that are compared with it, at the employers that it vouches for.</summary>
    public static Decision Match(Guid employer, string from) =>
        Decision.Permit(new AuditAct("member.match", ActKind.Read, Actor.Anonymous(from), "administration", Scope.Directory(employer)), "R-065", "own-provider");

    /// <summary>Somebody signed in at the employer's own provider, or tried to.</summary>
    public static Decision SignIn(Visitor visitor, bool good)
    {
        var act = new AuditAct("sign-in.employer", ActKind.Execute, visitor.ActorAs(visitor.First), "access", default);
        return good ? Decision.Permit(act, "R-065", "own-provider") : Decision.Deny(act, "R-064", "not-vouched");
    }

    /// <summary>The employer's own provider said that somebody signed out there.</summary>
    public static Decision SignedOut(string from, string reason)
    {
        var act = new AuditAct("sign-in.ended", ActKind.Execute, Actor.Anonymous(from), "access", default);
        return reason.Length == 0 ? Decision.Permit(act, "R-065", "own-provider") : Decision.Deny(act, "R-065", reason);
    }

    /// <summary>An import with a key that the employer's administrator made: that employer, importing only.</summary>
    public static Decision Key(Guid key, Guid employer, bool live, string what, ActKind kind, string from)
    {
        var act = new AuditAct(what, kind, live ? new Actor(key, "ImportKey", null, from) : Actor.Anonymous(from), "administration", live ? Scope.Directory(employer) : default);
        return live ? Decision.Permit(act, "R-065", "import-key") : Decision.Deny(act, "law 8", "unknown-key");
    }

    /// <summary>The privacy statement was read, by anybody who is somebody here .</summary>
    public static Decision PrivacyRead(Visitor visitor)
    {
        var act = new AuditAct("privacy.read", ActKind.Create, visitor.ActorAs(visitor.First), "information", default);
        return visitor.First is null ? Decision.Deny(act, "R-270", "nobody") : Decision.Permit(act, "R-270", "shown");
    }

    /// <summary>A page or a form that is closed to this visitor.</summary>
    public static Decision Closed(Visitor visitor, string policy) =>
        Decision.Deny(new AuditAct("page.refused", ActKind.Read, visitor.ActorAs(visitor.First), "access", default), "R-060", policy);

    /// <summary>A form held a field that is not on its closed list .</summary>
    public static Decision UnknownField(Visitor visitor) =>
        Decision.Deny(new AuditAct("form.refused", ActKind.Create, visitor.ActorAs(visitor.First), "access", default), "R-001", "unknown-field");

    private static Decision Judge(Visitor visitor, Standing? standing, string what, ActKind kind, Scope scope, string rule, string purpose)
    {
        var act = new AuditAct(what, kind, visitor.ActorAs(standing ?? visitor.First), purpose, scope);
        return standing is null ? Decision.Deny(act, rule, "not-this-role") : Decision.Permit(act, rule, standing.Deputised ? "deputised" : standing.Role.ToString());
    }
}
