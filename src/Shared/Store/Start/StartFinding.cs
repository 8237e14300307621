namespace ArboDossier.Store;

/// <summary>Something that stands against a start in production, and what the operator does about it.</summary>
/// <param name="Wrong">What is wrong; names no secret and no content.</param>
/// <param name="Mend">What to do.</param>
internal sealed record StartFinding(string Wrong, string Mend)
{
    /// <summary>True for what matters only while the program serves.</summary>
    public bool IsOfServing { get; init; }

    /// <summary>The one line that the operator sees.</summary>
    public override string ToString() => $"{Wrong}; {Mend}";

    /// <summary>Throws <see cref="StoreSettingException"/> with the first.</summary>
    public static void Throw(IEnumerable<StartFinding> findings)
    {
        if (findings.FirstOrDefault() is { } first)
        {
            throw new StoreSettingException(first.ToString());
        }
    }
}

/// <summary>What the databases and the first look of another zone say against a start, for those who do not know which context the program has.</summary>
internal sealed class StoreFindings(Func<CancellationToken, Task<IReadOnlyList<StartFinding>>> find, Task<StartFinding> rolledBack)
{
    /// <summary>Completes where the first that another zone shows since the start is that this ledger was rolled back; else never.</summary>
    public Task<StartFinding> RolledBack { get; } = rolledBack;

    public Task<IReadOnlyList<StartFinding>> FindAsync(CancellationToken cancel = default) => find(cancel);
}
