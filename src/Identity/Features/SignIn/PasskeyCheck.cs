using System.Security.Cryptography;
using ArboDossier.AuditLedger;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Store;
using ArboDossier.Signing;
using Microsoft.AspNetCore.Identity;

namespace ArboDossier.Identity.Features.SignIn;

/// <summary>A question to a passkey: the options for the browser, and the note by which the answer is recognised.</summary>
public sealed record PasskeyQuestion(string OptionsJson, string Note);

/// <summary>A passkey that answered rightly; it counts only once it is accepted.</summary>
public sealed record PasskeyShown(Account Account, UserPasskeyInfo Passkey, byte[] Challenge);

/// <summary>Passkeys of this program's own host name, with user verification always (see Shared/Signing).</summary>
public sealed class PasskeyCheck(Accounts accounts, SealedNotes notes, IdentitySettings settings, TimeProvider clock)
{
    private const string SignInPurpose = "passkey-sign-in";
    private const string EnrolPurpose = "passkey-enrol";
    private const int LongestName = 60;
    private static readonly TimeSpan Lifetime = PasskeyOptions.DefaultTimeout + TimeSpan.FromMinutes(1);

    private RelyingParty Door { get; } = RelyingParty.At(new Uri(settings.Authority));

    /// <summary>Asks for any passkey of this program, or for one of an account.</summary>
    public PasskeyQuestion Ask(IReadOnlyList<UserPasskeyInfo>? ofAccount = null)
    {
        var challenge = RandomNumberGenerator.GetBytes(32);
        var options = PasskeyOptions.ForAssertion(challenge, Door, (ofAccount ?? []).Select(p => (ReadOnlyMemory<byte>)p.CredentialId));
        return new(options, notes.Write(SignInPurpose, new Asked(challenge, null), Lifetime));
    }

    /// <summary>Asks for a new passkey for this account.</summary>
    public PasskeyQuestion AskForNew(Account account, IReadOnlyList<UserPasskeyInfo> present)
    {
        var challenge = RandomNumberGenerator.GetBytes(32);
        var user = new PasskeyUser(account.Id.ToByteArray(), account.Email!, account.Name);
        var options = PasskeyOptions.ForRegistration(challenge, Door, user, present.Select(p => (ReadOnlyMemory<byte>)p.CredentialId), residentKey: true);
        return new(options, notes.Write(EnrolPurpose, new Asked(challenge, account.Id), Lifetime));
    }

    /// <summary>Whose passkey answered, or null.</summary>
    public async Task<PasskeyShown?> CheckAsync(string? note, string? credentialJson, CancellationToken cancel)
    {
        if (notes.Read<Asked>(SignInPurpose, note) is not { } asked
            || !Assertion.TryParseBrowser(credentialJson, out var assertion, out var userHandle)
            || await accounts.FindByPasskeyAsync(assertion.CredentialId, cancel) is not { } owner
            || (userHandle is not null && !userHandle.AsSpan().SequenceEqual(owner.Account.Id.ToByteArray()))
            || !Credential.TryParse(assertion.CredentialId, owner.Passkey.PublicKey, out var credential)
            || !WebAuthn.VerifyAssertion(assertion, asked.Challenge, Door, credential, owner.Passkey.SignCount, out var verified, out _))
        {
            return null;
        }

        owner.Passkey.SignCount = verified.Counter;
        owner.Passkey.IsBackedUp = verified.BackedUp;
        return new PasskeyShown(owner.Account, owner.Passkey, asked.Challenge);
    }

    /// <summary>Checks a new passkey and stores it. False when anything is wrong with it, or the account may not now.</summary>
    public async Task<bool> EnrolAsync(
        Account account, string? name, string? note, string? credentialJson, Func<DateTimeOffset, Decision> decide, CancellationToken cancel)
    {
        if (notes.Read<Asked>(EnrolPurpose, note) is not { } asked
            || asked.Account != account.Id
            || !Registration.TryParseBrowser(credentialJson, out var registration)
            || !WebAuthn.VerifyRegistration(registration, asked.Challenge, Door, out var verified, out _))
        {
            return false;
        }

        var passkey = new UserPasskeyInfo(
            verified.Credential.Id.ToArray(),
            verified.Credential.PublicKey.ToArray(),
            clock.GetUtcNow(),
            verified.Counter,
            transports: null,
            verified.UserVerified,
            verified.BackupEligible,
            verified.BackedUp,
            registration.AttestationObject,
            registration.ClientData)
        {
            Name = string.IsNullOrWhiteSpace(name) ? "Passkey" : name.Trim()[..Math.Min(name.Trim().Length, LongestName)],
        };
        return await accounts.AddPasskeyAsync(account.Id, passkey, asked.Challenge, decide, cancel);
    }

    private sealed record Asked(byte[] Challenge, Guid? Account);
}
