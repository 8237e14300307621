using System.Text;

namespace ArboDossier.Build.Tests;

public sealed class PublishTests
{
    /// <summary>What only a Debug build knows: by assembly, the setting that gives it away.</summary>
    private static readonly (string Project, string Hook)[] Hooks = [("Web", "Demo:Authenticator"), ("Store", "Zone:ClockAhead")];

    [Fact]
    public void A_release_publish_holds_neither_the_demo_authenticator_nor_a_hook_of_development()
    {
        var target = Directory.CreateTempSubdirectory("arbo-publish").FullName;
        try
        {
            var (code, output) = Repository.Run(
                "dotnet", Repository.Root, "publish", "src/Medical/Medical.csproj", "-c", "Release", "--no-restore", "-o", target, "-p:UseSharedCompilation=false", "-nodeReuse:false");
            code.Should().Be(0, output);

            File.Exists(Path.Combine(target, "ArboDossier.Medical.dll")).Should().BeTrue();
            Directory.GetFiles(target, "*", SearchOption.AllDirectories).Should().NotContain(x => x.Contains("DemoAuthenticator", StringComparison.OrdinalIgnoreCase) || x.EndsWith("authenticator.js", StringComparison.Ordinal));
            foreach (var (project, hook) in Hooks)
            {
                Holds(Path.Combine(Repository.Root, $"src/Shared/{project}/bin/Debug/net10.0/ArboDossier.{project}.dll"), hook).Should().BeTrue("the search must find the hook where it is");
                Holds(Path.Combine(target, $"ArboDossier.{project}.dll"), hook).Should().BeFalse(hook);
            }
        }
        finally
        {
            Directory.Delete(target, recursive: true);
        }
    }

    private static bool Holds(string assembly, string hook) => File.ReadAllBytes(assembly).AsSpan().IndexOf(Encoding.Unicode.GetBytes(hook)) >= 0;
}
