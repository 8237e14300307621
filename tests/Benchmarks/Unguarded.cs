using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using ArboDossier.Boundary.Tests;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ArboDossier.Benchmarks;

/// <summary>A row of plaintext; one table for each kind that a file's page reads.</summary>
internal sealed class PlainRow
{
    public Guid Id { get; set; }

    public Guid File { get; set; }

    public string Kind { get; set; } = "";

    public DateTimeOffset At { get; set; }

    public string Text { get; set; } = "";
}

/// <summary>The database of the unguarded host.</summary>
internal sealed class PlainContext(DbContextOptions<PlainContext> options) : DbContext(options)
{
    internal static readonly string[] Kinds = ["file", "employment", "employer", "case", "request", "entry", "consultation", "outcome"];

    public DbSet<PlainRow> Rows => Set<PlainRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<PlainRow>().HasIndex(x => new { x.Kind, x.File });
}

/// <summary>
/// What a program without any guard would do for the same page: EF Core and the same eight queries for the same number of rows, and the words written
/// into HTML. No session, no decision, no ledger, no key.
/// </summary>
internal static class Unguarded
{
    private static readonly Guid File = Guid.NewGuid();

    internal static async Task RunAsync(string[] options)
    {
        var (address, engine, connection) = (options[0], options[1], options[2]);
        // The distribution's SQLite, as the programs use it.
        System.Runtime.CompilerServices.RuntimeHelpers.RunModuleConstructor(typeof(Store.StoreOptions).Module.ModuleHandle);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        builder.Services.AddDbContext<PlainContext>(x => _ = engine == "sqlite" ? x.UseSqlite(connection) : x.UseNpgsql(connection));
        await using var app = builder.Build();
        await FillAsync(app.Services);
        app.MapGet("/file", ShowAsync);
        await app.RunAsync();
    }

    private static async Task FillAsync(IServiceProvider services)
    {
        using var scope = services.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<PlainContext>();
        await db.Database.EnsureCreatedAsync();
        foreach (var kind in PlainContext.Kinds)
        {
            for (var i = 0; i < (kind is "entry" or "consultation" ? Files.Entries : 1); i++)
            {
                db.Rows.Add(new PlainRow { Id = Guid.NewGuid(), File = File, Kind = kind, At = DateTimeOffset.UtcNow, Text = string.Join("\n", Files.Words(i).Values) });
            }
        }

        await db.SaveChangesAsync();
    }

    private static async Task<IResult> ShowAsync(PlainContext db)
    {
        var page = new StringBuilder("<!doctype html><html lang=\"nl\"><body>");
        foreach (var kind in PlainContext.Kinds)
        {
            foreach (var row in (await db.Rows.AsNoTracking().Where(x => x.Kind == kind && x.File == File).ToListAsync()).OrderByDescending(x => x.At))
            {
                page.Append(CultureInfo.InvariantCulture, $"<section><h3>{row.At:d MMMM yyyy}</h3><p>{HtmlEncoder.Default.Encode(row.Text)}</p></section>");
            }
        }

        return Results.Text(page.Append("</body></html>").ToString(), "text/html; charset=utf-8");
    }
}

/// <summary>The unguarded host as a process of its own, with a database of its own.</summary>
internal sealed class UnguardedProcess : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("arbo-unguarded").FullName;
    private string? _database;

    internal string Address { get; } = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Programs.FreePorts(1)}");

    internal Process Process { get; private set; } = null!;

    internal static async Task<UnguardedProcess> StartAsync(string engine)
    {
        var one = new UnguardedProcess();
        var connection = $"Data Source={one._directory}/plain.db";
        if (engine == "postgres")
        {
            one._database = $"unguarded_{Guid.NewGuid():N}";
            await AdminAsync($"CREATE DATABASE {one._database}");
            connection = new NpgsqlConnectionStringBuilder(Admin) { Database = one._database, MaxPoolSize = 20 }.ToString();
        }

        one.Process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Unguarded).Assembly.Location, "unguarded-host", one.Address, engine, connection]))!;
        using var http = new HttpClient();
        for (var i = 0; i < 300; i++)
        {
            try
            {
                using var answer = await http.GetAsync($"{one.Address}/file");
                answer.EnsureSuccessStatusCode();
                return one;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }

        throw new TimeoutException("the unguarded host did not start");
    }

    public async ValueTask DisposeAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync();
        Process.Dispose();
        if (_database is not null)
        {
            await AdminAsync($"DROP DATABASE IF EXISTS {_database} WITH (FORCE)");
        }

        Directory.Delete(_directory, recursive: true);
    }

    private static string Admin => Environment.GetEnvironmentVariable("ARBO_TEST_POSTGRES")!;

    private static async Task AdminAsync(string text)
    {
        await using var source = NpgsqlDataSource.Create(Admin);
        await using var command = source.CreateCommand(text);
        await command.ExecuteNonQueryAsync();
    }
}
