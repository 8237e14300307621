using ArboDossier.Signing;

namespace ArboDossier.DemoAuthenticator.Browsing;

/// <summary>Where the programs are, as browsers know them.</summary>
public sealed record Addresses(string Identity, string Reintegration, string Medical)
{
    /// <summary>The addresses that AppHost gives to a port base.</summary>
    public static Addresses At(int portBase) =>
        new($"http://inloggen.localhost:{portBase}", $"http://reintegratie.localhost:{portBase + 1}", $"http://medisch.localhost:{portBase + 2}");
}

/// <summary>
/// Somebody with a browser and software passkeys, who uses the programs as anybody does: forms, redirects, assertions. Nothing here has another
/// way in.
/// </summary>
public sealed class Person(string name, string email, Addresses at) : IDisposable
{
    private readonly List<SoftwarePasskey> _passkeys = [];

    /// <summary>Name.</summary>
    public string Name => name;

    /// <summary>E-mail address.</summary>
    public string Email => email;

    /// <summary>Password: long, random, and of no use without a passkey.</summary>
    public string Password { get; init; } = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));

    /// <summary>The programs.</summary>
    public Addresses At => at;

    /// <summary>The browser.</summary>
    public Browser Browser { get; init; } = new();

    /// <summary>The passkeys.</summary>
    public IReadOnlyList<SoftwarePasskey> Passkeys => _passkeys;

    /// <summary>The secret of the app with codes, in the form in which people type it; null where there is none.</summary>
    public string? CodeSecret { get; set; }

    /// <summary>What the app with codes shows now; null where there is none.</summary>
    public string? Code => CodeSecret is not null && Base32.TryDecode(CodeSecret, out var secret)
        ? OneTimeCode.Compute(secret, OneTimeCode.StepAt(TimeProvider.System.GetUtcNow()))
        : null;

    /// <summary>Gives back a passkey that was made before.</summary>
    public void Keep(SoftwarePasskey passkey) => _passkeys.Add(passkey);

    /// <summary>
    /// Sends a form that asks for a passkey: makes one, or answers with the one that is asked for, and puts the credential where the page's script
    /// would.
    /// </summary>
    public async Task<Page> SubmitWithPasskeyAsync(Page page, string selector, IReadOnlyDictionary<string, string>? values = null)
    {
        var form = page.Document.QuerySelector(selector) ?? throw new InvalidOperationException($"no form {selector} on {page.Address.AbsolutePath} ({(int)page.Status}): {page.TextOf("h1")} {page.Errors}");
        var options = form.GetAttribute("data-passkey-options")!;
        var origin = page.Address.GetLeftPart(UriPartial.Authority);
        string credential;
        if (form.GetAttribute("data-passkey") == "create")
        {
            _passkeys.Add(SoftwarePasskey.Create(options, origin, out credential));
        }
        else
        {
            credential = Answer(options, origin);
        }

        return await ReadOnAsync(await Browser.SubmitAsync(page, selector, new Dictionary<string, string>(values ?? new Dictionary<string, string>()) { ["Credential"] = credential }));
    }

    /// <summary>Reads the privacy statement where it is shown for the first time, and goes on.</summary>
    public async Task<Page> ReadOnAsync(Page page) =>
        page.Document.QuerySelector("form#read-on") is null ? page : await Browser.SubmitAsync(page, "form#read-on");

    /// <summary>Answers assertion options with the passkey that they ask for.</summary>
    public string Answer(string options, string origin)
    {
        var passkey = _passkeys.Find(x => x.IsAskedBy(options)) ?? throw new InvalidOperationException($"{name} has no passkey that is asked for here");
        return passkey.Answer(options, origin);
    }

    /// <summary>Opens an address, signing in and opening the medical door on the way where that is asked.</summary>
    public async Task<Page> OpenAsync(string address)
    {
        var page = await Browser.GetAsync(address);
        for (var i = 0; i < 3; i++)
        {
            if (page.Address.AbsolutePath == "/sign-in" && Same(page.Address, at.Identity))
            {
                page = await SubmitWithPasskeyAsync(page, "form[data-passkey=get]");
            }
            else if (page.Address.AbsolutePath == "/door" && Same(page.Address, at.Medical))
            {
                page = await SubmitWithPasskeyAsync(page, "form[data-passkey=get]");
            }
            else
            {
                return await ReadOnAsync(page);
            }
        }

        return await ReadOnAsync(page);
    }

    /// <summary>Accepts an invitation with a new account and a passkey at Identity.</summary>
    public async Task AcceptAsync(Demo.Invited invited)
    {
        var page = await Browser.GetAsync(invited.Link);
        page = await Browser.SubmitAsync(page, "form:has([name=Code])", new Dictionary<string, string> { ["Code"] = invited.Code });
        page = await Browser.SubmitAsync(page, "form:has([name=Password])", Signing(page, new Dictionary<string, string> { ["Password"] = Password, ["Confirm"] = Password }));
        page = await SubmitWithPasskeyAsync(page, "form[data-passkey=create]");
        if (page.Status != System.Net.HttpStatusCode.OK || page.Address.AbsolutePath == "/enrol")
        {
            throw new InvalidOperationException($"{name} could not make an account: {page.Address.AbsolutePath} {page.Errors}");
        }
    }

    /// <summary>Adds an app with codes at Identity, beside the passkey.</summary>
    public async Task AddCodesAsync()
    {
        const string Page = "/factors/code";
        var page = await OpenAsync(At.Identity + Page);
        CodeSecret = page.Document.QuerySelector("[data-secret]")?.GetAttribute("data-secret") ?? throw new InvalidOperationException($"{name} is shown no key for codes");
        page = await Browser.SubmitAsync(page, "form:has([name=Code])", new Dictionary<string, string> { ["Code"] = Code! });
        if (page.Address.AbsolutePath == Page)
        {
            throw new InvalidOperationException($"{name} could not add an app with codes: {page.Errors}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Browser.Dispose();
        _passkeys.ForEach(x => x.Dispose());
    }

    /// <summary>Whoever works for the service signs for secrecy, where that is asked.</summary>
    public static Dictionary<string, string> Signing(Page page, Dictionary<string, string> values)
    {
        if (page.Document.QuerySelector("[name=Secrecy]") is not null)
        {
            values["Secrecy"] = "true";
        }

        return values;
    }

    private static bool Same(Uri address, string origin) => address.GetLeftPart(UriPartial.Authority) == origin;
}
