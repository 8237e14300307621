using System.Reflection;
using ArboDossier.CompiledCode;

namespace ArboDossier.Shape;

/// <summary>
/// What the compiled code of a program may refer to. A program's test project derives a class, names the program and the few types that are
/// allowed more, each with its reason.
/// </summary>
public abstract class ProgramShapeTests(Assembly program, string root)
{
    private const string EntityFramework = "Microsoft.EntityFrameworkCore";
    private static readonly string[] OpenAndSeal = ["OpenAsync", "OpenBytesAsync", "SealAsync", "SealBytesAsync"];

    private readonly IReadOnlyList<CompiledCode.TypeCode> _types = AssemblyCode.Read(program.Location);

    /// <summary>Types outside Store that put the store together, and nothing else.</summary>
    protected abstract IReadOnlySet<string> MayNameContexts { get; }

    /// <summary>Types of Access that hang a decision into the web's pipeline.</summary>
    protected abstract IReadOnlySet<string> MayNameHttp { get; }

    /// <summary>The program's contexts.</summary>
    protected abstract IReadOnlySet<string> Contexts { get; }

    [Fact]
    [Trait("Rule", "law 1")]
    public void Only_Store_touches_rows()
    {
        Breaking(x => !IsIn(x, "Store") && !MayNameContexts.Contains(x.FullName), TouchesRows).Should().BeEmpty();
        // The reader sees what it looks for: Store does touch them.
        _types.Where(x => IsIn(x, "Store")).SelectMany(x => x.References).Where(TouchesRows).Should().NotBeEmpty();
    }

    [Fact]
    [Trait("Rule", "law 1")]
    public void Only_Access_permits()
    {
        static bool Permits(Reference x) => x is { Type: "ArboDossier.AuditLedger.Decision", Member: "Permit" };
        Breaking(x => !IsIn(x, "Access"), Permits).Should().BeEmpty();
        _types.Where(x => IsIn(x, "Access")).SelectMany(x => x.References).Where(Permits).Should().NotBeEmpty();
    }

    [Fact]
    [Trait("Rule", "law 1")]
    public void Only_Store_opens_and_seals()
    {
        static bool Opens(Reference x) => x.Type == "ArboDossier.Sealing.Vault" && OpenAndSeal.Contains(x.Member);
        Breaking(x => !IsIn(x, "Store"), Opens).Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "law 1")]
    public void Nobody_but_the_shared_store_makes_a_receipt()
    {
        static bool Makes(Reference x) => x is { Type: "ArboDossier.AuditLedger.LedgerReceipt", Member: ".ctor" };
        Breaking(_ => true, Makes).Should().BeEmpty();
        Shared().Where(x => x.References.Any(Makes)).Select(x => x.Namespace).Distinct().Should().Equal("ArboDossier.Store");
    }

    [Fact]
    [Trait("Rule", "law 1")]
    public void Nobody_but_Sealing_calls_a_cipher()
    {
        static bool Enciphers(Reference x) => x.Type is "System.Security.Cryptography.AesGcm" or "System.Security.Cryptography.AesCcm" or "System.Security.Cryptography.Aes"
            or "System.Security.Cryptography.ChaCha20Poly1305" or "System.Security.Cryptography.SymmetricAlgorithm";
        Breaking(_ => true, Enciphers).Should().BeEmpty();
        Shared().Where(x => x.References.Any(Enciphers)).Select(x => x.Namespace).Distinct().Should().Equal("ArboDossier.Sealing");
    }

    [Fact]
    public void Access_knows_no_web_and_no_database()
    {
        static bool Outside(Reference x) =>
            x.Type.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || x.Type.StartsWith(EntityFramework, StringComparison.Ordinal) || x.Type.StartsWith("System.Net", StringComparison.Ordinal);
        Breaking(x => IsIn(x, "Access") && !MayNameHttp.Contains(x.FullName), Outside).Should().BeEmpty();
        _types.Where(x => MayNameHttp.Contains(x.FullName)).Should().HaveCount(MayNameHttp.Count, "a type that is gone must not stay on the list");
        _types.Where(x => MayNameHttp.Contains(x.FullName)).Should().OnlyContain(x => x.References.Any(r => r.Type.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)), "and one that needs no exception has none");
        Breaking(x => IsIn(x, "Access"), x => x.Type.StartsWith(EntityFramework, StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public void The_exceptions_are_all_in_use()
    {
        _types.Where(x => MayNameContexts.Contains(x.FullName) && x.References.Any(TouchesRows)).Should().HaveCount(MayNameContexts.Count);
    }

    private bool TouchesRows(Reference x) =>
        x.Type.StartsWith(EntityFramework, StringComparison.Ordinal)
        || Contexts.Contains(x.Type) && x.Member.Length > 0
        || x is { Type: "ArboDossier.Store.Act`1", Member: "get_Db" };

    private bool IsIn(CompiledCode.TypeCode type, string part) =>
        type.Namespace == $"{root}.{part}" || type.Namespace.StartsWith($"{root}.{part}.", StringComparison.Ordinal);

    private List<string> Breaking(Func<CompiledCode.TypeCode, bool> who, Func<Reference, bool> what) =>
        [.. _types.Where(who).SelectMany(x => x.References.Where(what).Select(r => $"{x.FullName} -> {r.Type} {r.Member}")).Order(StringComparer.Ordinal)];

    /// <summary>The product's other assemblies beside the program.</summary>
    private IEnumerable<CompiledCode.TypeCode> Shared() =>
        ((string[])["AuditLedger", "Sealing", "Store", "Exchange", "Signing", "Web", "Mail", "Contracts"])
            .Select(x => Path.Combine(Path.GetDirectoryName(program.Location)!, $"ArboDossier.{x}.dll"))
            .SelectMany(AssemblyCode.Read);
}
