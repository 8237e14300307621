using System.Text.RegularExpressions;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.Sealing;
using ArboDossier.Shape;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>
/// What is closed and what is not there cannot be told apart, neither by the answer nor by the work behind it (law 5). Every way in that takes an
/// id, found from the routes, for everybody who must not find it. Commands of both databases, custody calls, ledger entries and the answer's bytes.
/// </summary>
[Collection(nameof(Alone))]
public sealed partial class EqualWorkTests
{
    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-062")]
    [Trait("Rule", "law 5")]
    public async Task A_refusal_does_the_same_work_whether_there_is_something_or_not(string engine)
    {
        await using var all = await Everybody.StartAsync(engine);
        var ways = (await WayIn.ListAsync(all.World.Services)).Where(x => x.Ids.Any() && !x.Anonymous).ToList();
        ways.Should().HaveCountGreaterThan(10);
        await all.World.QuietAsync();
        all.World.Clock.Hold();
        using var commands = new Commands(all.World.Owns);
        await Commands.ReadyAsync();
        // Whom and what the pages of people and appointments name, every doctor sees on the page itself.
        Person[] doctors = [all.Stage.OtherDoctor, all.Colleague, all.Former, all.Outside];
        var compared = 0;
        foreach (var person in all.Closed)
        {
            foreach (var way in ways.Where(x => x.About is not ("people" or "appointments") || !doctors.Contains(person)))
            {
                // Once for what is made at the first request of its kind; from then on everything counts.
                await MeasureAsync(all, commands, person, way, Target.Absent(), null);
                var absent = await MeasureAsync(all, commands, person, way, Target.Absent(), null);
                absent.Status.Should().Be(404, "{0}: {1}", person.Name, way.Name);
                absent.Commands.Should().NotBeEmpty("who asks is looked up");
                absent.Entries.Should().NotBeEmpty("{0}: {1} is recorded", person.Name, way.Name);
                foreach (var target in (Target[])[all.Asked, all.Done])
                {
                    (await MeasureAsync(all, commands, person, way, target, null)).ToString().Should().Be(absent.ToString(), "{0}: {1}", person.Name, way.Name);
                    compared++;
                }
            }
        }

        // Somebody's own file with something of another's in it.
        foreach (var person in (Person[])[all.Stage.OtherDoctor, all.OtherClerk, all.OtherSupport, all.OtherEmployee])
        {
            foreach (var way in ways.Where(x => x.Ids.Count() > 1))
            {
                await MeasureAsync(all, commands, person, way, Target.Absent(), all.Elsewhere);
                var absent = await MeasureAsync(all, commands, person, way, Target.Absent(), all.Elsewhere);
                var foreign = await MeasureAsync(all, commands, person, way, all.Asked, all.Elsewhere);
                foreign.ToString().Should().Be(absent.ToString(), "{0}: {1}", person.Name, way.Name);
                compared++;
            }
        }

        compared.Should().BeGreaterThan(150);
    }

    [Fact]
    [Trait("Rule", "law 5")]
    public async Task The_measure_sees_a_difference_where_there_is_one()
    {
        await using var all = await Everybody.StartAsync("sqlite");
        var way = (await WayIn.ListAsync(all.World.Services)).Single(x => x is { Method: "GET", Route: "/files/{id:guid}" });
        await all.World.QuietAsync();
        all.World.Clock.Hold();
        using var commands = new Commands(all.World.Owns);
        await Commands.ReadyAsync();
        await MeasureAsync(all, commands, all.Stage.Doctor, way, all.Asked, null);
        var open = await MeasureAsync(all, commands, all.Stage.Doctor, way, all.Asked, null);
        var absent = await MeasureAsync(all, commands, all.Stage.Doctor, way, Target.Absent(), null);
        open.Custody.Should().BeGreaterThan(absent.Custody);
        open.Commands.Count.Should().BeGreaterThan(absent.Commands.Count);
        open.Entries.Should().NotEqual(absent.Entries);
        open.Body.Should().NotBe(absent.Body);
    }

    /// <summary>With a first file the first id is of that one and only the rest of the target: another's outcome under the own file.</summary>
    private static async Task<Work> MeasureAsync(Everybody all, Commands commands, Person person, WayIn way, Target target, Target? first)
    {
        // What is due once a minute is not due for the one and missing for the other; and the ledger keeps its order.
        all.World.Clock.Advance(TimeSpan.FromMilliseconds(1));
        all.World.Services.GetRequiredService<Vault>().Sweep(TimeSpan.Zero);
        var entries = await all.World.ReadAsync(db => db.LedgerBodies.CountAsync());
        commands.Take();
        var custody = all.World.Custody.Calls;
        var outer = way.Ids.First();
        using var answer = await all.AskAsync(person, way, name => Everybody.Id(way, name, first is not null && (name == "file" || name == outer && !way.InRoute.Contains("file")) ? first : target));
        // A page's token is another each time, and the address that was asked is on it: both come from who asks.
        var body = TokenPattern().Replace(await answer.Content.ReadAsStringAsync(), "");
        body = body.Replace($"{target.File}", "asked", StringComparison.Ordinal).Replace($"{target.Request}", "asked", StringComparison.Ordinal).Replace($"{target.Outcome}", "asked", StringComparison.Ordinal).Replace($"{target.Task}", "asked", StringComparison.Ordinal);
        var (seen, called) = (commands.Take(), all.World.Custody.Calls - custody);
        var ledger = (await all.World.LedgerAsync()).Skip(entries).Select(x => $"{x.Event} {x.Role} {x.Permitted}").Order(StringComparer.Ordinal).ToList();
        return new((int)answer.StatusCode, Work.Comparable(answer.Headers.Concat(answer.Content.Headers)), body, seen, called, ledger);
    }

    [GeneratedRegex("<input name=\"__RequestVerificationToken\"[^>]*>")]
    private static partial Regex TokenPattern();
}

/// <summary>Tests that count what the whole process does run by themselves.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
