using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Features.Cases;
using ArboDossier.Medical.Store;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArboDossier.Medical.Tests;

/// <summary>
/// Random interleavings of delivery, repetition and a receiver that falls over in the middle, against a model that knows nothing of databases: what
/// arrives in the end is the same.
/// </summary>
public sealed class ExchangeModelTests
{
    private const int Histories = 60;

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-014")]
    public async Task Whatever_is_repeated_or_cut_off_the_end_is_that_of_the_model(string engine)
    {
        await using var world = await MedicalWorld.StartAsync(engine);
        var seed = Environment.TickCount;
        var (taken, cut) = (0, 0);
        for (var i = 0; i < Histories; i++)
        {
            var random = new Random(HashCode.Combine(seed, i));
            var made = new Case(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), "Jansen");
            var (messages, model) = Tell(made, world.Clock, random);
            Parcel[] parcels = [.. messages.Select(x => new Parcel(Guid.NewGuid(), x))];
            for (var next = 0; next < parcels.Length;)
            {
                // The newest, or one that was delivered before and whose receipt got lost.
                var parcel = random.Next(3) == 0 && next > 0 ? parcels[random.Next(next)] : parcels[next];
                var isNew = parcel == parcels[next];
                if (random.Next(3) == 0)
                {
                    cut += await CutOffAsync(world, parcel, random) ? 1 : 0;
                    continue;
                }

                (await TakeAsync(world, parcel, CancellationToken.None)).Accepted.Should().BeTrue();
                taken++;
                next += isNew ? 1 : 0;
            }

            (await StateAsync(world, made)).Should().Be(model, $"history {i} of seed {seed} on {engine}");
        }

        Console.WriteLine($"{engine}: {Histories} histories (seed {seed}), {taken} deliveries, {cut} cut off in the middle, all as the model says");
    }

    /// <summary>What the employer's side tells in order, and what has to be known when all of it arrived.</summary>
    private static (List<ZoneMessage> Messages, Known Model) Tell(Case made, Clock clock, Random random)
    {
        List<ZoneMessage> messages = [Messages.Notice(made, clock)];
        var (facts, end, state, requests, lapsed, file) = (0, 0, CaseState.Open, 0, 0, false);
        for (var acts = random.Next(1, 8); acts > 0; acts--)
        {
            switch (random.Next(4))
            {
                case 0:
                    messages.Add(Messages.Facts(made, clock, ++facts));
                    break;
                case 1:
                    messages.Add(Messages.Request(made, clock) with { Request = Guid.NewGuid() });
                    (requests, file) = state == CaseState.Open ? (requests + 1, true) : (requests, file);
                    break;
                case 2 when state == CaseState.Open:
                    state = random.Next(2) == 0 ? CaseState.Recovered : CaseState.Withdrawn;
                    messages.Add(Messages.Closed(made, clock, ++end, state == CaseState.Recovered ? CaseEnd.Recovered : CaseEnd.Withdrawn));
                    lapsed = requests;
                    break;
                default:
                    messages.Add(Messages.Closed(made, clock, ++end, CaseEnd.Reopened));
                    state = CaseState.Open;
                    break;
            }
        }

        return (messages, new Known(1, facts, end, state, requests, lapsed, file, messages.Count));
    }

    private static async Task<Received> TakeAsync(MedicalWorld world, Parcel parcel, CancellationToken cancel)
    {
        using var scope = world.Services.CreateScope();
        return await scope.ServiceProvider.GetRequiredService<Inbox>().TakeAsync(parcel, scope.ServiceProvider.GetRequiredService<Openings<MedicalContext>>(), cancel);
    }

    /// <summary>The receiver falls over at a random moment: true where that was before it had finished.</summary>
    private static async Task<bool> CutOffAsync(MedicalWorld world, Parcel parcel, Random random)
    {
        using var cut = new CancellationTokenSource(TimeSpan.FromMicroseconds(random.Next(0, 8_000)));
        try
        {
            await TakeAsync(world, parcel, cut.Token);
            return false;
        }
        catch (Exception) when (cut.IsCancellationRequested)
        {
            // Each library says it in its own way; what counts is what is there afterwards.
            return true;
        }
    }

    private static Task<Known> StateAsync(MedicalWorld world, Case made) => world.ReadAsync(async db =>
    {
        var @case = await db.Cases.AsNoTracking().SingleAsync(x => x.Id == made.Id);
        var requests = await db.Requests.AsNoTracking().Where(x => x.Case == made.Id).ToListAsync();
        var employments = await db.Employments.AsNoTracking().Where(x => x.Employment == made.Employment).Select(x => x.Id).ToListAsync();
        var entries = await db.LedgerBodies.AsNoTracking().Where(x => x.Subject == employments[0]).Select(x => x.Fields).ToListAsync();
        var effects = entries.Count(x => System.Text.Encoding.UTF8.GetString(x).Contains("\"under-grant\"", StringComparison.Ordinal));
        return new Known(
            employments.Count, @case.FactsVersion, @case.EndVersion, @case.State, requests.Count, requests.Count(x => x.State == RequestState.Lapsed),
            await db.Files.AnyAsync(x => x.Id == @case.File), effects);
    });

    /// <summary>What is known of a case; each message has one effect in the ledger, however often it came.</summary>
    private sealed record Known(int Employments, int Facts, int End, CaseState State, int Requests, int Lapsed, bool File, int Effects);
}
