using ArboDossier.Counterparts;
using ArboDossier.Store;
using ArboDossier.Store.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArboDossier.Mail.Tests;

public sealed class NoticePostTests
{
    private static readonly Guid Marieke = Guid.NewGuid();

    private readonly Later _clock = new();
    private readonly Book _book = new() { [Marieke] = new("marieke@voorbeeld.example", Marieke) };

    public static TheoryData<string> Engines => Zone.Engines;

    [Theory, Trait("Rule", "R-264"), MemberData(nameof(Engines))]
    public async Task What_an_act_causes_is_told_once_and_stands_in_the_ledger(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);
        await using var server = new MailServer();
        await server.StartAsync();
        await TellAsync(zone, NoticeKind.SomethingNew);
        await TellAsync(zone, NoticeKind.SomethingNew);

        (await Post(zone, server).RoundAsync(default)).Should().Be(1, "two that say the same are one");
        (await Post(zone, server).RoundAsync(default)).Should().Be(0);

        var mail = server.Arrived.Should().ContainSingle().Which;
        mail.To.Should().Be("marieke@voorbeeld.example");
        mail.Body.TrimEnd().Should().Be(NoticeTexts.Body(NoticeKind.SomethingNew, "dossier.example").TrimEnd());
        (await RowsAsync(zone)).Should().BeEmpty();
        (await LedgerAsync(zone)).Should().ContainSingle(x => x.Contains("notice.sent")).Which.Should().Contain(Marieke.ToString("N")).And.NotContain("voorbeeld");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_act_that_fails_tells_nobody(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);
        var failing = () => zone.Commits.RunAsync(async (act, c) =>
        {
            await act.TellAsync(NoticeKind.SomethingNew, Marieke, c);
            throw new InvalidOperationException("the act fails");
        });
        await failing.Should().ThrowAsync<InvalidOperationException>();

        (await RowsAsync(zone)).Should().BeEmpty();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_server_that_was_down_gets_it_when_it_is_up_again(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);
        await using var server = new MailServer();
        await TellAsync(zone, NoticeKind.SignInChanged);

        (await Post(zone, server).RoundAsync(default)).Should().Be(1);
        (await Post(zone, server).RoundAsync(default)).Should().Be(0, "it waits");
        await server.StartAsync();
        await zone.RestartAsync();
        _clock.By = TimeSpan.FromMinutes(2);
        (await Post(zone, server).RoundAsync(default)).Should().Be(1);

        server.Arrived.Should().ContainSingle();
        (await RowsAsync(zone)).Should().BeEmpty();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_stays_undelivered_for_days_goes_to_who_calls(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);
        await using var server = new MailServer();
        await TellAsync(zone, NoticeKind.SomethingNew);

        var waits = new List<TimeSpan>();
        for (var tries = 0; tries < 100 && (await RowsAsync(zone)).Single().ToCallSince is null; tries++)
        {
            (await Post(zone, server).RoundAsync(default)).Should().Be(1);
            waits.Add((await RowsAsync(zone)).Single().DueAt - _clock.GetUtcNow());
            _clock.By += waits[^1] + TimeSpan.FromSeconds(1);
        }

        waits.Should().HaveCountLessThan(40).And.OnlyContain(x => x <= TimeSpan.FromHours(4));
        _clock.By.Should().BeGreaterThanOrEqualTo(TimeSpan.FromDays(3)).And.BeLessThan(TimeSpan.FromDays(4));
        (await LedgerAsync(zone)).Should().ContainSingle(x => x.Contains("notice.to-call")).Which.Should().Contain("given-up");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Without_mail_without_an_address_or_with_one_that_is_refused_somebody_calls(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);
        await using var server = new MailServer();
        await server.StartAsync();
        server.Unknown.Add("marieke@voorbeeld.example");
        var nobody = Guid.NewGuid();
        var silent = Guid.NewGuid();
        _book[silent] = new(null);
        await TellAsync(zone, NoticeKind.SomethingNew, Marieke, nobody, silent);

        (await Post(zone, server).RoundAsync(default)).Should().Be(3);
        var opened = _book.Opened;
        await TellAsync(zone, NoticeKind.AccountChanged, Marieke);
        (await Post(zone, null).RoundAsync(default)).Should().Be(1);

        (await RowsAsync(zone)).Should().HaveCount(3, "nobody is not called").And.OnlyContain(x => x.ToCallSince != null && x.LeasedUntil == null);
        _book.Opened.Should().Be(opened, "no address is opened for a mail that cannot go");
        foreach (var reason in (string[])["address-refused", "nobody", "no-address", "no-mail"])
        {
            (await LedgerAsync(zone)).Should().ContainSingle(x => x.Contains(reason));
        }

        await TellAsync(zone, NoticeKind.AccountChanged, Marieke);
        (await RowsAsync(zone)).Should().HaveCount(3, "who is to be called is called once");
        server.Arrived.Should().BeEmpty();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_sees_it_at_work_anyway_is_not_called(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);
        _book.NotCalled.Add(Marieke);
        await TellAsync(zone, NoticeKind.SomethingNew);

