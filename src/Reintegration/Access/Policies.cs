using Microsoft.AspNetCore.Authorization;

namespace ArboDossier.Reintegration.Access;

/// <summary>The named policies of this program's endpoints: which roles pass. What somebody may see behind them is decided per case.</summary>
public static class Policies
{
    /// <summary>Any account that signed in, also one that is nobody here: front page, founding, signing out.</summary>
    public const string SignedIn = nameof(SignedIn);

    /// <summary>The service's administrators.</summary>
    public const string Service = nameof(Service);

    /// <summary>Personnel department.</summary>
    public const string Personnel = nameof(Personnel);

    /// <summary>Employer's side that keeps the employees: personnel department and line managers.</summary>
    public const string EmployerSide = nameof(EmployerSide);

    /// <summary>Who sees cases of others.</summary>
    public const string CaseSide = nameof(CaseSide);

    /// <summary>Who may ask the doctor something about a case, and a labour expert: case manager and personnel department.</summary>
    public const string Asking = nameof(Asking);

    /// <summary>Who may report a recovery or take back a mistaken report .</summary>
    public const string Reporting = nameof(Reporting);

    /// <summary>Who may take the proof of a signature along: everyone who may read a case, but for an auditor, who takes nothing along .</summary>
    public const string Readers = nameof(Readers);

    /// <summary>Employees, for what is their own, and who represents them.</summary>
    public const string Own = nameof(Own);

    /// <summary>Employees, for what nobody does in their place.</summary>
    public const string Self = nameof(Self);

    /// <summary>Who answers for the way in which others have access, and reads the matrix: the service's administrator and the employer's.</summary>
    public const string Overseeing = nameof(Overseeing);

    /// <summary>Who passes which policy: data, of which the matrix is generated. <see cref="SignedIn"/> asks for no role.</summary>
    public static IReadOnlyDictionary<string, Role[]> Table { get; } = new Dictionary<string, Role[]>
    {
        [SignedIn] = Enum.GetValues<Role>(),
        [Service] = [Role.ServiceAdministrator],
        [Personnel] = [Role.EmployerAdministrator],
        [EmployerSide] = [Role.EmployerAdministrator, Role.LineManager],
        [CaseSide] = [Role.EmployerAdministrator, Role.LineManager, Role.CaseManager, Role.LabourExpert, Role.QualityAuditor],
        [Asking] = [Role.EmployerAdministrator, Role.CaseManager],
        [Reporting] = [Role.EmployerAdministrator, Role.LineManager, Role.Employee, Role.Representative],
        [Readers] = [Role.EmployerAdministrator, Role.LineManager, Role.CaseManager, Role.LabourExpert, Role.Employee, Role.Representative],
        [Own] = [Role.Employee, Role.Representative],
        [Self] = [Role.Employee],
        [Overseeing] = [Role.ServiceAdministrator, Role.EmployerAdministrator],
    };

    /// <summary>Whether a visitor passes. An unknown policy lets nobody through.</summary>
    public static bool Passes(string policy, Visitor visitor) =>
        Table.TryGetValue(policy, out var roles) && (roles.Contains(Role.None) || visitor.Is(roles));

    /// <summary>Registers the policies.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<IAuthorizationHandler, Handler>();
        var builder = services.AddAuthorizationBuilder();
        foreach (var name in Table.Keys)
        {
            builder.AddPolicy(name, policy => policy.RequireAuthenticatedUser().AddRequirements(new Requirement(name)));
        }
    }

    private sealed record Requirement(string Policy) : IAuthorizationRequirement;

    private sealed class Handler : AuthorizationHandler<Requirement>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Requirement requirement)
        {
            if (context.Resource is HttpContext http && http.Features.Get<Visitor>() is { } visitor && Passes(requirement.Policy, visitor))
            {
                context.Succeed(requirement);
            }

            return Task.CompletedTask;
        }
    }
}
