using System.Collections.Concurrent;
using System.Security.Cryptography;
using ArboDossier.Sealing;

namespace ArboDossier.Custody;

/// <summary>
/// A token behind its module. One call at a time; a call that fails for any reason but its input ends the module's sessions, and the next call
/// begins from nothing: so a token that was away comes back without a restart.
/// </summary>
internal sealed class Token(string module, string label, string pinFile, TimeSpan wait)
{
    /// <summary>A module is once in a process: whoever uses another token behind the same one shares its sessions' end.</summary>
    private static readonly ConcurrentDictionary<string, Shared> Modules = new();

    private readonly Shared _shared = Modules.GetOrAdd(Path.GetFullPath(module), path => new(path));
    private readonly Dictionary<(Pkcs11Class, string), nuint> _objects = [];
    private nuint _session;
    private long _began = -1;
    private byte[]? _refusedPin;

    /// <summary>As the other, for the framework's interfaces that are synchronous.</summary>
    public T Call<T>(Func<Pkcs11Module, nuint, Func<Pkcs11Class, string, nuint>, T> call) => CallAsync(call, default).GetAwaiter().GetResult();

    /// <summary>Runs a call on the token, and waits for it no longer than is said.</summary>
    public async Task<T> CallAsync<T>(Func<Pkcs11Module, nuint, Func<Pkcs11Class, string, nuint>, T> call, CancellationToken cancel)
    {
        // One thread at most hangs in a driver that hangs: the others wait here, and give up.
        if (!await _shared.Gate.WaitAsync(wait, cancel).ConfigureAwait(false))
        {
            throw new CustodyException("the token does not answer in time", fault: CustodyFault.Slow);
        }

        var running = Task.Run(
            () =>
            {
                try
                {
                    return Run(call);
                }
                finally
                {
                    _shared.Gate.Release();
                }
            },
            CancellationToken.None);
        try
        {
            return await running.WaitAsync(wait, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException late)
        {
            throw new CustodyException("the token does not answer in time", late, CustodyFault.Slow);
        }
    }

    private T Run<T>(Func<Pkcs11Module, nuint, Func<Pkcs11Class, string, nuint>, T> call, bool again = false)
    {
        try
        {
            var opened = Open();
            return call(opened, _session, (kind, name) => Find(opened, kind, name));
        }
        catch (Pkcs11Exception wrong) when (wrong.IsInput)
        {
            throw new CustodyException("a wrapped key does not open", wrong);
        }
        catch (Pkcs11Exception failed) when (!failed.IsRefusal && !again)
        {
            // A session may have ended by itself: one that begins anew tells whether the token is really away.
            _shared.End();
            return Run(call, again: true);
        }
        catch (Exception failed) when (failed is Pkcs11Exception or IOException or UnauthorizedAccessException)
        {
            _shared.End();
            throw new CustodyException($"the token cannot be used ({failed.Message})", failed, failed is Pkcs11Exception { IsRefusal: true } ? CustodyFault.Refusing : CustodyFault.Down);
        }
    }

    private Pkcs11Module Open()
    {
        var opened = _shared.Begin();
        if (_began == _shared.Begun)
        {
            return opened;
        }

        _objects.Clear();
        var slot = opened.FindSlot(label) ?? throw new Pkcs11Exception("C_GetSlotList", Pkcs11Exception.NotThere);
        var pin = ReadPin();
        try
        {
            // A token locks itself after a few wrong PINs: the same wrong one is not tried twice.
            if (_refusedPin is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(pin), _refusedPin))
            {
                throw new CustodyException("the token refused the PIN in the file", fault: CustodyFault.Refusing);
            }

            _session = opened.Open(slot, pin);
            (_began, _refusedPin) = (_shared.Begun, null);
            return opened;
        }
        catch (Pkcs11Exception refused) when (refused.IsPin)
        {
            _refusedPin = SHA256.HashData(pin);
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pin);
        }
    }

    private nuint Find(Pkcs11Module opened, Pkcs11Class kind, string name)
    {
        if (!_objects.TryGetValue((kind, name), out var found))
        {
            found = opened.Find(_session, kind, name) ?? throw new Pkcs11Exception($"C_FindObjects: {name} is not there once", Pkcs11Exception.NotThere);
            _objects.Add((kind, name), found);
        }

        return found;
    }

    private byte[] ReadPin()
    {
        if ((File.GetUnixFileMode(pinFile) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
        {
            throw new CustodyException("others than its owner can read the file with the PIN", fault: CustodyFault.Refusing);
        }

        var bytes = File.ReadAllBytes(pinFile);
        var pin = bytes.AsSpan().TrimEnd("\r\n"u8).ToArray();
        CryptographicOperations.ZeroMemory(bytes);
        return pin;
    }

    private sealed class Shared(string path)
    {
        private Pkcs11Module? _module;
        private bool _open;

        public SemaphoreSlim Gate { get; } = new(1);

        /// <summary>How often it was begun: sessions and handles from an earlier time are no more.</summary>
        public long Begun { get; private set; }

        public Pkcs11Module Begin()
        {
            _module ??= Pkcs11Module.Load(path);
            if (!_open)
            {
                _module.Begin();
                (_open, Begun) = (true, Begun + 1);
            }

            return _module;
        }

        public void End()
        {
            if (_open)
            {
                _module!.End();
                _open = false;
            }
        }
    }
}
