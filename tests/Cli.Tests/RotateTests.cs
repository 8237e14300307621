namespace ArboDossier.Cli.Tests;

public sealed class RotateTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("arbo-rotate-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public void A_request_is_left_for_the_program_and_readable_by_this_user_only()
    {
        File.WriteAllText(Path.Combine(_data, "public.json"), """{"zone":"medical"}""");
        Tool.Run("rotate", "--data", _data, "--status").Should().Be((0, "medical: no key was changed here"));
        Tool.Run("rotate", "--data", _data).Code.Should().Be(0);
        var request = Path.Combine(_data, "rotate.request");
        File.ReadAllText(request).Should().Be("wrapping");
        File.GetUnixFileMode(request).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Tool.Run("rotate", "--data", _data, "--status").Should().Be((0, "medical: asked, and not taken up yet"));
        Tool.Run("rotate", "--data", _data, "--retire").Code.Should().Be(0);
        File.ReadAllText(request).Should().Be("retire");
        Tool.Run("rotate", "--zone", Path.GetFileName(_data), "--data", Path.GetDirectoryName(_data)!, "--key", "ledger").Code.Should().Be(0);
        File.ReadAllText(request).Should().Be("ledger");
        Tool.Run("rotate", "--data", _data, "--key", "everything").Code.Should().Be(2, "no such key");
        File.ReadAllText(request).Should().Be("ledger");
        Directory.GetFiles(_data).Should().HaveCount(2);
    }

    [Fact]
    public void Progress_is_said_as_the_program_noted_it()
    {
        File.WriteAllText(Path.Combine(_data, "public.json"), """{"zone":"medical"}""");
        File.WriteAllText(Path.Combine(_data, "rotate.json"), """{"step":"wrapping anew","done":100,"of":250,"at":"2026-11-26T10:00:00+00:00","message":""}""");
        Tool.Run("rotate", "--data", _data, "--status").Should().Be((0, "medical: wrapping anew, 100 of 250 keys, 2026-11-26 10:00:00Z"));
        File.WriteAllText(Path.Combine(_data, "rotate.json"), """{"step":"new signing key announced","done":1,"of":2,"at":"2026-11-26T10:00:00+00:00","message":"waits for identity","what":"zones"}""");
        Tool.Run("rotate", "--data", _data, "--status").Should().Be((0, "medical: new signing key announced, 1 of 2 zones, 2026-11-26 10:00:00Z (waits for identity)"));
    }

    [Fact]
    public void Elsewhere_than_in_a_zone_nothing_is_written()
    {
        Tool.Run("rotate", "--data", _data).Should().Be((2, $"{_data} is not the data directory of a zone"));
        Directory.GetFiles(_data).Should().BeEmpty();
        File.WriteAllText(Path.Combine(_data, "public.json"), """{"zone":"medical"}""");
        File.WriteAllText(Path.Combine(_data, "rotate.json"), "half a f");
        Tool.Run("rotate", "--data", _data, "--status").Code.Should().Be(2);
    }
}