        (await Post(zone, null).RoundAsync(default)).Should().Be(1);

        (await RowsAsync(zone)).Should().BeEmpty();
        (await LedgerAsync(zone)).Should().ContainSingle(x => x.Contains("notice.drop"));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Whom_mail_cannot_reach_is_called_at_once_and_once(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);
        await using var server = new MailServer();
        await server.StartAsync();
        for (var i = 0; i < 2; i++)
        {
            await zone.Commits.RunAsync((act, c) => act.ToCallAsync(NoticeKind.SomethingNew, Marieke, c));
        }

        (await Post(zone, server).RoundAsync(default)).Should().Be(0);

        (await RowsAsync(zone)).Should().ContainSingle().Which.ToCallSince.Should().NotBeNull();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Killed_between_sending_and_keeping_that_it_was_sent_it_is_sent_again_and_not_lost(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);
        await using var server = new MailServer();
        await server.StartAsync();
        await TellAsync(zone, NoticeKind.SomethingNew);
        using var killed = new CancellationTokenSource();
        server.BeforeAnswer = killed.CancelAsync;

        var broken = () => Post(zone, server).RoundAsync(killed.Token);
        await broken.Should().ThrowAsync<OperationCanceledException>();
        server.BeforeAnswer = null;
        await zone.RestartAsync();
        (await Post(zone, server).RoundAsync(default)).Should().Be(0, "another copy may have it in hand");
        _clock.By = TimeSpan.FromMinutes(6);
        (await Post(zone, server).RoundAsync(default)).Should().Be(1);

        server.Arrived.Should().HaveCount(2);
        server.Arrived.Select(x => (x.Header("Message-ID"), x.Body)).Distinct().Should().ContainSingle("both are one mail to whoever receives them");
        (await RowsAsync(zone)).Should().BeEmpty();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Several_copies_send_each_notice_once(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);
        await using var server = new MailServer();
        await server.StartAsync();
        var people = Enumerable.Range(0, 20).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var person in people)
        {
            _book[person] = new($"{person:N}@voorbeeld.example");
        }

        await TellAsync(zone, NoticeKind.SomethingNew, people);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            while (await Post(zone, server).RoundAsync(default) > 0)
            {
                // Until nothing waits.
            }
        }));

        server.Arrived.Select(x => x.To).Should().BeEquivalentTo(people.Select(x => $"{x:N}@voorbeeld.example"));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_is_caused_while_one_is_in_hand_is_told_after_it(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);
        await using var server = new MailServer();
        await server.StartAsync();
        await TellAsync(zone, NoticeKind.SomethingNew);
        server.BeforeAnswer = () =>
        {
            server.BeforeAnswer = null;
            return TellAsync(zone, NoticeKind.SomethingNew);
        };

        await Post(zone, server).RoundAsync(default);
        (await Post(zone, server).RoundAsync(default)).Should().Be(1);

        server.Arrived.Should().HaveCount(2);
    }

    private static Task TellAsync(Zone zone, NoticeKind kind, params Guid[] whom) => zone.Commits.RunAsync(async (act, c) =>
    {
        foreach (var person in whom.DefaultIfEmpty(Marieke))
        {
            await act.TellAsync(kind, person, c);
        }
    });

    private static async Task<IReadOnlyList<NoticeRow>> RowsAsync(Zone zone)
    {
        await using var db = zone.Read();
        return await db.Notices.AsNoTracking().ToListAsync();
    }

    private static async Task<IReadOnlyList<string>> LedgerAsync(Zone zone)
    {
        await using var db = zone.Read();
        return (await db.LedgerBodies.AsNoTracking().Select(x => x.Fields).ToListAsync()).ConvertAll(System.Text.Encoding.UTF8.GetString);
    }

    private NoticePost<NotesContext> Post(Zone zone, MailServer? server) => new(
        new Notices<NotesContext>(zone.Commits, zone.Read, _clock), _book,
        server is null ? null : new SmtpMailer(new("127.0.0.1", server.Port, new("bericht@dienst.example"), StartTls: false, null, TimeSpan.FromSeconds(10)), NullLogger<SmtpMailer>.Instance),
        new("dossier.example"), _clock, NullLogger<NoticePost<NotesContext>>.Instance);

    private sealed class Book : Dictionary<Guid, NoticeAddress>, INoticeAddresses
    {
        internal int Opened { get; private set; }

        internal HashSet<Guid> NotCalled { get; } = [];

        public Task<NoticeAddress?> FindAsync(Guid recipient, CancellationToken cancel)
        {
            Opened++;
            return Task.FromResult(this.GetValueOrDefault(recipient));
        }

        public Task<bool> IsCalledAsync(Guid recipient, CancellationToken cancel) => Task.FromResult(!NotCalled.Contains(recipient));
    }

    private sealed class Later : TimeProvider
    {
        internal TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + By;
    }
}
