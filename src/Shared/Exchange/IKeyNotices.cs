namespace ArboDossier.Exchange;

/// <summary>
/// What this zone tells another about its signing keys, and what it is told. <c>Store</c> keeps it; a seam, because the loop that carries the messages
/// knows no database.
/// </summary>
public interface IKeyNotices
{
    /// <summary>A signed notice for that zone, or null where there is nothing to tell. Requires to be made after all else in the same message.</summary>
    string? Make(string peer);

    /// <summary>
    /// Checks what that zone said and pins it, or records why not. Requires to be called before all else in the same message: that may be signed by
    /// the key which is announced here.
    /// </summary>
    Task TakeAsync(string peer, string? notice, CancellationToken cancel);
}
