namespace ArboDossier.AuditLedger;

/// <summary>
/// Who acts: a person, or a named act of the machine. Ids and categories only, never a name.
/// </summary>
/// <param name="Id">The zone's own id of the person; empty for a machine act.</param>
/// <param name="Role">The role in which the act is done, or the machine act's name.</param>
/// <param name="OnBehalfOf">The physician on whose behalf, for everyone under derived secrecy .</param>
/// <param name="From">Network address of the client, or empty.</param>
public sealed record Actor(Guid Id, string Role, Guid? OnBehalfOf = null, string From = "")
{
    /// <summary>True for an act that the program does by itself; <see cref="Role"/> then names it.</summary>
    public bool IsMachine => Id == Guid.Empty;

    /// <summary>A named machine act, for instance <c>dispatcher</c>.</summary>
    public static Actor Machine(string name) => new(Guid.Empty, $"machine:{name}");

    /// <summary>Somebody who did not say who he is.</summary>
    public static Actor Anonymous(string from) => new(Guid.Empty, "anonymous", null, from);
}
