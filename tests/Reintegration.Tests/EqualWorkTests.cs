using ArboDossier.Sealing;
using ArboDossier.Shape;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Tests;

/// <summary>
/// What is closed and what is not there cannot be told apart, neither by the answer nor by the work behind it (law 5). Every way in that takes an
/// id, found from the routes, for everybody who must not find it. Commands of both databases, custody calls, ledger entries and the answer's bytes.
/// </summary>
[Collection(nameof(ByItself))]
public sealed class EqualWorkTests
{
    [Theory]
    [MemberData(nameof(World.Engines), MemberType = typeof(World))]
    [Trait("Rule", "R-062")]
    [Trait("Rule", "R-068")]
    [Trait("Rule", "law 5")]
    public async Task A_refusal_does_the_same_work_whether_there_is_something_or_not(StoreProvider engine)
    {
        await using var all = await Everybody.StartAsync(engine);
        var ways = (await WayIn.ListAsync(all.World.App.Services)).Where(x => x.Ids.Any() && !x.FromPrograms).ToList();
        ways.Should().HaveCountGreaterThan(15);
        await all.World.QuietAsync();
        using var commands = new Commands(all.World.Owns);
        await Commands.ReadyAsync();
        var compared = 0;
        foreach (var person in all.Closed)
        {
            // What the service's administrator may see of employers is no refusal.
            foreach (var way in ways.Where(x => person != all.Stage.Admin || x.Policy != Access.Policies.Service))
            {
                // Once for what is made at the first request of its kind; from then on everything counts.
                await MeasureAsync(all, commands, person, way, Target.Absent());
                var absent = await MeasureAsync(all, commands, person, way, Target.Absent());
                absent.Status.Should().Be(404, "{0}: {1}", person.Subject, way.Name);
                absent.Commands.Should().NotBeEmpty("who asks is looked up");
                absent.Entries.Should().NotBeEmpty("{0} is recorded", way.Name);
                foreach (var target in (Target[])[all.Team, all.Withdrawn])
                {
                    (await MeasureAsync(all, commands, person, way, target)).ToString().Should().Be(absent.ToString(), "{0}: {1}", all.Closed.ToList().IndexOf(person), way.Name);
                    compared++;
                }
            }
        }

        // The line manager and a colleague who is led by nobody.
        foreach (var way in ways.Where(x => x.About is "cases" or "employees" or "my"))
        {
            await MeasureAsync(all, commands, all.Stage.Petra, way, Target.Absent());
            (await MeasureAsync(all, commands, all.Stage.Petra, way, all.Alone)).ToString().Should().Be((await MeasureAsync(all, commands, all.Stage.Petra, way, Target.Absent())).ToString(), way.Name);
            compared++;
        }

        compared.Should().BeGreaterThan(200);
    }

    [Fact]
    [Trait("Rule", "law 5")]
    public async Task A_key_of_another_employer_finds_no_import()
    {
        await using var all = await Everybody.StartAsync();
        var key = (await all.Stage.OtherHr.PostAsync("/import/keys")).Body.Trim();
        await all.World.QuietAsync();
        using var commands = new Commands(all.World.Owns);
        await Commands.ReadyAsync();
        foreach (var way in (await WayIn.ListAsync(all.World.App.Services)).Where(x => x.Ids.Any() && x.FromPrograms))
        {
            await MeasureAsync(all, commands, all.Stranger, way, Target.Absent(), key);
            var absent = await MeasureAsync(all, commands, all.Stranger, way, Target.Absent(), key);
            absent.Status.Should().Be(404);
            (await MeasureAsync(all, commands, all.Stranger, way, all.Team, key)).ToString().Should().Be(absent.ToString(), way.Name);
        }
    }

    [Fact]
    [Trait("Rule", "law 5")]
    public async Task The_measure_sees_a_difference_where_there_is_one()
    {
        await using var all = await Everybody.StartAsync();
        var way = (await WayIn.ListAsync(all.World.App.Services)).Single(x => x is { Method: "GET", Route: "/cases/{id:guid}" });
        await all.World.QuietAsync();
        using var commands = new Commands(all.World.Owns);
        await Commands.ReadyAsync();
        await MeasureAsync(all, commands, all.Stage.Hr, way, all.Team);
        var open = await MeasureAsync(all, commands, all.Stage.Hr, way, all.Team);
        var absent = await MeasureAsync(all, commands, all.Stage.Hr, way, Target.Absent());
        open.Custody.Should().BeGreaterThan(absent.Custody);
        open.Commands.Count.Should().BeGreaterThan(absent.Commands.Count);
        open.Entries.Should().NotEqual(absent.Entries);
        open.Body.Should().NotBe(absent.Body);
    }

    private static async Task<Work> MeasureAsync(Everybody all, Commands commands, Person person, WayIn way, Target target, string? key = null)
    {
        all.World.App.Services.GetRequiredService<Vault>().Sweep(TimeSpan.Zero);
        var entries = await all.World.RowsAsync(db => db.LedgerBodies.CountAsync());
        commands.Take();
        var custody = all.World.Custody.Calls;
        Guid Id(string name) => Everybody.Id(way, name, target);
        var answer = key is null
            ? await all.AskAsync(person, way, Id)
            : await person.SendAsync(new HttpMethod(way.Method), way.Address(Id), null, ("Authorization", $"Bearer {key}"));
        var (seen, called) = (commands.Take(), all.World.Custody.Calls - custody);
        var ledger = (await all.World.LedgerAsync()).Skip(entries).Select(x => $"{x.Event} {x.Role} {x.Permitted}").Order(StringComparer.Ordinal).ToList();
        return new(answer.Status, Work.Comparable(answer.Headers.Select(x => KeyValuePair.Create<string, IEnumerable<string>>(x.Key, [x.Value]))), answer.Body, seen, called, ledger);
    }
}

/// <summary>Tests that count what the whole process does run by themselves.</summary>
[CollectionDefinition(nameof(ByItself), DisableParallelization = true)]
public sealed class ByItself;
