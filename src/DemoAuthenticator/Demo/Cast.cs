using ArboDossier.DemoAuthenticator.Browsing;

namespace ArboDossier.DemoAuthenticator.Demo;

/// <summary>The demo people at work: each with an own browser and own passkeys, kept in the state as soon as they exist.</summary>
internal sealed class Cast(DemoState state, Addresses at) : IDisposable
{
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
        var person = stored is null ? new Person(name, email, at) : new Person(name, email, at) { Password = stored.Password };
        foreach (var passkey in stored?.Passkeys ?? [])
        {
            person.Keep(SoftwarePasskey.Import(passkey));
        }

        _people[key] = person;
        Keep(key, role, task, home);
        return person;
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
            key, person.Name, person.Email, role ?? stored!.Role, task ?? stored!.Task, home ?? stored!.Home, person.Password, [.. person.Passkeys.Select(x => x.Export())]));
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
