using ArboDossier.Contracts.Values;
using ArboDossier.Sealing;
using ArboDossier.Web;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ArboDossier.Medical.Features.Notices;

/// <summary>
/// Where an employee wants to be told that there is something to look at. Only what the employee gave to this side: nothing that the employer
/// supplied comes here.
/// </summary>
public sealed class EmployeeContact
{
    /// <summary>File.</summary>
    public Guid File { get; set; }

    /// <summary><see cref="ContactText"/> under the label key.</summary>
    public SealedBlob Content { get; set; }

    /// <summary>Last changed.</summary>
    public DateTimeOffset ChangedAt { get; set; }
}

/// <summary>An address for mail and a number to call; empty where none was given.</summary>
public sealed record ContactText(string Email, string Phone)
{
    /// <summary>As somebody typed it, on the own page or for the employee; what is wrong is said at the fields <c>Email</c> and <c>Phone</c>.</summary>
    public static ContactText Typed(string? email, string? phone, ModelStateDictionary state, Words words)
    {
        var given = new ContactText(email?.Trim() ?? "", phone?.Trim() ?? "");
        if (given.Email.Length > 0 && !ContactData.IsEmail(given.Email))
        {
            state.AddModelError(nameof(Email), words["Vul een e-mailadres in, zoals naam@voorbeeld.nl", "Fill in an e-mail address, such as name@example.com"]);
        }

        if (given.Phone.Length > 0 && !ContactData.IsPhone(given.Phone))
        {
            state.AddModelError(nameof(Phone), words["Vul een telefoonnummer in, zoals 06 12345678", "Fill in a telephone number, such as 06 12345678"]);
        }

        return given;
    }
}
