using ArboDossier.AuditLedger;
using ArboDossier.CompiledCode;
using ArboDossier.Shape;

namespace ArboDossier.Medical.Tests;

/// <summary>The shape of the medical program's compiled code.</summary>
public sealed class ShapeTests() : ProgramShapeTests(typeof(Composition).Assembly, "ArboDossier.Medical")
{
    // Says which contexts the store is made of, and opens none.
    protected override IReadOnlySet<string> MayNameContexts { get; } = new HashSet<string> { "ArboDossier.Medical.Composition" };

    // The policies' registration, the middleware that finds out who visits, and the recorder of closed pages.
    protected override IReadOnlySet<string> MayNameHttp { get; } = new HashSet<string>
    {
        "ArboDossier.Medical.Access.Policies", "ArboDossier.Medical.Access.VisitorMiddleware", "ArboDossier.Medical.Access.RecordRefusal",
    };

    protected override IReadOnlySet<string> Contexts { get; } = new HashSet<string>
    {
        "ArboDossier.Medical.Store.MedicalContext", "ArboDossier.Medical.Store.MedicalSqliteContext", "ArboDossier.Medical.Store.MedicalPostgresContext", "ArboDossier.Store.ZoneContext",
    };
}

/// <summary>That the reader of compiled code sees what hides in closures, state machines and type arguments.</summary>
public sealed class CompiledCodeTests
{
    private static readonly CompiledCode.TypeCode Sample = AssemblyCode.Read(typeof(CompiledCodeTests).Assembly.Location).Single(x => x.Name == nameof(HidesWell));

    [Theory]
    [InlineData("ArboDossier.AuditLedger.Decision", "Permit")]
    [InlineData("ArboDossier.AuditLedger.Decision", "Deny")]
    [InlineData("ArboDossier.AuditLedger.Decision", "All")]
    [InlineData("System.Security.Cryptography.AesGcm", "")]
    [InlineData("System.Net.Http.HttpClient", "")]
    public void A_reference_is_found_wherever_the_compiler_put_it(string type, string member) => Sample.References.Should().Contain(new Reference(type, member));

    [Fact]
    public void What_is_not_named_is_not_found() => Sample.References.Should().NotContain(x => x.Type == "System.Security.Cryptography.AesCcm");

}

/// <summary>Refers to things in the places that are easily overlooked.</summary>
internal static class HidesWell
{
    internal static async Task<Decision> InAStateMachine(AuditAct act)
    {
        await Task.Yield();
        return Decision.Permit(act, "", "");
    }

    internal static IEnumerable<Decision> InAnIteratorsClosure(AuditAct act)
    {
        foreach (var i in Enumerable.Range(0, 1))
        {
            yield return ((Func<int, Decision>)(_ => Decision.Deny(act, "", "")))(i);
        }
    }

    internal static Func<Decision[], Decision> AsAMethodGroup() => x => Inner.Every(x);

    internal static List<System.Security.Cryptography.AesGcm> AsATypeArgument() => [];

    internal static int AsAGenericMethodsArgument() => Array.Empty<System.Net.Http.HttpClient>().Length;

    private static class Inner
    {
        internal static Decision Every(Decision[] decisions) => Decision.All(decisions);
    }
}
