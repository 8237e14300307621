using System.Security.Cryptography;

namespace ArboDossier.AuditLedger.Tests;

public sealed class FixedKeyTests
{
    private const string Note =
        "arbodossier/medical\n"
        + "8\n"
        + "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
        + "2026-03-03T09:15:30.000000Z\n"
        + "\n"
        + "— arbodossier/medical pLL86zBEAiBQaAisfKDB8I8N8p7pE53mBe5KjtJZehFiOADFNEP1tQIgFVWyQ4SLBXiViIlmDko9UvW3mG0Q0RjOnQNPnqu7U1A=\n";

    private static readonly string Keys = Path.Combine(Root(), "keys-dev");

    [Fact]
    public void A_checkpoint_that_the_fixed_key_signed_once_goes_on_verifying()
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(Keys, "ledger-test.pem")));
        var checkpoint = Checkpoint.Verify(Note, "arbodossier/medical", key);
        checkpoint.Should().BeEquivalentTo(new Checkpoint("arbodossier/medical", 8, Convert.FromHexString("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"), new DateTimeOffset(2026, 3, 3, 9, 15, 30, TimeSpan.Zero)));
    }

    [Fact]
    public void The_list_of_refused_fingerprints_names_every_key_that_lies_beside_it()
    {
        var found = Directory.GetFiles(Keys, "*.pem").Order(StringComparer.Ordinal).Select(path =>
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(path));
            return $"{Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))}  {Path.GetFileName(path)}";
        }).ToList();
        found.Should().NotBeEmpty();
        File.ReadAllLines(Path.Combine(Keys, "fingerprints.txt")).Should().Equal(found);
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !Directory.Exists(Path.Combine(directory.FullName, "keys-dev")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests do not lie in a working tree with keys-dev.");
    }
}
