namespace ArboDossier.Medical.Access;

/// <summary>
/// What goes on while nobody can say who was shut out: Identity's list of revocations was not seen. Nothing new opens; a file that is open already stays
/// readable, and keeps what is typed, so that a consultation is not cut off. Pure.
/// </summary>
public static class Unseen
{
    /// <summary>From this age of the list on nothing new opens.</summary>
    public static readonly TimeSpan OpensNothingNew = TimeSpan.FromSeconds(30);

    /// <summary>From this age on nothing stays open.</summary>
    public static readonly TimeSpan NothingStays = TimeSpan.FromMinutes(15);

    /// <summary>Whether a request behind the door is answered.</summary>
    /// <param name="age">Since Identity signed the newest list that was seen; null where none was.</param>
    /// <param name="open">It is about a file that is open already.</param>
    /// <param name="reads">It reads, or keeps a draft.</param>
    public static bool Answers(TimeSpan? age, bool open, bool reads) => age <= OpensNothingNew || (age <= NothingStays && open && reads);
}
