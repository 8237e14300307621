namespace ArboDossier.Contracts.Messages;

/// <summary>A message on its way: its id counts once, however often it is delivered.</summary>
public sealed record Parcel(Guid Id, ZoneMessage Message);

/// <summary>What became of a delivered message.</summary>
/// <param name="Id">The message.</param>
/// <param name="Accepted">False where it was refused for good; the sender keeps that fact and stops sending.</param>
public sealed record Received(Guid Id, bool Accepted);

/// <summary>
/// One direction of the tick that Medical makes each second: messages, and what became of those that came the other way. Padded to
/// <see cref="PaddedSize"/> whether there is something or not, so that traffic tells nothing.
/// </summary>
/// <param name="Parcels">Messages, oldest first.</param>
/// <param name="Receipts">Answers to earlier messages.</param>
/// <param name="Padding">Blanks.</param>
/// <param name="Keys">A <see cref="KeyNotice"/>, signed by itself, while a key is changed; else null.</param>
public sealed record Tick(IReadOnlyList<Parcel> Parcels, IReadOnlyList<Received> Receipts, string Padding, string? Keys = null)
{
    /// <summary>Bytes of one direction on the wire, before signing; a larger content is padded to a multiple.</summary>
    public const int PaddedSize = 16 * 1024;
}
