using ArboDossier.DemoAuthenticator.Browsing;

namespace ArboDossier.DemoAuthenticator.Demo;

/// <summary>The demo people at work: each with an own browser and own passkeys, kept in the state as soon as they exist.</summary>
internal sealed class Cast(DemoState state, Addresses at) : IDisposable
{
    private const uint CounterStep = 1000;
    private readonly Dictionary<string, Person> _people = [];

    /// <summary>The person of that key, as he was kept or new.</summary>
    public Person Of(string key, string name, string role, string task, string home)
    {
        if (_people.TryGetValue(key, out var known))
        {
            return known;
        }

        var email = $"{key}@demo.invalid";
        var stored = state.People.Find(x => x.Key == key);
        var person = stored is null ? new Person(name, email, at) : new Person(name, email, at) { Password = stored.Password, CodeSecret = stored.CodeSecret };
        foreach (var passkey in stored?.Passkeys ?? [])
        {
            person.Keep(SoftwarePasskey.Import(Ahead(passkey)));
        }

        _people[key] = person;
        Keep(key, role, task, home);
        return person;
    }

    /// <summary>A counter that was used and not kept, because everything was killed, would look like a cloned passkey: go on well above it.</summary>
    private static string Ahead(string passkey)
    {
        var stored = System.Text.Json.Nodes.JsonNode.Parse(passkey)!;
        stored["counter"] = (uint)stored["counter"]! + CounterStep;
        return stored.ToJsonString();
    }

    /// <summary>The person of that key, who was cast before.</summary>
    public Person this[string key]
    {
        get
        {
            if (_people.TryGetValue(key, out var known))
            {
                return known;
            }

            var stored = state.People.Find(x => x.Key == key) ?? throw new InvalidOperationException($"no demo person {key}");
            return Of(key, stored.Name, stored.Role, stored.Task, stored.Home);
        }
    }

    /// <summary>Keeps what a person has by now.</summary>
    public void Keep(string key, string? role = null, string? task = null, string? home = null)
    {
        var person = _people[key];
        var stored = state.People.Find(x => x.Key == key);
        state.Keep(new StoredPerson(
            key, person.Name, person.Email, role ?? stored!.Role, task ?? stored!.Task, home ?? stored!.Home, person.Password, [.. person.Passkeys.Select(x => x.Export())], person.CodeSecret));
    }

    /// <summary>Keeps what everybody has by now: counters go up with each answer.</summary>
    public void KeepAll()
    {
        foreach (var key in _people.Keys)
        {
            Keep(key);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var person in _people.Values)
        {
            person.Dispose();
        }
    }
}
