namespace ArboDossier.AuditLedger;

/// <summary>What one grant reaches. <c>default</c> reaches nothing.</summary>
public enum ScopeKind
{
    /// <summary>Nothing sealed.</summary>
    None = 0,

    /// <summary>One file: in Medical a medical file, in Reintegration one employment.</summary>
    File = 1,

    /// <summary>Names, contact data and the employer's case facts of one employer, so that a list of fifty is one entry and one grant.</summary>
    Directory = 2,

    /// <summary>Messages waiting for another zone; for the dispatcher.</summary>
    Message = 3,

    /// <summary>Secrets of the medical door that prove who somebody is and belong to no file.</summary>
    Door = 4,
}

/// <summary>A kind and the id it is about.</summary>
/// <param name="Kind">Which of the closed list.</param>
/// <param name="Id">The file, the employer, or empty.</param>
public readonly record struct Scope(ScopeKind Kind, Guid Id)
{
    /// <summary>The directory of the service's own people (case managers, administrators), which belongs to no employer.</summary>
    public static readonly Scope Service = new(ScopeKind.Directory, Guid.Empty);

    /// <summary>One file.</summary>
    public static Scope File(Guid file) => new(ScopeKind.File, file);

    /// <summary>The names and case facts of one employer.</summary>
    public static Scope Directory(Guid employer) => new(ScopeKind.Directory, employer);

    /// <summary>Waiting messages of this zone.</summary>
    public static Scope Message { get; } = new(ScopeKind.Message, Guid.Empty);

    /// <summary>Secrets of the medical door.</summary>
    public static Scope Door { get; } = new(ScopeKind.Door, Guid.Empty);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        ScopeKind.None => "none",
        ScopeKind.File => $"file:{Id:N}",
        ScopeKind.Directory => $"directory:{Id:N}",
        ScopeKind.Message => "message",
        ScopeKind.Door => "door",
    };
}
