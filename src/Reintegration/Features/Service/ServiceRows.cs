namespace ArboDossier.Reintegration.Features.Service;

/// <summary>A roster of doctors who may sign, as it came. Public data.</summary>
public sealed class RosterRow
{
    /// <summary>Number from 1.</summary>
    public int Number { get; set; }

    /// <summary>Canonical bytes.</summary>
    public byte[] Document { get; set; } = [];

    /// <summary>The two signatures, as JSON.</summary>
    public string Proofs { get; set; } = "[]";

    /// <summary>When it came.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>Number 1: when the administrator entered its fingerprint. Later ones are as good as number 1 is.</summary>
    public DateTimeOffset? TrustedAt { get; set; }
}

/// <summary>Something that was refused at the exchange and that the service's administrator has to hear of: kind and instant, no content.</summary>
public sealed class Alert
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>Which kind.</summary>
    public AlertKind Kind { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>What went wrong, or was out of the ordinary, between the zones.</summary>
public enum AlertKind
{
    /// <summary>Medical refused a message of ours for good.</summary>
    RefusedThere = 1,

    /// <summary>A roster did not follow on the one before.</summary>
    RosterRefused = 2,

    /// <summary>A release was not what a doctor of the roster signed.</summary>
    ReleaseRefused = 3,

    /// <summary>A roster was signed by custodians, who brought back doctors; nothing is wrong with it, and everyone should know.</summary>
    RosterRecovered = 4,
}

/// <summary>A tick that was taken in: within its minute it does not count twice.</summary>
public sealed class SeenTick
{
    /// <summary>The tick's id.</summary>
    public string Id { get; set; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }
}
