using System.Runtime.InteropServices;
using System.Text;

namespace ArboDossier.Custody;

/// <summary>
/// The dozen functions of a PKCS#11 module (OASIS PKCS #11 2.40) that are needed, and no more. Not for use by two threads at a time:
/// <see cref="Token"/> sees to that.
/// </summary>
internal sealed unsafe class Pkcs11Module
{
    private const int Initialize = 0, Finalize = 1, GetSlotList = 4, GetTokenInfo = 6, OpenSession = 12, LogIn = 18, GetAttribute = 24;
    private const int FindInit = 26, FindNext = 27, FindFinal = 28, DecryptInit = 33, DecryptOnce = 34, SignInit = 42, SignOnce = 43;

    private const nuint OsLocking = 2, SerialSession = 4, UserLogin = 1;
    private const nuint AlreadyInitialised = 0x191, AlreadyLoggedIn = 0x100;
    private const nuint OaepMechanism = 0x9, EcdsaMechanism = 0x1041;

    private readonly nint* _functions;

    private Pkcs11Module(nint* functions) => _functions = functions;

    /// <summary>Loads a module; it stays loaded. Throws <see cref="Pkcs11Exception"/>.</summary>
    public static Pkcs11Module Load(string path)
    {
        if (!NativeLibrary.TryLoad(path, out var library) || !NativeLibrary.TryGetExport(library, "C_GetFunctionList", out var get))
        {
            throw new Pkcs11Exception("C_GetFunctionList", Pkcs11Exception.NotThere);
        }

        nint list;
        Check("C_GetFunctionList", ((delegate* unmanaged<nint*, nuint>)get)(&list));
        // CK_FUNCTION_LIST: two bytes of version, padding, then the functions in the order of the standard.
        return new((nint*)(list + sizeof(nint)));
    }

    /// <summary>Begins; another user of the module in this process may have begun before.</summary>
    public void Begin()
    {
        // CK_C_INITIALIZE_ARGS: four functions for locking, flags, reserved.
        var arguments = stackalloc nint[6] { 0, 0, 0, 0, (nint)OsLocking, 0 };
        var code = ((delegate* unmanaged<nint*, nuint>)_functions[Initialize])(arguments);
        if (code != AlreadyInitialised)
        {
            Check("C_Initialize", code);
        }
    }

    /// <summary>Ends all sessions and forgets all handles, whatever state the module is in.</summary>
    public void End() => _ = ((delegate* unmanaged<nint, nuint>)_functions[Finalize])(0);

    /// <summary>The slot in which the token with that label is, or null.</summary>
    public nuint? FindSlot(string label)
    {
        nuint count = 0;
        var list = (delegate* unmanaged<byte, nuint*, nuint*, nuint>)_functions[GetSlotList];
        Check("C_GetSlotList", list(1, null, &count));
        var slots = new nuint[Math.Max((int)count, 1)];
        fixed (nuint* first = slots)
        {
            Check("C_GetSlotList", list(1, first, &count));
        }

        // CK_TOKEN_INFO begins with the label, 32 bytes padded with blanks; the whole is well under 512 bytes.
        var info = stackalloc byte[512];
        foreach (var slot in slots.AsSpan(0, (int)count))
        {
            var code = ((delegate* unmanaged<nuint, byte*, nuint>)_functions[GetTokenInfo])(slot, info);
            if (code == 0 && Encoding.UTF8.GetString(info, 32).TrimEnd(' ', '\0') == label)
            {
                return slot;
            }
        }

        return null;
    }

    /// <summary>A session in which the keys can be used.</summary>
    public nuint Open(nuint slot, ReadOnlySpan<byte> pin)
    {
        nuint session;
        Check("C_OpenSession", ((delegate* unmanaged<nuint, nuint, nint, nint, nuint*, nuint>)_functions[OpenSession])(slot, SerialSession, 0, 0, &session));
        fixed (byte* text = pin)
        {
            var code = ((delegate* unmanaged<nuint, nuint, byte*, nuint, nuint>)_functions[LogIn])(session, UserLogin, text, (nuint)pin.Length);
            if (code != AlreadyLoggedIn)
            {
                Check("C_Login", code);
            }
        }

        return session;
    }

