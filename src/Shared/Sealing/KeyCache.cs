namespace ArboDossier.Sealing;

/// <summary>
/// Unwrapped keys by id and by owner. A key that is dropped is wiped. A destroyed key does not come back, also not through a call that read
/// it from the store a moment before it was destroyed.
/// </summary>
internal sealed class KeyCache(TimeProvider clock) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, FileKey> _byId = [];
    private readonly Dictionary<(KeyKind, Guid), FileKey> _byOwner = [];
    private readonly HashSet<Guid> _destroyed = [];
    private readonly HashSet<Guid> _former = [];
    private bool _closed;

    public FileKey? Find(Guid id)
    {
        lock (_lock)
        {
            return Touch(_byId.GetValueOrDefault(id));
        }
    }

    public FileKey? Find(KeyKind kind, Guid owner)
    {
        lock (_lock)
        {
            return Touch(_byOwner.GetValueOrDefault((kind, owner)));
        }
    }

    /// <summary>Keeps the key; where another call was first, that one's stays and this one is wiped. Throws where the key was destroyed meanwhile.</summary>
    public FileKey Add(FileKey key)
    {
        lock (_lock)
        {
            if (_closed || _destroyed.Contains(key.Stored.Id))
            {
                key.Dispose();
                throw new SealException("the key is not there");
            }

            if (_byId.TryGetValue(key.Stored.Id, out var first))
            {
                key.Dispose();
                return Touch(first)!;
            }

            _byId.Add(key.Stored.Id, key);
            if (!key.Stored.IsFormer && !_former.Contains(key.Stored.Id))
            {
                _byOwner[(key.Stored.Kind, key.Stored.Owner)] = key;
            }

            return key;
        }
    }

    public void Drop(Guid id)
    {
        lock (_lock)
        {
            if (_byId.Remove(id, out var key))
            {
                var owner = (key.Stored.Kind, key.Stored.Owner);
                if (_byOwner.GetValueOrDefault(owner) == key)
                {
                    _byOwner.Remove(owner);
                }

                key.Dispose();
            }
        }
    }

    /// <summary>From now on the key opens and does not seal, also where a call read it from the store a moment before.</summary>
    public void Supersede(WrappedKey former)
    {
        lock (_lock)
        {
            _former.Add(former.Id);
            var owner = (former.Kind, former.Owner);
            if (_byOwner.GetValueOrDefault(owner)?.Stored.Id == former.Id)
            {
                _byOwner.Remove(owner);
            }
        }
    }

    /// <summary>Drops a key for good.</summary>
    public void Destroy(Guid id)
    {
        lock (_lock)
        {
            _destroyed.Add(id);
            Drop(id);
        }
    }

    public void Sweep(TimeSpan idle)
    {
        lock (_lock)
        {
            foreach (var key in _byId.Values.Where(key => clock.GetElapsedTime(key.UsedAt) >= idle).ToList())
            {
                Drop(key.Stored.Id);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var id in _byId.Keys.ToList())
            {
                Drop(id);
            }
        }
    }

    private FileKey? Touch(FileKey? key)
    {
        if (key is not null)
        {
            key.UsedAt = clock.GetTimestamp();
        }

        return key;
    }
}
