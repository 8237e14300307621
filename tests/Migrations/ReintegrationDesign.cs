using ArboDossier.Reintegration.Store;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ArboDossier.Migrations;

/// <summary>The reintegration zone on SQLite.</summary>
public sealed class ReintegrationSqliteDesign : IDesignTimeDbContextFactory<ReintegrationSqliteContext>
{
    public ReintegrationSqliteContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<ReintegrationSqliteContext>().OnSqlite("Data Source=design.db").Options);
}

/// <summary>The reintegration zone on PostgreSQL.</summary>
public sealed class ReintegrationPostgresDesign : IDesignTimeDbContextFactory<ReintegrationPostgresContext>
{
    public ReintegrationPostgresContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<ReintegrationPostgresContext>().UseNpgsql("Host=design").Options);
}
