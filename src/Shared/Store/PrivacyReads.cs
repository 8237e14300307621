using ArboDossier.AuditLedger;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Store;

/// <summary>That the privacy statement was shown to somebody: version, hash of the exact text, language, channel, moment. No consent .</summary>
public sealed class PrivacyShown
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>The zone's own id of the person.</summary>
    public Guid Person { get; set; }

    /// <summary>Version.</summary>
    public string Version { get; set; } = "";

    /// <summary>SHA-256 of the text in that language.</summary>
    public byte[] Hash { get; set; } = [];

    /// <summary>Language.</summary>
    public string Language { get; set; } = "";

    /// <summary>Through what.</summary>
    public PrivacyChannel Channel { get; set; }

    /// <summary>When it was read on the screen.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>How it reached the person.</summary>
public enum PrivacyChannel
{
    /// <summary>On the screen, at the first sign-in.</summary>
    Screen = 1,
}

/// <summary>To whom which version of the privacy statement was shown. For zones that map <see cref="PrivacyShown"/>.</summary>
public sealed class PrivacyReads<TContext>(Func<TContext> open, Commits<TContext> commits, TimeProvider clock)
    where TContext : ZoneContext
{
    /// <summary>When this version was shown first to somebody, who may have several ids here; or null.</summary>
    public async Task<DateTimeOffset?> WhenAsync(IReadOnlyCollection<Guid> person, string version, CancellationToken cancel)
    {
        await using var db = open();
        return await db.Set<PrivacyShown>().AsNoTracking().Where(x => person.Contains(x.Person) && x.Version == version).OrderBy(x => x.At)
            .Select(x => (DateTimeOffset?)x.At).FirstOrDefaultAsync(cancel);
    }

    /// <summary>Records it, once per version. Requires the decision of the zone that this person reads it now.</summary>
    public Task RecordAsync(Decision decision, Guid person, string version, byte[] hash, string language, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var row = new PrivacyShown { Id = Guid.CreateVersion7(now), Person = person, Version = version, Hash = hash, Language = language, Channel = PrivacyChannel.Screen, At = now };
        return commits.RunAsync(async (act, c) =>
        {
            if (!await act.Db.Set<PrivacyShown>().AnyAsync(x => x.Person == row.Person && x.Version == row.Version, c))
            {
                act.Db.Set<PrivacyShown>().Add(row);
                act.Record(decision, new AuditObject("privacy-shown", row.Id));
            }
        }, cancel);
    }
}
