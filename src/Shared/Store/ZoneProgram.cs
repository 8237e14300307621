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
    private const string Custodians = "--custodians";

    /// <summary>
    /// Runs a program. <c>--custodians split|rehearse|recover</c> is the ceremony of the key's custodians (<c>Shares</c>, <c>Needed</c>) and ends. <c>--init</c> makes the zone's keys, runs <paramref name="initialise"/>, and ends; <c>Zone:EndWithInput</c> ends the program
    /// when its standard input closes, so that nothing is left behind when whoever started it is killed.
    /// </summary>
    public static async Task<int> RunAsync(string[] args, string zone, Action<ZoneStart> compose, Action<WebApplication> configure, Action<ZoneStart>? initialise = null)
    {
        try
        {
            // Beside the program, not in the working directory: pages and assets lie where the program lies.
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = [.. args.Where((x, i) => x != "--init" && x != Custodians && (i == 0 || args[i - 1] != Custodians))], ContentRootPath = AppContext.BaseDirectory });
            var options = StoreOptions.Read(builder.Configuration, zone);
            if (builder.Environment.IsProduction())
            {
                SafeStart.Check(options);
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

            await app.RunAsync();
            return 0;
        }
        catch (StoreSettingException wrong)
        {
            Say($"{zone} does not start: {wrong.Message}");
            return 1;
        }
        catch (IOException wrong) when (wrong.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
        {
            Say($"{zone} does not start: its port is in use");
            return 1;
        }
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
        reader.Start();
    }

    private static void Say(string line)
    {
        using var error = Console.OpenStandardError();
        error.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }
#pragma warning restore RS0030
}
