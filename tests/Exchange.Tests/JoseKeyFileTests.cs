using ArboDossier.Exchange.Jose;

namespace ArboDossier.Exchange.Tests;

public sealed class JoseKeyFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("arbo-keys-");

    private string KeyFile => Path.Combine(_directory.FullName, "zone.pem");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void LoadOrCreate_MakesOneKeyForItsOwnerOnly()
    {
        using var made = SigningKey.LoadOrCreate(KeyFile);
        using var read = SigningKey.LoadOrCreate(KeyFile);

        read.KeyId.Should().Be(made.KeyId);
        (File.GetUnixFileMode(KeyFile) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)).Should().Be(UnixFileMode.None);
        _directory.GetFiles().Should().ContainSingle("no temporary file is left");
    }

    [Fact]
    public async Task LoadOrCreate_ByManyAtOnce_EndsWithOneKey()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() =>
        {
            using var key = SigningKey.LoadOrCreate(KeyFile);
            return key.KeyId;
        })));

        ids.Distinct().Should().ContainSingle();
        _directory.GetFiles().Should().ContainSingle();
    }

    [Fact]
    public void Load_AFileThatOthersCanRead_IsRefused()
    {
        SigningKey.LoadOrCreate(KeyFile).Dispose();
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.GroupRead);

        FluentActions.Invoking(() => SigningKey.Load(KeyFile)).Should().Throw<InvalidOperationException>().WithMessage("*0600*");
    }

    [Fact]
    public void Load_SomethingElse_IsRefused()
    {
        FluentActions.Invoking(() => SigningKey.Load(KeyFile)).Should().Throw<FileNotFoundException>();
        Write("not a key");
        FluentActions.Invoking(() => SigningKey.Load(KeyFile)).Should().Throw<InvalidOperationException>();
        using var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP384);
        Write(other.ExportPkcs8PrivateKeyPem());
        FluentActions.Invoking(() => SigningKey.Load(KeyFile)).Should().Throw<InvalidOperationException>();
        Write(other.ExportSubjectPublicKeyInfoPem());
        FluentActions.Invoking(() => SigningKey.Load(KeyFile)).Should().Throw<InvalidOperationException>();
    }

    private void Write(string text)
    {
        File.WriteAllText(KeyFile, text);
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
