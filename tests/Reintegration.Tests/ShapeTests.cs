using ArboDossier.Shape;

namespace ArboDossier.Reintegration.Tests;

/// <summary>The shape of the reintegration program's compiled code.</summary>
public sealed class ShapeTests() : ProgramShapeTests(typeof(Composition).Assembly, "ArboDossier.Reintegration")
{
    // Says which contexts the store is made of, and opens none.
    protected override IReadOnlySet<string> MayNameContexts { get; } = new HashSet<string> { "ArboDossier.Reintegration.Composition" };

    // The policies' registration, the middleware that finds out who visits, and the recorder of closed pages.
    protected override IReadOnlySet<string> MayNameHttp { get; } = new HashSet<string>
    {
        "ArboDossier.Reintegration.Access.Policies", "ArboDossier.Reintegration.Access.VisitorMiddleware", "ArboDossier.Reintegration.Access.RecordRefusal",
    };

    protected override IReadOnlySet<string> Contexts { get; } = new HashSet<string>
    {
        "ArboDossier.Reintegration.Store.ReintegrationContext", "ArboDossier.Reintegration.Store.ReintegrationSqliteContext", "ArboDossier.Reintegration.Store.ReintegrationPostgresContext",
        "ArboDossier.Store.ZoneContext",
    };

    [Fact]
    [Trait("Rule", "law 3")]
    public void The_program_reaches_no_assembly_of_another_zone() =>
        typeof(Composition).Assembly.GetReferencedAssemblies().Select(x => x.Name).Where(x => x!.StartsWith("ArboDossier.", StringComparison.Ordinal))
            .Should().BeSubsetOf(["ArboDossier.Contracts", "ArboDossier.AuditLedger", "ArboDossier.Sealing", "ArboDossier.Store", "ArboDossier.Exchange", "ArboDossier.Signing", "ArboDossier.Web", "ArboDossier.Mail"]);
}
