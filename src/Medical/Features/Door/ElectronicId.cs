using System.Globalization;
using System.Security.Claims;
using System.Text;
using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Store;
using ArboDossier.Store;
using ArboDossier.Web.SignIn;
using Microsoft.AspNetCore.Authentication;

namespace ArboDossier.Medical.Features.Door;

/// <summary>Who a scheme says that somebody is, as far as it is compared. Lives as long as the comparison.</summary>
/// <param name="Surname">As the scheme writes it.</param>
/// <param name="BirthDate">Day.</param>
/// <param name="Reached">The one thing that is kept, where it is this person.</param>
public sealed record SchemePerson(string Surname, DateOnly BirthDate, SchemeLevel Reached)
{
    /// <summary>
    /// Whether this is the person of a file: birth date, and the surname with or without what stands before it. Capitals, accents and hyphens do not
    /// count, since registers differ in them.
    /// </summary>
    public bool Is(PersonLabel person)
    {
        ArgumentNullException.ThrowIfNull(person);
        var said = Plain(Surname);
        return BirthDate == person.BirthDate && (said == Plain($"{person.Prefix} {person.Surname}") || said == Plain(person.Surname)) && said.Length > 0;
    }

    private static string Plain(string name) => new([.. name.Normalize(NormalizationForm.FormD).Where(char.IsLetter).Select(char.ToUpperInvariant)]);
}

/// <summary>
/// Electronic identification as a way to activate the own door: <c>ElectronicId:Authority</c>, <c>:ClientId</c>, <c>:Name</c> and
/// <c>:Levels</c>, all or none, and <c>:Algorithm</c> where the scheme signs with RS256.
/// </summary>
/// <param name="Name">As people know the scheme; null where there is none, and nothing of it shows.</param>
public sealed record ElectronicId(string? Name)
{
    /// <summary>The scheme in this program.</summary>
    public const string Scheme = "electronic-id";

    private const string ReturnPath = "/activate/return";
    private const string Surname = "family_name";
    private const string Prefix = "family_name_prefix";
    private const string BirthDate = "birthdate";
    private const string Code = "code";
    private const string Session = "session";

    /// <summary>Registers it where it is set.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var section = builder.Configuration.GetSection("ElectronicId");
        var (provider, wrong) = SecondProvider.Of(section, builder.Configuration, builder.Environment.IsDevelopment());
        bool[] set = [provider.Authority.Length > 0, provider.ClientId.Length > 0, provider.Name.Length > 0, provider.Levels.Count > 0];
        builder.Services.AddSingleton(new ElectronicId(set.All(x => x) ? provider.Name : null));
        if (set.All(x => !x))
        {
            return;
        }

        if (!set.All(x => x))
        {
            throw new StoreSettingException("ElectronicId: Authority, ClientId, Name and Levels are set together or not at all");
        }

        if (wrong is not null)
        {
            throw new StoreSettingException(wrong);
        }

        builder.AddArboIdentification(new(Scheme, provider, ReturnPath, [Surname, Prefix, BirthDate]) { ArrivedAsync = ArrivedAsync });
    }

    /// <summary>Sends the person to the scheme; the file code waits, sealed, for an answer to this session.</summary>
    public static Microsoft.AspNetCore.Mvc.ChallengeResult Begin(Guid session, string code) =>
        ArboIdentification.Identify(Scheme, new Dictionary<string, string> { [Session] = session.ToString("N"), [Code] = code });

    /// <summary>Whatever came, and whatever was wrong with it, the person sees one of two things: go on, or that it did not fit.</summary>
    private static async Task ArrivedAsync(HttpContext http, ClaimsIdentity? said, AuthenticationProperties? asked)
    {
        var signedIn = (await http.AuthenticateAsync(ArboSignInNames.Session)).Principal;
        var services = http.RequestServices;
        var cancel = http.RequestAborted;
        var from = http.Connection.RemoteIpAddress?.ToString() ?? "";
        var session = Guid.TryParseExact(signedIn?.FindFirstValue(SessionTickets<MedicalContext>.SessionClaim), "N", out var id) ? id : Guid.Empty;
        var subject = signedIn?.FindFirstValue(ArboSignInNames.Subject);
        var visitor = subject is null ? Access.Visitor.Nobody(session, from) : await services.GetRequiredService<Visitors>().WhoAsync(subject, session, from, cancel);
        var employees = services.GetRequiredService<EmployeeDoors>();
        var ours = subject is not null && session != Guid.Empty && asked?.Items.TryGetValue(Session, out var begun) == true && begun == session.ToString("N");
        var fits = ours
            ? await employees.MatchAsync(visitor, (await employees.DoorOfAsync(subject!, cancel)).Id, asked!.Items[Code] ?? "", PersonOf(said, services.GetRequiredService<ElectronicId>().Name), services.GetRequiredService<Openings<MedicalContext>>(), cancel)
            : await employees.ForeignAsync(visitor, cancel);
        http.Response.Redirect(fits ? "/activate" : "/activate?notMatched=true");
    }

    private static SchemePerson? PersonOf(ClaimsIdentity? said, string? scheme) =>
        scheme is not null && said?.FindFirst(Identification.Level)?.Value is { } level && said.FindFirst(Surname)?.Value is { } surname && DateOnly.TryParseExact(said.FindFirst(BirthDate)?.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born)
            ? new($"{said.FindFirst(Prefix)?.Value} {surname}", born, new(scheme, level))
            : null;
}
