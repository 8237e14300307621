using System.Text.Json;
using ArboDossier.DemoAuthenticator.Browsing;

namespace ArboDossier.DemoAuthenticator.Demo;

/// <summary>A demo person as kept between starts. Passkeys and password are random in every demo; only the content repeats.</summary>
/// <param name="Key">Short name in the script.</param>
/// <param name="Name">Name.</param>
/// <param name="Email">Address; what is sent there comes to the demo's own mailbox.</param>
/// <param name="Role">Role, for the page of demo people.</param>
/// <param name="Task">What to do as this person.</param>
/// <param name="Home">Where this person begins.</param>
/// <param name="Password">Password.</param>
/// <param name="Passkeys">Exported passkeys.</param>
/// <param name="CodeSecret">Secret of the app with codes.</param>
internal sealed record StoredPerson(string Key, string Name, string Email, string Role, string Task, string Home, string Password, IReadOnlyList<string> Passkeys, string? CodeSecret);

/// <summary>
/// What the demo has done so far, in a file of its own directory: a demo that was cut off goes on where it was, and one that is finished starts at
/// once.
/// </summary>
internal sealed class DemoState
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly string _path;
    private readonly Lock _lock = new();

    private DemoState(string path, Dictionary<string, string> steps, List<StoredPerson> people)
    {
        _path = path;
        Steps = steps;
        People = people;
    }

    public Dictionary<string, string> Steps { get; }

    public List<StoredPerson> People { get; }

    public static DemoState Load(string directory)
    {
        var path = Path.Combine(directory, "state.json");
        var stored = File.Exists(path) ? JsonSerializer.Deserialize<Stored>(File.ReadAllText(path)) : null;
        return new(path, stored?.Steps ?? [], stored?.People ?? []);
    }

    public void Done(string step, string result)
    {
        lock (_lock)
        {
            Steps[step] = result;
            Save();
        }
    }

    public void Keep(StoredPerson person)
    {
        lock (_lock)
        {
            People.RemoveAll(x => x.Key == person.Key);
            People.Add(person);
            Save();
        }
    }

    private void Save()
    {
        var next = _path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using (var file = new FileStream(next, options))
        {
            JsonSerializer.Serialize(file, new Stored(Steps, People), Indented);
        }

        File.Move(next, _path, overwrite: true);
    }

    private sealed record Stored(Dictionary<string, string> Steps, List<StoredPerson> People);
}
