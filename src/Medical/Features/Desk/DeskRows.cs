using ArboDossier.Medical.Features.Door;
using ArboDossier.Sealing;

namespace ArboDossier.Medical.Features.Desk;

/// <summary>That staff had the employee before them, on screen or on the telephone, and how this person was identified .</summary>
public sealed class DeskContact
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>File.</summary>
    public Guid File { get; set; }

    /// <summary>Who identified.</summary>
    public Guid Staff { get; set; }

    /// <summary>How.</summary>
    public IdentificationRoute Route { get; set; }

    /// <summary>Which document was seen; none by telephone.</summary>
    public DocumentKind Document { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>What was done for the employee in such a contact.</summary>
public enum DeskStepKind
{
    /// <summary>The text of an outcome was read out word for word .</summary>
    ReadOut = 1,

    /// <summary>The employee agrees.</summary>
    Agreed = 2,

    /// <summary>The employee says that something is wrong.</summary>
    Objected = 3,

    /// <summary>The employee asks for contact or a consultation.</summary>
    Asked = 4,

    /// <summary>The employee says where to be reached .</summary>
    GaveContact = 5,
}

/// <summary>A step of the employee that staff recorded.</summary>
public sealed class DeskStep
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>File.</summary>
    public Guid File { get; set; }

    /// <summary>The contact in which it was done.</summary>
    public Guid Contact { get; set; }

    /// <summary>What.</summary>
    public DeskStepKind Kind { get; set; }

    /// <summary>The outcome or request; the file for where to be reached.</summary>
    public Guid Subject { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>What an employee can ask for.</summary>
public enum AskedFor
{
    /// <summary>To be called.</summary>
    Contact = 1,

    /// <summary>A consultation with the doctor.</summary>
    Consultation = 2,
}

/// <summary>The words of a request.</summary>
public sealed record AskText(AskedFor For, string Words);

/// <summary>A request of the employee to the doctor's side. Nothing goes out about it .</summary>
public sealed class EmployeeAsk
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>File.</summary>
    public Guid File { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset AskedAt { get; set; }

    /// <summary>Words, under the content key.</summary>
    public SealedBlob Content { get; set; }

    /// <summary>Done.</summary>
    public DateTimeOffset? HandledAt { get; set; }

    /// <summary>By whom.</summary>
    public Guid? HandledBy { get; set; }
}
