namespace ArboDossier.Medical.Features.Door;

/// <summary>For the partial <c>_Reopen</c>.</summary>
/// <param name="Seconds">How long the door stays open if nothing is done, as it was when the page was asked for.</param>
public sealed record ReopenView(int Seconds);
