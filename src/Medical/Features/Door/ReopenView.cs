namespace ArboDossier.Medical.Features.Door;

/// <summary>For the partial <c>_Reopen</c>.</summary>
/// <param name="Seconds">When to ask for the first time how it stands: the same for every page, so that two refusals are equal to the last byte.</param>
public sealed record ReopenView(int Seconds);
