using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Custody;
using ArboDossier.Exchange;
using ArboDossier.Exchange.Jose;
using ArboDossier.Sealing;

namespace ArboDossier.Store;

/// <summary>
/// How the keys that sign are changed. Each step writes <c>keys.json</c> whole and then does what follows from it, which the next start does where a
/// program was killed in between.
/// </summary>
public sealed partial class ZoneKeys
{
    /// <summary>How long the former key counts for messages that are under way.</summary>
    internal static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    /// <summary>What the other zones are told of this zone's keys.</summary>
    internal ZonePublicKeys Public => _public;

    /// <summary>
    /// Keys with which messages of this zone may be signed, for what it signed and gets back: the one that signs, the announced one, and the former
    /// one for as long as its messages may be under way.
    /// </summary>
    public JwsKeys OwnMessages(DateTimeOffset now) => KeyLists.Messages(_public with { FormerMessages = [.. _public.FormerMessages.Where(x => x.Until > now)] });

    /// <summary>Keys of this zone's checkpoints. The caller disposes them.</summary>
    public LedgerKeys OwnLedger() => Peers.Open(_public);

    /// <summary>Whether a key is announced that has not taken over yet.</summary>
    internal bool IsAnnounced(KeyUse use) => _record.Next(use) is not null;

    /// <summary>Makes, or finds, the key that takes over, and announces it. It signs nothing yet.</summary>
    internal void Announce(KeyUse use)
    {
        lock (_changing)
        {
            if (use == KeyUse.Ledger && _public.FormerLedger.Count >= KeyLists.MostFormer)
            {
                throw new CustodyException($"the ledger's key was changed {KeyLists.MostFormer} times, and no more are told", fault: CustodyFault.Refusing);
            }

            var name = _source.Next(use, _record.Of(use));
            var point = OpenSigning(use, name).Public.ToBytes();
            var told = _public with { Number = _public.Number + 1 };
            Tell(use == KeyUse.Messages
                ? _record with { NextMessages = name, Public = told with { NextMessages = point } }
                : _record with { NextLedger = name, Public = told with { NextLedger = point } });
        }
    }

    /// <summary>The announced key signs messages from now on. Requires that every other zone holds it.</summary>
    internal void SwitchMessages(DateTimeOffset now)
    {
        lock (_changing)
        {
            var (name, next) = (_record.NextMessages!, OpenSigning(KeyUse.Messages, _record.NextMessages!));
            Tell(_record with
            {
                Messages = [name],
                NextMessages = null,
                Public = _public with
                {
                    Number = _public.Number + 1,
                    Messages = next.Public.ToBytes(),
                    NextMessages = null,
                    FormerMessages = [.. _public.FormerMessages.Where(x => x.Until > now), new(_public.Messages, now + Overlap)],
                },
            });
            _messages = next;
            _source.Retire(KeyUse.Messages, _record.Of(KeyUse.Messages));
        }
    }

    /// <summary>
    /// The announced key signs checkpoints beyond that size. Requires that every other zone holds it, and that no checkpoint is made meanwhile.
    /// </summary>
    internal void SwitchLedger(long size, DateTimeOffset now)
    {
        lock (_changing)
        {
            var (name, next) = (_record.NextLedger!, OpenSigning(KeyUse.Ledger, _record.NextLedger!));
            var handover = _ledger.Sign(KeyLists.Handover(_options.Zone, next.Public, size));
            Tell(_record with
            {
                Ledger = [name],
                NextLedger = null,
                Public = _public with
                {
                    Number = _public.Number + 1,
                    Ledger = next.Public.ToBytes(),
                    NextLedger = null,
                    FormerLedger = [.. _public.FormerLedger, new(_public.Ledger, size, now, handover)],
                },
            });
            _ledger = next;
            _source.Retire(KeyUse.Ledger, _record.Of(KeyUse.Ledger));
        }
    }

    /// <summary>The former message keys count for nothing any more, whatever is under way.</summary>
    internal void EndOverlap()
    {
        lock (_changing)
        {
            if (_public.FormerMessages.Count > 0)
            {
                Tell(_record with { Public = _public with { Number = _public.Number + 1, FormerMessages = [] } });
            }
        }
    }

    private void Tell(KeyRecord record)
    {
        Change(record);
        _public = record.Public!;
        WritePublic();
    }

    private void WritePublic() => WholeFile.Write(
        Path.Combine(_options.Data, "public.json"), System.Text.Encoding.UTF8.GetBytes(PublicJson(_options.Zone)), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

    private SigningKey OpenSigning(KeyUse use, string generation)
    {
        var key = _source.OpenSigning(use, generation);
        _opened.Add(key);
        return key;
    }
}
