using System.Text;

namespace ArboDossier.Build.Tests;

public sealed class PublishTests
{
    private const string Hook = "Demo:Authenticator";

    [Fact]
    public void A_release_publish_holds_neither_the_demo_authenticator_nor_the_hook_for_it()
    {
        var target = Directory.CreateTempSubdirectory("arbo-publish").FullName;
        try
        {
            var (code, output) = Repository.Run(
                "dotnet", Repository.Root, "publish", "src/Medical/Medical.csproj", "-c", "Release", "--no-restore", "-o", target, "-p:UseSharedCompilation=false", "-nodeReuse:false");
            code.Should().Be(0, output);

            File.Exists(Path.Combine(target, "ArboDossier.Medical.dll")).Should().BeTrue();
            Directory.GetFiles(target, "*", SearchOption.AllDirectories).Should().NotContain(x => x.Contains("DemoAuthenticator", StringComparison.OrdinalIgnoreCase) || x.EndsWith("authenticator.js", StringComparison.Ordinal));
            Holds(Path.Combine(Repository.Root, "src/Shared/Web/bin/Debug/net10.0/ArboDossier.Web.dll")).Should().BeTrue("the search must find the hook where it is");
            Holds(Path.Combine(target, "ArboDossier.Web.dll")).Should().BeFalse();
        }
        finally
        {
            Directory.Delete(target, recursive: true);
        }
    }

    private static bool Holds(string assembly) => File.ReadAllBytes(assembly).AsSpan().IndexOf(Encoding.Unicode.GetBytes(Hook)) >= 0;
}
