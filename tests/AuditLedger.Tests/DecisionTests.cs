using System.Reflection;
using System.Runtime.CompilerServices;

namespace ArboDossier.AuditLedger.Tests;

public sealed class DecisionTests
{
    private static readonly AuditAct Act = new("file.read", ActKind.Read, Actor.Machine("test"), "test", Scope.File(Guid.CreateVersion7()));

    [Fact]
    public void A_decision_that_nobody_made_denies()
    {
        var decision = default(Decision);
        decision.Permitted.Should().BeFalse();
        decision.Act.Should().BeNull();
        decision.Rule.Should().Be("law 8");
        decision.Reason.Should().Be("undecided");
        new Decision[3].Should().OnlyContain(x => !x.Permitted);
        Decision.All().Permitted.Should().BeFalse();
    }

    [Fact]
    [Trait("Rule", "R-071")]
    public void Of_several_decisions_a_denial_wins_wherever_it_stands()
    {
        var permit = Decision.Permit(Act, "R-076", "live-relation");
        var deny = Decision.Deny(Act, "R-074", "blocked");
        Decision.All(permit).Permitted.Should().BeTrue();
        Decision.All(permit, Decision.Permit(Act, "R-077", "own-file")).Rule.Should().Be("R-076");
        for (var place = 0; place < 5; place++)
        {
            var decisions = Enumerable.Repeat(permit, 5).ToArray();
            decisions[place] = deny;
            var all = Decision.All(decisions);
            all.Permitted.Should().BeFalse();
            all.Rule.Should().Be("R-074");
            all.Reason.Should().Be("blocked");
            decisions[place] = default;
            Decision.All(decisions).Permitted.Should().BeFalse();
        }
    }

    [Fact]
    public void The_default_scope_is_none()
    {
        default(Scope).Kind.Should().Be(ScopeKind.None);
        default(Scope).ToString().Should().Be("none");
        Enum.GetValues<ScopeKind>().Select(kind => new Scope(kind, Guid.Empty).ToString()).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_receipt_cannot_be_made_outside_and_only_the_store_and_the_tests_are_let_in()
    {
        typeof(LedgerReceipt).IsSealed.Should().BeTrue();
        typeof(LedgerReceipt).GetConstructors(BindingFlags.Instance | BindingFlags.Public).Should().BeEmpty();
        typeof(LedgerReceipt).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Should().OnlyContain(constructor => constructor.IsAssembly);
        typeof(LedgerReceipt).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(method => method.ReturnType == typeof(LedgerReceipt)).Should().BeEmpty();
        typeof(LedgerReceipt).Assembly.GetCustomAttributes<InternalsVisibleToAttribute>().Select(friend => friend.AssemblyName)
            .Should().BeEquivalentTo("ArboDossier.Store", "ArboDossier.AuditLedger.Tests", "ArboDossier.Sealing.Tests");
    }

    [Fact]
    public void A_refusal_gives_no_receipt_and_a_receipt_is_spent_once()
    {
        FluentActions.Invoking(() => new LedgerReceipt(default, Guid.Empty, default)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new LedgerReceipt(Decision.Deny(Act, "R-071", "no"), Guid.Empty, default)).Should().Throw<ArgumentException>();
        var receipt = new LedgerReceipt(Decision.Permit(Act, "R-076", "live-relation"), Guid.Empty, default);
        var spent = 0;
        Parallel.For(0, 64, _ =>
        {
            if (receipt.Spend())
            {
                Interlocked.Increment(ref spent);
            }
        });
        spent.Should().Be(1);
    }
}