    /// <summary>The one object of that class with that label; null where there is none or more than one.</summary>
    public nuint? Find(nuint session, Pkcs11Class kind, string label)
    {
        var name = Encoding.UTF8.GetBytes(label);
        var value = (nuint)kind;
        fixed (byte* text = name)
        {
            // CK_ATTRIBUTE: type, value, length.
            var wanted = stackalloc nint[6] { 0, (nint)(&value), sizeof(nuint), 3, (nint)text, name.Length };
            Check("C_FindObjectsInit", ((delegate* unmanaged<nuint, nint*, nuint, nuint>)_functions[FindInit])(session, wanted, 2));
        }

        var found = stackalloc nuint[2];
        nuint count = 0;
        var code = ((delegate* unmanaged<nuint, nuint*, nuint, nuint*, nuint>)_functions[FindNext])(session, found, 2, &count);
        Check("C_FindObjectsFinal", ((delegate* unmanaged<nuint, nuint>)_functions[FindFinal])(session));
        Check("C_FindObjects", code);
        return count == 1 ? found[0] : null;
    }

    /// <summary>An attribute of an object.</summary>
    public byte[] Attribute(nuint session, nuint thing, Pkcs11Attribute type)
    {
        var value = new byte[1024];
        fixed (byte* bytes = value)
        {
            var asked = stackalloc nint[3] { (nint)type, (nint)bytes, value.Length };
            Check("C_GetAttributeValue", ((delegate* unmanaged<nuint, nuint, nint*, nuint, nuint>)_functions[GetAttribute])(session, thing, asked, 1));
            return value[..(int)asked[2]];
        }
    }

    /// <summary>RSA-OAEP without a label.</summary>
    public byte[] Decrypt(nuint session, nuint key, OaepHash hash, byte[] input)
    {
        // CK_RSA_PKCS_OAEP_PARAMS: hash, mask generation, source of the label, label, its length.
        var (digest, mask) = hash == OaepHash.Sha256 ? (0x250, 2) : (0x220, 1);
        var parameters = stackalloc nint[5] { digest, mask, 1, 0, 0 };
        var mechanism = stackalloc nint[3] { (nint)OaepMechanism, (nint)parameters, 5 * sizeof(nint) };
        Check("C_DecryptInit", ((delegate* unmanaged<nuint, nint*, nuint, nuint>)_functions[DecryptInit])(session, mechanism, key));
        return Once("C_Decrypt", _functions[DecryptOnce], session, input);
    }

    /// <summary>ECDSA over a hash: r and s.</summary>
    public byte[] Sign(nuint session, nuint key, byte[] hash)
    {
        var mechanism = stackalloc nint[3] { (nint)EcdsaMechanism, 0, 0 };
        Check("C_SignInit", ((delegate* unmanaged<nuint, nint*, nuint, nuint>)_functions[SignInit])(session, mechanism, key));
        return Once("C_Sign", _functions[SignOnce], session, hash);
    }

    private static byte[] Once(string name, nint function, nuint session, byte[] input)
    {
        Span<byte> output = stackalloc byte[1024];
        var length = (nuint)output.Length;
        fixed (byte* from = input, to = output)
        {
            Check(name, ((delegate* unmanaged<nuint, byte*, nuint, byte*, nuint*, nuint>)function)(session, from, (nuint)input.Length, to, &length));
        }

        var result = output[..(int)length].ToArray();
        output.Clear();
        return result;
    }

    private static void Check(string name, nuint code)
    {
        if (code != 0)
        {
            throw new Pkcs11Exception(name, code);
        }
    }
}

/// <summary>Classes of objects on a token.</summary>
internal enum Pkcs11Class
{
    PublicKey = 2,
    PrivateKey = 3,
}

/// <summary>Attributes of objects on a token.</summary>
internal enum Pkcs11Attribute
{
    Modulus = 0x120,
    PublicExponent = 0x122,
    EcPoint = 0x181,
}

/// <summary>The hash within RSA-OAEP. Its strength does not rest on collisions: SHA-1 is sound here, for tokens that know no other.</summary>
internal enum OaepHash
{
    Sha256,
    Sha1,
}

/// <summary>A function of the module did not do it: its name and the standard's number.</summary>
internal sealed class Pkcs11Exception(string function, nuint code) : Exception($"{function} 0x{code:x}")
{
    /// <summary>Our own number for a module that cannot be loaded (in the range for vendors).</summary>
    public static readonly nuint NotThere = 0x80000000;

    private static readonly nuint[] Refusals = [0xA0, 0xA1, 0xA4, 0x68, 0x63];
    private static readonly nuint[] Unreadable = [0x40, 0x41, 0x20, 0x21];

    /// <summary>PIN incorrect, invalid or locked.</summary>
    public bool IsPin => code is 0xA0 or 0xA1 or 0xA4;

    /// <summary>PIN, or a key that may not be used so.</summary>
    public bool IsRefusal => Refusals.Contains(code);

    /// <summary>The input was not made for this key.</summary>
    public bool IsInput => Unreadable.Contains(code);
}
