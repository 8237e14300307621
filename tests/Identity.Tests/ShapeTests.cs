using ArboDossier.Shape;

namespace ArboDossier.Identity.Tests;

/// <summary>What Identity's compiled code may refer to.</summary>
public sealed class ShapeTests() : ProgramShapeTests(typeof(IdentityProgram).Assembly, "ArboDossier.Identity")
{
    // Says which contexts the store is made of, and opens none.
    protected override IReadOnlySet<string> MayNameContexts { get; } = new HashSet<string> { "ArboDossier.Identity.IdentityProgram" };

    // The policies' registration.
    protected override IReadOnlySet<string> MayNameHttp { get; } = new HashSet<string> { "ArboDossier.Identity.Access.Policies" };

    protected override IReadOnlySet<string> Contexts { get; } = new HashSet<string>
    {
        "ArboDossier.Identity.Store.IdentityContext", "ArboDossier.Identity.Store.IdentitySqliteContext", "ArboDossier.Identity.Store.IdentityPostgresContext", "ArboDossier.Store.ZoneContext",
    };
}
