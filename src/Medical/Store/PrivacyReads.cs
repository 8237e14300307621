using ArboDossier.AuditLedger;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Privacy;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>To whom which version of the privacy statement was shown .</summary>
public sealed class PrivacyReads(Func<MedicalContext> open, Commits<MedicalContext> commits, TimeProvider clock)
{
    /// <summary>When this version was shown to somebody, or null.</summary>
    public async Task<DateTimeOffset?> WhenAsync(Guid person, string version, CancellationToken cancel)
    {
        await using var db = open();
        return await db.PrivacyShown.AsNoTracking().Where(x => x.Person == person && x.Version == version).Select(x => (DateTimeOffset?)x.At).FirstOrDefaultAsync(cancel);
    }

    /// <summary>Records it, once per version.</summary>
    public Task RecordAsync(Visitor visitor, PrivacyStatement statement, string language, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var row = new PrivacyShown { Id = Guid.CreateVersion7(now), Person = visitor.Id, Version = statement.Version, Hash = statement.Hash(language), Language = language, Channel = PrivacyChannel.Screen, At = now };
        return commits.RunAsync(async (act, c) =>
        {
            if (!await act.Db.PrivacyShown.AnyAsync(x => x.Person == row.Person && x.Version == row.Version, c))
            {
                act.Db.PrivacyShown.Add(row);
                act.Record(SideAccess.PrivacyRead(visitor), new AuditObject("privacy-shown", row.Id));
            }
        }, cancel);
    }
}
