using ArboDossier.Medical.Store;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ArboDossier.Migrations;

/// <summary>Medical on SQLite.</summary>
public sealed class MedicalSqliteDesign : IDesignTimeDbContextFactory<MedicalSqliteContext>
{
    public MedicalSqliteContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<MedicalSqliteContext>().OnSqlite("Data Source=design.db").Options);
}

/// <summary>Medical on PostgreSQL.</summary>
public sealed class MedicalPostgresDesign : IDesignTimeDbContextFactory<MedicalPostgresContext>
{
    public MedicalPostgresContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<MedicalPostgresContext>().UseNpgsql("Host=design").Options);
}
