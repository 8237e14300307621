using Microsoft.AspNetCore.Authorization;

namespace ArboDossier.Medical.Access;

/// <summary>The named policies of this program's pages: which kinds of visitor, and whether the medical door must be open.</summary>
public static class Policies
{
    /// <summary>Company doctors, door open.</summary>
    public const string Doctor = nameof(Doctor);

    /// <summary>Doctors who confirm credentials and sign rosters, one of another service among them; door open.</summary>
    public const string Confirming = nameof(Confirming);

    /// <summary>Doctors and staff under derived secrecy, door open.</summary>
    public const string Team = nameof(Team);

    /// <summary>Everyone who works in files, door open: whoever has a written task as well.</summary>
    public const string InFiles = nameof(InFiles);

    /// <summary>Whoever works under a doctor by written tasks, door open.</summary>
    public const string Supervised = nameof(Supervised);

    /// <summary>Employees for the own file, door open.</summary>
    public const string Employee = nameof(Employee);

    /// <summary>Whoever may open the door: everyone that is somebody here.</summary>
    public const string AtTheDoor = nameof(AtTheDoor);

    /// <summary>Everyone with a door, door open: the own passkeys.</summary>
    public const string OwnDoor = nameof(OwnDoor);

    /// <summary>Staff that has to enrol a credential: who was invited, and, while a recovery goes on, doctors whose door is closed.</summary>
    public const string Arriving = nameof(Arriving);

    /// <summary>Who sees a recovery and signs or stops it: custodians and doctors, door open.</summary>
    public const string Recovering = nameof(Recovering);

    /// <summary>Any account that signed in: the front page, the activation, signing out.</summary>
    public const string SignedIn = nameof(SignedIn);

    /// <summary>Who passes which policy: data, of which the matrix is generated.</summary>
    public static IReadOnlyDictionary<string, (VisitorKind[] Kinds, bool Door)> Table { get; } = new Dictionary<string, (VisitorKind[], bool)>
    {
        [Doctor] = ([VisitorKind.Doctor], true),
        [Confirming] = ([VisitorKind.Doctor, VisitorKind.Confirmer], true),
        [Team] = ([VisitorKind.Doctor, VisitorKind.Clerk], true),
        [InFiles] = ([VisitorKind.Doctor, VisitorKind.Clerk, VisitorKind.Supervised], true),
        [Supervised] = ([VisitorKind.Supervised], true),
        [Employee] = ([VisitorKind.Employee], true),
        [AtTheDoor] = ([VisitorKind.Doctor, VisitorKind.Confirmer, VisitorKind.Custodian, VisitorKind.Clerk, VisitorKind.Supervised, VisitorKind.Employee], false),
        [OwnDoor] = ([VisitorKind.Doctor, VisitorKind.Confirmer, VisitorKind.Custodian, VisitorKind.Clerk, VisitorKind.Supervised, VisitorKind.Employee], true),
        [Arriving] = ([VisitorKind.Arriving, VisitorKind.Doctor, VisitorKind.Confirmer], false),
        [Recovering] = ([VisitorKind.Custodian, VisitorKind.Doctor, VisitorKind.Confirmer], true),
        [SignedIn] = (Enum.GetValues<VisitorKind>(), false),
    };

    /// <summary>Whether a visitor passes.</summary>
    public static bool Passes(string policy, Visitor visitor) =>
        Table.TryGetValue(policy, out var row) && row.Kinds.Contains(visitor.Kind) && (!row.Door || visitor.DoorOpen);

    /// <summary>Whether only the closed door stands in the way.</summary>
    public static bool WantsDoor(string policy, Visitor visitor) =>
        Table.TryGetValue(policy, out var row) && row.Door && row.Kinds.Contains(visitor.Kind) && !visitor.DoorOpen;

    /// <summary>Whether what it guards wants the door open.</summary>
    public static bool IsBehindTheDoor(string policy) => Table.TryGetValue(policy, out var row) && row.Door;

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
