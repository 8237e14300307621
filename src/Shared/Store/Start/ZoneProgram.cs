using System.Data.Common;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ArboDossier.Store;

/// <summary>What a program's composition starts from.</summary>
public sealed record ZoneStart(WebApplicationBuilder Builder, StoreOptions Options, ZoneKeys Keys, Peers Peers);

/// <summary>
/// The start of a zone's program, the same for all three: settings, keys, the hold on the data directory, and one clear line with exit code 1
/// where one of them is wrong.
/// </summary>
public static class ZoneProgram
{
    /// <summary>Exit code where the next try may find what was not there; 1 is for what an operator must mend.</summary>
    public const int TryAgain = 75;

    private const string Custodians = "--custodians";
    private const string ProveKeys = "--prove-keys";

    /// <summary>
    /// Runs a program. <c>--init</c> makes the zone's keys, runs <paramref name="initialise"/>, and ends; <c>--check</c> tells all that a start in production
    /// would refuse; <c>--custodians split|rehearse|recover</c> is the ceremony of the key's custodians (<c>Shares</c>, <c>Needed</c>);
    /// <c>--prove-keys FILE</c> opens a sample of a backup's keys; <c>Zone:EndWithInput</c> ends the program
    /// when its standard input closes, so that nothing is left behind when whoever started it is killed.
    /// </summary>
    public static async Task<int> RunAsync(string[] args, string zone, Action<ZoneStart> compose, Action<WebApplication> configure, Action<ZoneStart>? initialise = null)
    {
        try
        {
            // Beside the program, not in the working directory: pages and assets lie where the program lies.
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = Settings(args), ContentRootPath = AppContext.BaseDirectory });
            var options = StoreOptions.Read(builder.Configuration, zone);
            if (args.Contains("--check"))
            {
                return await CheckAsync(builder, options, compose);
            }

            if (Array.IndexOf(args, ProveKeys) is >= 0 and var sample)
            {
                return await ProveAsync(options, args.ElementAtOrDefault(sample + 1) ?? "");
            }

            if (builder.Environment.IsProduction())
            {
                // Making keys and databases says nothing of how it will be served.
                var found = SafeStart.Settings(options, builder.Configuration, TimeProvider.System.GetUtcNow());
                StartFinding.Throw(args.Contains("--init") || args.Contains(Custodians) ? found.Where(x => !x.IsOfServing) : found);
            }

            if (args.Contains("--init"))
            {
                using var made = ZoneKeys.Initialise(options);
                initialise?.Invoke(new ZoneStart(builder, options, made, new Peers()));
                return 0;
            }

            var ceremony = Array.IndexOf(args, Custodians) is >= 0 and var at ? args.ElementAtOrDefault(at + 1) ?? "" : null;
            if (ceremony == "recover" && !RecoverKey(options))
            {
                return 1;
            }

#if DEBUG
            ClockAhead.Add(builder);
#endif
            using var keys = ZoneKeys.Open(options);
            if (builder.Environment.IsProduction())
            {
                StartFinding.Throw(SafeStart.DevelopmentKeys(keys));
            }

            using var held = DirectoryLock.Take(options.Data);
            compose(new ZoneStart(builder, options, keys, Peers.Read(builder.Configuration["Zone:Peers"])));
            await using var app = builder.Build();
            configure(app);
            if (ceremony is not null)
            {
                return await RunCeremonyAsync(ceremony, app, options, keys);
            }

            if (builder.Configuration.GetValue<bool>("Zone:EndWithInput"))
            {
                EndWithInput(app);
            }

