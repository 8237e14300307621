using ArboDossier.Identity.Store;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ArboDossier.Migrations;

/// <summary>Identity on SQLite.</summary>
public sealed class IdentitySqliteDesign : IDesignTimeDbContextFactory<IdentitySqliteContext>
{
    public IdentitySqliteContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<IdentitySqliteContext>().OnSqlite("Data Source=design.db").Options);
}

/// <summary>Identity on PostgreSQL.</summary>
public sealed class IdentityPostgresDesign : IDesignTimeDbContextFactory<IdentityPostgresContext>
{
    public IdentityPostgresContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<IdentityPostgresContext>().UseNpgsql("Host=design").Options);
}
