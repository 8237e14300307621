namespace ArboDossier.Build.Tests;

/// <summary>Law 3: the build itself fails on a forbidden reference. Shown with real builds under the real build files.</summary>
public sealed class ZoneFenceTests : IDisposable
{
    private readonly ProjectTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void A_project_that_references_only_what_its_zone_may_reach_builds()
    {
        var contracts = _tree.Add("shared", "Contracts", "<Zone>contracts</Zone>");
        var web = _tree.Add("shared", "Web", "<Zone>shared</Zone>", "", contracts);
        var (code, output) = ProjectTree.Build(_tree.Add("allowed", "Reintegration", "<Zone>reintegration</Zone>", "", web, contracts));
        code.Should().Be(0, output);
    }

    [Fact]
    public void Reintegration_that_references_Medical_does_not_build()
    {
        var medical = _tree.Add("medical", "Medical", "<Zone>medical</Zone>");
        var (code, output) = ProjectTree.Build(_tree.Add("direct", "Reintegration", "<Zone>reintegration</Zone>", "", medical));
        code.Should().NotBe(0);
        output.Should().Contain("ZONE002").And.Contain("Reintegration (zone 'reintegration') reaches Medical");
    }

    [Fact]
    public void Medical_that_references_Reintegration_does_not_build()
    {
        var other = _tree.Add("other", "Reintegration", "<Zone>reintegration</Zone>");
        var (code, output) = ProjectTree.Build(_tree.Add("direct", "Medical", "<Zone>medical</Zone>", "", other));
        code.Should().NotBe(0);
        output.Should().Contain("ZONE002").And.Contain("Medical (zone 'medical') reaches Reintegration");
    }

    [Fact]
    public void Reintegration_that_reaches_Medical_through_another_project_does_not_build()
    {
        var medical = _tree.Add("medical", "Medical", "<Zone>medical</Zone>");
        // The project between is let through by its own zone: it is Reintegration's fence that has to see past it.
        var web = _tree.Add("careless", "Web", "<Zone>tests</Zone><TestsMayReference>Medical</TestsMayReference>", "", medical);
        var (code, output) = ProjectTree.Build(_tree.Add("through", "Reintegration", "<Zone>reintegration</Zone>", "", web));
        code.Should().NotBe(0);
        output.Should().Contain("ZONE002").And.Contain("Reintegration (zone 'reintegration') reaches Medical").And.NotContain("Web (zone");
    }

    [Fact]
    public void A_project_that_names_no_zone_does_not_build()
    {
        var (code, output) = ProjectTree.Build(_tree.Add("nowhere", "Stray", ""));
        code.Should().NotBe(0);
        output.Should().Contain("ZONE001").And.Contain("Stray does not say in which <Zone> it lives");
    }

    [Fact]
    public void A_project_in_a_zone_that_nobody_knows_may_reference_nothing()
    {
        var contracts = _tree.Add("shared", "Contracts", "<Zone>contracts</Zone>");
        var (code, output) = ProjectTree.Build(_tree.Add("unknown", "Stray", "<Zone>medicall</Zone>", "", contracts));
        code.Should().NotBe(0);
        output.Should().Contain("ZONE002");
    }
}
