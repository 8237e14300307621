using System.Security.Cryptography;
using ArboDossier.Sealing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ArboDossier.Store;

/// <summary>Puts a zone's store together. README.md shows how a program uses it.</summary>
public static class ZoneStore
{
    /// <summary>
    /// Registers keys, vault, commits, sequencer, witness, key ring and the context for reading; migrates both databases. Requires that the caller holds
    /// the data directory.
    /// </summary>
    /// <typeparam name="TContext">The zone's abstract context.</typeparam>
    /// <typeparam name="TSqlite">Its SQLite subclass.</typeparam>
    /// <typeparam name="TPostgres">Its PostgreSQL subclass.</typeparam>
    public static void AddZoneStore<TContext, TSqlite, TPostgres>(
        this IServiceCollection services,
        StoreOptions options,
        ZoneKeys keys,
        Func<DbContextOptions<TSqlite>, TSqlite> sqlite,
        Func<DbContextOptions<TPostgres>, TPostgres> postgres,
        Action<DbContextOptionsBuilder>? configure = null)
        where TContext : ZoneContext
        where TSqlite : TContext
        where TPostgres : TContext
    {
        services.AddSingleton(options);
        services.AddSingleton(keys);
        services.AddSingleton<IKeyCustody>(keys.Custody);
        services.TryAddClock();
        if (options.Provider == StoreProvider.Sqlite)
        {
            AddSqlite<TContext, TSqlite>(services, options, sqlite, configure);
        }
        else
        {
            AddPostgres<TContext, TPostgres>(services, options, postgres, configure);
        }

        services.AddSingleton<WrappedKeyStore>(s => new KeyStore(s.GetRequiredService<Func<KeysContext>>(), options.Data, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new Vault(options.Zone, s.GetRequiredService<IKeyCustody>(), s.GetRequiredService<WrappedKeyStore>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Outbox<TContext>>();
        services.AddSingleton<Notices<TContext>>();
        services.AddSingleton<SessionTickets<TContext>>();
        services.AddScoped<Openings<TContext>>();
        services.AddScoped(s => s.GetRequiredService<Func<TContext>>()());
        services.AddSingleton(s => new Sequencer<TContext>(
            s.GetRequiredService<Commits<TContext>>(),
            () => keys.Ledger.Ecdsa,
            options,
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<Sequencer<TContext>>>()));
        services.AddHostedService(s => s.GetRequiredService<Sequencer<TContext>>());
        services.AddSingleton<Witness<TContext>>();
        services.AddSingleton(s => new StoreFindings(
            cancel => SafeDatabase.FindAsync(options, keys, s.GetRequiredService<Func<TContext>>(), s.GetRequiredService<Func<KeysContext>>(), cancel),
            s.GetRequiredService<Witness<TContext>>().RolledBackAtFirstSight));
        services.AddSingleton<CustodyWatch<TContext>>();
        services.AddHostedService(s => s.GetRequiredService<CustodyWatch<TContext>>());
        services.AddSingleton(s => KeyActs.Of(s.GetRequiredService<Commits<TContext>>()));
        services.AddSingleton(s => new KeyNotices<TContext>(
            s.GetRequiredService<Commits<TContext>>(), keys, s.GetService<Peers>() ?? new Peers(), options, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<KeyNotices<TContext>>>()));
        services.AddSingleton<Exchange.IKeyNotices>(s => s.GetRequiredService<KeyNotices<TContext>>());
        services.AddSingleton(s => RotationOf<TContext>(s, options, keys));
        services.AddHostedService(s => s.GetRequiredService<Rotation<TContext>>());
        services.AddHealthChecks().AddCheck<StoresAnswer<TContext>>("store").AddCheck<LedgerHealth<TContext>>("ledger").AddCheck<CustodyWatch<TContext>>("custody").AddCheck<DiskHasRoom>("disk");
        services.AddHostedService<VaultSweep>();
        services.AddDataProtection().SetApplicationName($"ArboDossier.{options.Zone}");
        services.AddSingleton<Microsoft.Extensions.Options.IConfigureOptions<KeyManagementOptions>>(s =>
            new Microsoft.Extensions.Options.ConfigureOptions<KeyManagementOptions>(ring =>
            {
                ring.XmlRepository = new KeyRing(s.GetRequiredService<Func<KeysContext>>());
                ring.XmlEncryptor = new CustodyXmlEncryptor(s.GetRequiredService<IKeyCustody>());
            }));
    }

    /// <summary>
    /// Migrates content and keys. Called once before the program listens. In production a program that serves changes no schema: it looks whether all
    /// is as it must be, and throws <see cref="StoreSettingException"/> where it is not.
    /// </summary>
    public static void MigrateZoneStore<TContext>(this IServiceProvider services)
        where TContext : ZoneContext
    {
        if (services.GetService<IHostEnvironment>() is { } host && host.IsProduction())
        {
            StartFinding.Throw(services.GetRequiredService<StoreFindings>().FindAsync().GetAwaiter().GetResult());
            RestoredStart.GoOnAsync<TContext>(services).GetAwaiter().GetResult();
            return;
        }

        using (var keys = services.GetRequiredService<Func<KeysContext>>()())
        {
            ZoneDatabase.Migrate(keys);
        }

        using (var content = services.GetRequiredService<Func<TContext>>()())
        {
            ZoneDatabase.Migrate(content);
        }

        // Without a host nothing is served: --init changes the schema of a restored database and does not go on with it.
        if (services.GetService<IHostEnvironment>() is not null)
        {
            RestoredStart.GoOnAsync<TContext>(services).GetAwaiter().GetResult();
        }
    }

    /// <summary>Options of a context on SQLite, by connection string or on a given connection.</summary>
    public static DbContextOptionsBuilder<T> OnSqlite<T>(this DbContextOptionsBuilder<T> builder, string connection)
        where T : DbContext =>
        builder.UseSqlite(connection).AddInterceptors(SqliteConnections.Instance);

    private static Rotation<TContext> RotationOf<TContext>(IServiceProvider s, StoreOptions options, ZoneKeys keys)
        where TContext : ZoneContext
    {
        var clock = s.GetRequiredService<TimeProvider>();
        var journal = new RotationJournal<TContext>(s.GetRequiredService<Commits<TContext>>(), options, clock);
        var signing = new SigningRotation<TContext>(
            keys, s.GetRequiredService<KeyNotices<TContext>>(), s.GetService<Peers>() ?? new Peers(), s.GetRequiredService<Sequencer<TContext>>(), journal, clock);
        var data = new Resealing<TContext>(
            s.GetRequiredService<Func<KeysContext>>(), s.GetRequiredService<Func<TContext>>(), s.GetRequiredService<Vault>(), s.GetRequiredService<Commits<TContext>>(),
            s.GetService<SealedColumns<TContext>>(), options, journal, clock);
        return new Rotation<TContext>(keys, s.GetRequiredService<Func<KeysContext>>(), options, clock, journal, signing, data, s.GetRequiredService<ILogger<Rotation<TContext>>>());
    }

    private static void AddSqlite<TContext, TSqlite>(
        IServiceCollection services, StoreOptions options, Func<DbContextOptions<TSqlite>, TSqlite> make, Action<DbContextOptionsBuilder>? configure)
        where TContext : ZoneContext
        where TSqlite : TContext
    {
        var keys = new DbContextOptionsBuilder<KeysSqliteContext>().OnSqlite(options.Keys).Options;
        services.AddSingleton<Func<KeysContext>>(() => new KeysSqliteContext(keys));
        services.AddSingleton<Func<TContext>>(s =>
        {
            var builder = new DbContextOptionsBuilder<TSqlite>().OnSqlite(options.Content);
            builder.UseApplicationServiceProvider(s);
            configure?.Invoke(builder);
            var file = new SqliteConnectionStringBuilder(options.Content).DataSource;
            var pool = new PooledDbContextFactory<TSqlite>(builder.Options);
            return () =>
            {
                var db = pool.CreateDbContext();
                if (File.Exists(file))
                {
                    // Opened once and not for each query: on SQLite that is most of what a small query costs.
                    db.Database.OpenConnection();
                }

                return db;
            };
        });
        services.AddSingleton<Commits<TContext>>(s =>
        {
            DbContextOptions<TSqlite>? writing = null;
            TContext Make(SqliteConnection connection)
            {
                if (writing is null)
                {
                    var builder = new DbContextOptionsBuilder<TSqlite>().UseSqlite(connection);
                    builder.UseApplicationServiceProvider(s);
                    configure?.Invoke(builder);
                    writing = builder.Options;
                }

                return make(writing);
            }

            return new SqliteCommits<TContext>(options.Zone, s.GetRequiredService<TimeProvider>(), options.Content, Make);
        });
    }

    private static void AddPostgres<TContext, TPostgres>(
        IServiceCollection services, StoreOptions options, Func<DbContextOptions<TPostgres>, TPostgres> make, Action<DbContextOptionsBuilder>? configure)
        where TContext : ZoneContext
        where TPostgres : TContext
    {
        var content = NpgsqlDataSource.Create(Preparing(options.Content));
        var keySource = NpgsqlDataSource.Create(Preparing(options.Keys));
        var keys = new DbContextOptionsBuilder<KeysPostgresContext>().UseNpgsql(keySource).Options;
        services.AddSingleton<Func<KeysContext>>(() => new KeysPostgresContext(keys));
        services.AddSingleton(content);
        services.AddSingleton<Func<TContext>>(s =>
        {
            var builder = new DbContextOptionsBuilder<TPostgres>().UseNpgsql(content);
            builder.UseApplicationServiceProvider(s);
            configure?.Invoke(builder);
            return new PooledDbContextFactory<TPostgres>(builder.Options).CreateDbContext;
        });
        services.AddSingleton<Commits<TContext>>(s =>
        {
            var builder = new DbContextOptionsBuilder<TPostgres>().UseNpgsql();
            builder.UseApplicationServiceProvider(s);
            configure?.Invoke(builder);
            TContext Make(NpgsqlConnection connection)
            {
                var db = make(builder.Options);
                db.Database.SetDbConnection(connection);
                return db;
            }

            return new PostgresCommits<TContext>(
                options.Zone, s.GetRequiredService<TimeProvider>(), content, Make, options.Sequencer is null ? null : NpgsqlDataSource.Create(Preparing(options.Sequencer)));
        });
    }

    /// <summary>The server plans what is asked again and again once for each connection, unless the operator said otherwise.</summary>
    private static string Preparing(string connection)
    {
        var options = new NpgsqlConnectionStringBuilder(connection);
        options.MaxAutoPrepare = options.ContainsKey("Max Auto Prepare") ? options.MaxAutoPrepare : 100;
        return options.ToString();
    }

    private static void TryAddClock(this IServiceCollection services)
    {
        if (services.All(x => x.ServiceType != typeof(TimeProvider)))
        {
            services.AddSingleton(TimeProvider.System);
        }
    }

    private sealed class VaultSweep(Vault vault) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10));
            try
            {
                while (await timer.WaitForNextTickAsync(stoppingToken))
                {
                    vault.Sweep();
                }
            }
            catch (OperationCanceledException)
            {
                // The program ends; the vault's own disposal wipes what is left.
            }
        }
    }
}
