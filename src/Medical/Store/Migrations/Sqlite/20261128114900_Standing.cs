using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ArboDossier.Medical.Store.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Standing : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "conflict",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    file = table.Column<Guid>(type: "TEXT", nullable: false),
                    staff = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    recorded_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    recorded_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_by = table.Column<Guid>(type: "TEXT", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_conflict", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "deputy",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    doctor = table.Column<Guid>(type: "TEXT", nullable: false),
                    substitute = table.Column<Guid>(type: "TEXT", nullable: false),
                    employer = table.Column<Guid>(type: "TEXT", nullable: true),
                    from = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    until = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    named_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deputy", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "opened_file",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    staff = table.Column<Guid>(type: "TEXT", nullable: false),
                    day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    file = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_opened_file", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "stated_opening",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    file = table.Column<Guid>(type: "TEXT", nullable: false),
                    staff = table.Column<Guid>(type: "TEXT", nullable: false),
                    reason = table.Column<int>(type: "INTEGER", nullable: false),
                    opened_at = table.Column<long>(type: "INTEGER", nullable: false),
                    reviewed_by = table.Column<Guid>(type: "TEXT", nullable: true),
                    reviewed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    right = table.Column<bool>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_stated_opening", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "unusual_day",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    staff = table.Column<Guid>(type: "TEXT", nullable: false),
                    day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    usual = table.Column<int>(type: "INTEGER", nullable: false),
                    seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                    reviewed_by = table.Column<Guid>(type: "TEXT", nullable: true),
                    reviewed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    right = table.Column<bool>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_unusual_day", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_conflict_file_staff",
                table: "conflict",
                columns: new[] { "file", "staff" });

            migrationBuilder.CreateIndex(
                name: "IX_deputy_doctor",
                table: "deputy",
                column: "doctor");

            migrationBuilder.CreateIndex(
                name: "IX_deputy_substitute",
                table: "deputy",
                column: "substitute");

            migrationBuilder.CreateIndex(
                name: "IX_opened_file_staff_day_file",
                table: "opened_file",
                columns: new[] { "staff", "day", "file" });

            migrationBuilder.CreateIndex(
                name: "IX_stated_opening_file",
                table: "stated_opening",
                column: "file");

            migrationBuilder.CreateIndex(
                name: "IX_stated_opening_reviewed_at",
                table: "stated_opening",
                column: "reviewed_at");

            migrationBuilder.CreateIndex(
                name: "IX_unusual_day_staff_day",
                table: "unusual_day",
                columns: new[] { "staff", "day" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "conflict");

            migrationBuilder.DropTable(
                name: "deputy");

            migrationBuilder.DropTable(
                name: "opened_file");

            migrationBuilder.DropTable(
                name: "stated_opening");

            migrationBuilder.DropTable(
                name: "unusual_day");
        }
    }
}
