namespace ArboDossier.Medical.Features.Roster;

/// <summary>A roster of doctors who may sign: proposed with one signature, published with two, or with those of the custodians. Public data.</summary>
public sealed class RosterRow
{
    /// <summary>Number from 1.</summary>
    public int Number { get; set; }

    /// <summary>Canonical bytes.</summary>
    public byte[] Document { get; set; } = [];

    /// <summary>The signatures, as JSON.</summary>
    public string Proofs { get; set; } = "[]";

    /// <summary>Who signed first.</summary>
    public Guid FirstSigner { get; set; }

    /// <summary>Who signed last, when published.</summary>
    public Guid? SecondSigner { get; set; }

    /// <summary>Signed by custodians, who bring back doctors.</summary>
    public bool Recovery { get; set; }

    /// <summary>Made.</summary>
    public DateTimeOffset MadeAt { get; set; }
}
