using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ArboDossier.Migrations;

/// <summary>Wrapped keys on SQLite.</summary>
public sealed class KeysSqliteDesign : IDesignTimeDbContextFactory<KeysSqliteContext>
{
    public KeysSqliteContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<KeysSqliteContext>().OnSqlite("Data Source=design.db").Options);
}

/// <summary>Wrapped keys on PostgreSQL.</summary>
public sealed class KeysPostgresDesign : IDesignTimeDbContextFactory<KeysPostgresContext>
{
    public KeysPostgresContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<KeysPostgresContext>().UseNpgsql("Host=design").Options);
}
