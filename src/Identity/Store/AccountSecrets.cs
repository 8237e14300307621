using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace ArboDossier.Identity.Store;

/// <summary>
/// Protects an account's one-time-code secret with the program's key ring, bound to that account: a row copied to another account
/// opens nothing. Not a value converter: the ring may ask custody for a key, and nothing may do that inside an act.
/// </summary>
public sealed class AccountSecrets(IDataProtectionProvider protection)
{
    public byte[] Protect(Guid account, byte[] secret) => Protector(account).Protect(secret);

    public byte[]? Unprotect(Guid account, byte[]? secret)
    {
        try
        {
            return secret is null ? null : Protector(account).Unprotect(secret);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector Protector(Guid account) => protection.CreateProtector("ArboDossier.Identity.OneTimeCode", account.ToString("N"));
}
