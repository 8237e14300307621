using ArboDossier.Medical.Store;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace ArboDossier.Medical.Tests;

/// <summary>The tables of the zone: sealed unless reviewed, nothing that ties one file to another, and migrations that are complete.</summary>
public sealed class ModelTests
{
    /// <summary>Both engines.</summary>
    public static TheoryData<string> Engines => ["sqlite", "postgres"];

    [Theory]
    [MemberData(nameof(Engines))]
    [Trait("Rule", "R-020")]
    public void Every_column_is_sealed_or_on_the_reviewed_list(string engine)
    {
        using var db = Context(engine);
        var columns = Columns(db).ToDictionary(x => x.Name, x => x.Property.ClrType == typeof(SealedBlob));
        var reviewed = Reviewed().Select(x => x.Column).ToList();

        columns.Where(x => !x.Value).Select(x => x.Key).Except(reviewed).Should().BeEmpty("a clear column needs a reason in clear-columns.txt");
        reviewed.Except(columns.Where(x => !x.Value).Select(x => x.Key)).Should().BeEmpty("a column that is sealed or gone must not stay on the list");
        columns.Values.Should().Contain(true);
    }

    [Fact]
    public void The_reviewed_list_names_each_column_once_with_a_reason()
    {
        var lines = Reviewed();
        lines.Select(x => x.Column).Should().OnlyHaveUniqueItems().And.BeInAscendingOrder(StringComparer.Ordinal);
        lines.Should().OnlyContain(x => x.Reason.Length > 3);
    }

    [Fact]
    public void Every_sealed_column_is_listed_with_its_key_so_that_its_key_can_be_replaced()
    {
        using var db = Context("sqlite");
        var listed = SealedRows.Columns.Select(x => x.Name).ToList();
        listed.Should().OnlyHaveUniqueItems();
        Columns(db).Where(x => x.Property.ClrType == typeof(SealedBlob)).Select(x => x.Name).Except(["outbox.message"]).Should().BeEquivalentTo(listed);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    [Trait("Rule", "R-034")]
    public void No_foreign_key_ties_anything_to_a_file(string engine)
    {
        using var db = Context(engine);
        db.Model.GetEntityTypes().SelectMany(x => x.GetForeignKeys()).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void The_migrations_are_complete(string engine)
    {
        using var db = Context(engine);
        db.Database.HasPendingModelChanges().Should().BeFalse();
        db.Database.GetMigrations().Should().NotBeEmpty();
    }

    [Fact]
    public void Both_engines_have_the_same_columns()
    {
        using var sqlite = Context("sqlite");
        using var postgres = Context("postgres");
        Columns(sqlite).Select(x => x.Name).Should().BeEquivalentTo(Columns(postgres).Select(x => x.Name));
    }

    private static MedicalContext Context(string engine) => engine == "sqlite"
        ? new MedicalSqliteContext(new DbContextOptionsBuilder<MedicalSqliteContext>().OnSqlite("Data Source=none.db").Options)
        : new MedicalPostgresContext(new DbContextOptionsBuilder<MedicalPostgresContext>().UseNpgsql("Host=none").Options);

    private static IEnumerable<(string Name, IProperty Property)> Columns(MedicalContext db) =>
        db.Model.GetEntityTypes().SelectMany(x => x.GetProperties().Select(p => ($"{x.GetTableName()}.{p.GetColumnName()}", p)));

    private static List<(string Column, string Reason)> Reviewed() =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "clear-columns.txt"))
            .Where(x => x.Length > 0 && x[0] != '#')
            .Select(x => x.Split('|', 2, StringSplitOptions.TrimEntries) is [var column, var reason] ? (column, reason) : throw new InvalidDataException(x))];
}