            return await RunAsync(app, zone);
        }
        catch (StoreSettingException wrong)
        {
            Say($"{zone} does not start: {wrong.Message}");
            return 1;
        }
        catch (Exception wrong) when ((wrong as DbException ?? wrong.InnerException as DbException) is { } failed)
        {
            // Not a setting: the next try may find it there.
            Say($"{zone} does not start: its database does not answer ({failed.SqlState ?? failed.GetType().Name})");
            return TryAgain;
        }
        catch (IOException wrong) when (wrong.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
        {
            Say($"{zone} does not start: its port is in use");
            return 1;
        }
    }

    /// <summary>The arguments that are settings.</summary>
    private static string[] Settings(string[] args) =>
        [.. args.Where((x, i) => x is not ("--init" or "--check" or Custodians or ProveKeys) && (i == 0 || args[i - 1] is not (Custodians or ProveKeys)))];

    /// <summary>Serves until it is ended; in production also until another zone's first look says that the ledger was rolled back.</summary>
    private static async Task<int> RunAsync(WebApplication app, string zone)
    {
        var (rolledBack, isProduction) = (app.Services.GetRequiredService<StoreFindings>().RolledBack, app.Environment.IsProduction());
        var running = app.RunAsync();
        if (!isProduction || await Task.WhenAny(running, rolledBack) == running)
        {
            await running;
            return 0;
        }

        app.Lifetime.StopApplication();
        await running;
        Say($"{zone} does not start: {await rolledBack}");
        return 1;
    }

    /// <summary>Tells everything that a start in production would refuse, each on a line, and starts nothing.</summary>
    private static async Task<int> CheckAsync(WebApplicationBuilder builder, StoreOptions options, Action<ZoneStart> compose)
    {
        List<StartFinding> findings = [.. SafeStart.Settings(options, builder.Configuration, TimeProvider.System.GetUtcNow())];
        using var keys = ZoneKeys.Open(options);
        findings.AddRange(SafeStart.DevelopmentKeys(keys));
        compose(new ZoneStart(builder, options, keys, Peers.Read(builder.Configuration["Zone:Peers"])));
        await using var app = builder.Build();
        findings.AddRange(await app.Services.GetRequiredService<StoreFindings>().FindAsync());
        findings.ForEach(x => Say($"finding: {x}"));
        return findings.Count == 0 ? 0 : 1;
    }

    /// <summary>Beside the running program, as <c>--check</c> does it: opens no database and writes nothing.</summary>
    private static async Task<int> ProveAsync(StoreOptions options, string sample)
    {
        using var keys = ZoneKeys.Open(options);
        if (await KeyProof.RefusalAsync(options.Zone, keys.Custody, sample, default) is not { } refusal)
        {
            return 0;
        }

        Say(refusal);
        return 1;
    }

#pragma warning disable RS0030 // The start of a program speaks to its operator: one line when it cannot start, the end of its input, and a ceremony.
    private static bool RecoverKey(StoreOptions options)
    {
        using var held = DirectoryLock.Take(options.Data);
        if (!new Ceremony(options, Console.In, Console.Out).Recover())
        {
            return false;
        }

        if (!KeyRecord.IsIn(options.KeyDirectory))
        {
            Say("keys.json was lost too: run --init, which makes new signing keys, and bring public.json to the other zones");
        }

        return KeyRecord.IsIn(options.KeyDirectory);
    }

    private static async Task<int> RunCeremonyAsync(string what, WebApplication app, StoreOptions options, ZoneKeys keys)
    {
        var record = app.Services.GetRequiredService<KeyActs>().RecordAsync;
        var ceremony = new Ceremony(options, Console.In, Console.Out);
        var file = keys.KeyFile ?? throw new StoreSettingException("the keys are on a device: its own backup is what brings them back");
        var (shares, needed) = (app.Configuration.GetValue("Shares", 0), app.Configuration.GetValue("Needed", 0));
        switch (what)
        {
            case "split" when Ceremony.IsSensible(shares, needed):
                await record("key.split", $"{needed}-of-{shares}:{file.KeyId}");
                ceremony.Split(file, shares, needed);
                return 0;
            case "rehearse":
                await record("key.rehearse", $"begun:{file.KeyId}");
                var gives = ceremony.Rehearse(file.KeyId);
                await record("key.rehearse", $"{(gives ? "shares-give-the-key" : "shares-do-not")}:{file.KeyId}");
                return gives ? 0 : 1;
            case "recover":
                await record("key.recover", $"from-shares:{file.KeyId}");
                return 0;
            default:
                throw new StoreSettingException("--custodians takes split (with --Shares=5 --Needed=3; at least 2, at most 10), rehearse or recover");
        }
    }

    private static void EndWithInput(WebApplication app)
    {
        var reader = new Thread(() =>
        {
            using var input = Console.OpenStandardInput();
            Span<byte> ignored = stackalloc byte[256];
            while (input.Read(ignored) > 0)
            {
                // Nothing is asked on standard input; only its end means something.
            }

            app.Lifetime.StopApplication();
        })
        { IsBackground = true, Name = "end-with-input" };
        // Once it has started: an end in the middle of a start would be a failed one.
        app.Lifetime.ApplicationStarted.Register(reader.Start);
    }

    private static void Say(string line)
    {
        using var error = Console.OpenStandardError();
        error.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }
#pragma warning restore RS0030
}
