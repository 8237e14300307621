using ArboDossier.Medical.Features.Staff;

namespace ArboDossier.Medical.Features.Register;

/// <summary>What the register of health professionals says about a number.</summary>
public enum RegisterState
{
    /// <summary>Nobody asked yet, or the register gave no answer.</summary>
    Unseen = 0,

    /// <summary>Registered as a physician, and whoever judges also as company doctor or insurance physician .</summary>
    Registered = 1,

    /// <summary>Struck off, suspended, expired, or not registered for this profession.</summary>
    Lapsed = 2,
}

/// <summary>An answer, and of which moment it is.</summary>
public sealed record RegisterAnswer(RegisterState State, DateTimeOffset SeenAt);

/// <summary>
/// The seam to the register. What stands behind it never decides: it says what the register said, and when. Null where it cannot be reached or
/// does not know the number.
/// </summary>
public interface IBigRegister
{
    /// <summary>Another value than before where there may be something new to ask for; the same always where that cannot be told.</summary>
    string News => "";

    /// <summary>Asks for a number of eleven digits: whether it is registered as this role needs it, a physician under supervision without the specialism .</summary>
    Task<RegisterAnswer?> AskAsync(string number, MedicalRole role, CancellationToken cancel);
}
