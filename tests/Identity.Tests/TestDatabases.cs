using Npgsql;

namespace ArboDossier.Identity.Tests;

/// <summary>Databases of one test on the PostgreSQL server that the test command started.</summary>
internal static class TestDatabases
{
    private static string Server => Environment.GetEnvironmentVariable("ARBO_TEST_POSTGRES")!;

    internal static async Task<string> CreateAsync()
    {
        var name = $"identity_{Guid.NewGuid():N}";
        await RunAsync($"CREATE DATABASE {name}_content");
        await RunAsync($"CREATE DATABASE {name}_keys");
        return name;
    }

    internal static string[] Settings(string name) =>
        [$"--ConnectionStrings:Content={Of(name, "content")}", $"--ConnectionStrings:Keys={Of(name, "keys")}"];

    internal static async Task DropAsync(string name)
    {
        NpgsqlConnection.ClearAllPools();
        await RunAsync($"DROP DATABASE {name}_content WITH (FORCE)");
        await RunAsync($"DROP DATABASE {name}_keys WITH (FORCE)");
    }

    private static string Of(string name, string which) => new NpgsqlConnectionStringBuilder(Server) { Database = $"{name}_{which}", MaxPoolSize = 10 }.ToString();

    private static async Task RunAsync(string text)
    {
        await using var connection = new NpgsqlConnection(Server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync();
    }
}
