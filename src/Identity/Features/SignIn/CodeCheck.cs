using ArboDossier.AuditLedger;
using ArboDossier.Identity.Store;
using ArboDossier.Signing;
using QRCoder;

namespace ArboDossier.Identity.Features.SignIn;

/// <summary>A secret that is being set up: as text, as a picture, and as the note that comes back with the first code.</summary>
public sealed record CodeSetUp(string Secret, string QrSvg, string Note);

/// <summary>One-time codes of an authenticator app.</summary>
public sealed class CodeCheck(Accounts accounts, AccountSecrets secrets, SealedNotes notes, TimeProvider clock)
{
    private const string Purpose = "code-enrol";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <summary>The step of a right code, or null. The step counts once it is accepted.</summary>
    public long? Check(Account account, string? code) =>
        secrets.Unprotect(account.Id, account.TotpSecret) is { } secret ? OneTimeCode.Accept(secret, code, account.TotpStep, clock) : null;

    /// <summary>A new secret; nothing is stored until a code of it is shown. The same note gives the same secret again.</summary>
    public CodeSetUp SetUp(Account account, string? note = null)
    {
        var secret = notes.Read<Waiting>(Purpose, note) is { } waiting && waiting.Account == account.Id ? waiting.Secret : OneTimeCode.NewSecret();
        using var data = QRCodeGenerator.GenerateQrCode(OneTimeCode.OtpAuthUri("ArboDossier", account.Email!, secret), QRCodeGenerator.ECCLevel.M);
        using var qr = new SvgQRCode(data);
        var svg = qr.GetGraphic(5, "#17252b", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
        return new CodeSetUp(Base32.Encode(secret), svg, notes.Write(Purpose, new Waiting(account.Id, secret), Lifetime));
    }

    public async Task<bool> EnrolAsync(Account account, string? note, string? code, Func<DateTimeOffset, Decision> decide, CancellationToken cancel) =>
        notes.Read<Waiting>(Purpose, note) is { } waiting
        && waiting.Account == account.Id
        && OneTimeCode.Accept(waiting.Secret, code, null, clock) is { } step
        && await accounts.SetTotpAsync(account.Id, secrets.Protect(account.Id, waiting.Secret), step, decide, cancel);

    private sealed record Waiting(Guid Account, byte[] Secret);
}
