using Microsoft.AspNetCore.Identity;

namespace ArboDossier.Identity.Store;

/// <summary>Somebody's account: who one is, and nothing about any file.</summary>
public sealed class Account : IdentityUser<Guid>
{
    /// <summary>The person's name.</summary>
    public string Name { get; set; } = "";

    /// <summary><c>nl</c> or <c>en</c>.</summary>
    public string Language { get; set; } = "nl";

    /// <summary>May invite and suspend; opens no file.</summary>
    public bool IsServiceAdministrator { get; set; }

    /// <summary>True until there is a second factor; such an account cannot sign in.</summary>
    public bool IsUnfinished { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? SuspendedAt { get; set; }

    /// <summary>When the owner last signed in; null before the first time.</summary>
    public DateTimeOffset? SignedInAt { get; set; }

    /// <summary>The one-time-code secret, protected for this account (<see cref="AccountSecrets"/>).</summary>
    public byte[]? TotpSecret { get; set; }

    /// <summary>The step of the last accepted code: no code is accepted twice.</summary>
    public long? TotpStep { get; set; }
}

/// <summary>The account's subject in one zone: random, so that two zones cannot join their people.</summary>
public sealed class ZoneSubjectRow
{
    public Guid Account { get; set; }

    public string Zone { get; set; } = "";

    public string Subject { get; set; } = "";
}

/// <summary>The session's name in one zone: random for the same reason.</summary>
public sealed class ZoneSessionRow
{
    /// <summary>The session here (<c>sid</c> of the own cookie).</summary>
    public string Session { get; set; } = "";

    public string Zone { get; set; } = "";

    /// <summary>What the zone gets as <c>sid</c>.</summary>
    public string Sid { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>An authorization code: a minute, once.</summary>
public sealed class CodeRow
{
    public byte[] CodeHash { get; set; } = [];

    public string Zone { get; set; } = "";

    public Guid Account { get; set; }

    public string Session { get; set; } = "";

    public string RedirectUri { get; set; } = "";

    public string Challenge { get; set; } = "";

    public string Nonce { get; set; } = "";

    /// <summary>When and how the person signed in: what the ID token will say.</summary>
    public DateTimeOffset AuthenticatedAt { get; set; }

    public string Methods { get; set; } = "";

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>Something that counts once: a passkey challenge or the id of a client assertion.</summary>
public sealed class SpentRow
{
    public byte[] Hash { get; set; } = [];

    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>Somebody may make an account, or use the one he has, for one zone. What he may do there is decided there.</summary>
public sealed class InvitationRow
{
    public Guid Id { get; set; }

    public string Zone { get; set; } = "";

    public string Name { get; set; } = "";

    public string Email { get; set; } = "";

    public string Language { get; set; } = "nl";

    /// <summary>Works for the service: signs the secrecy clause .</summary>
    public bool Staff { get; set; }

    public byte[] TokenHash { get; set; } = [];

    /// <summary>Hash of token and code together: six digits alone are found by trying.</summary>
    public byte[] CodeHash { get; set; } = [];

    /// <summary>How often a code was typed since the last right one.</summary>
    public int Tries { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>The account that is being made with it.</summary>
    public Guid? StartedBy { get; set; }

    public Guid? AcceptedBy { get; set; }

    public DateTimeOffset? AcceptedAt { get; set; }
}

/// <summary>A session or subject of one zone that no longer counts.</summary>
public sealed class RevocationRow
{
    public long Number { get; set; }

    public string Zone { get; set; } = "";

    public string? Sid { get; set; }

    public string? Subject { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>How often a client with an address for it was told, until it answered.</summary>
    public int Tries { get; set; }

    /// <summary>When it may be told again: this row is leased until then.</summary>
    public DateTimeOffset? TellAfter { get; set; }

    /// <summary>When it answered, whether it took the token or refused it.</summary>
    public DateTimeOffset? ToldAt { get; set; }
}

/// <summary>A recovery code that was not used yet.</summary>
public sealed class RecoveryCodeRow
{
    public byte[] Hash { get; set; } = [];

    public Guid Account { get; set; }
}

/// <summary>That somebody signed the secrecy clause: which version, which text, when.</summary>
public sealed class SecrecyRow
{
    public Guid Account { get; set; }

    public string Version { get; set; } = "";

    /// <summary>SHA-256 of the text as it was shown.</summary>
    public byte[] TextHash { get; set; } = [];

    public DateTimeOffset SignedAt { get; set; }
}

/// <summary>An attempt to sign in, for the owner's own history. Of a name that nobody has, one without an account: it costs the same.</summary>
public sealed class SignInRow
{
    public Guid Id { get; set; }

    public Guid? Account { get; set; }

    /// <summary>The session that began; null where it failed.</summary>
    public string? Session { get; set; }

    public string Methods { get; set; } = "";

    /// <summary>Browser and system, as people recognise them.</summary>
    public string Device { get; set; } = "";

    public string From { get; set; } = "";

    public DateTimeOffset At { get; set; }
}

/// <summary>How long a name or an account must wait after failures. Kept by hash, so that known and unknown names cost the same work.</summary>
public sealed class DelayRow
{
    public byte[] KeyHash { get; set; } = [];

    public int Failures { get; set; }

    public DateTimeOffset NotBefore { get; set; }
}

/// <summary>The one founding of this installation.</summary>
public sealed class FoundingRow
{
    public const int Only = 1;

    public int Id { get; set; } = Only;

    public byte[] CodeHash { get; set; } = [];

    /// <summary>The account that is being made with the code.</summary>
    public Guid? StartedBy { get; set; }

    public DateTimeOffset? FoundedAt { get; set; }
}
