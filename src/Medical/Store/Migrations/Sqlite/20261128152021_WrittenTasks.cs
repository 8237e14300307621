using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ArboDossier.Medical.Store.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class WrittenTasks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "supervised_since",
                table: "staff",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "supervisor",
                table: "staff",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "task",
                table: "file_entry",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "entry_review",
                columns: table => new
                {
                    entry = table.Column<Guid>(type: "TEXT", nullable: false),
                    file = table.Column<Guid>(type: "TEXT", nullable: false),
                    doctor = table.Column<Guid>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    remark = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_entry_review", x => x.entry);
                });

            migrationBuilder.CreateTable(
                name: "written_task",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    file = table.Column<Guid>(type: "TEXT", nullable: false),
                    staff = table.Column<Guid>(type: "TEXT", nullable: false),
                    doctor = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    from = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    until = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    given_at = table.Column<long>(type: "INTEGER", nullable: false),
                    withdrawn_at = table.Column<long>(type: "INTEGER", nullable: true),
                    withdrawn_by = table.Column<Guid>(type: "TEXT", nullable: true),
                    words = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_written_task", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_entry_review_file",
                table: "entry_review",
                column: "file");

            migrationBuilder.CreateIndex(
                name: "IX_written_task_file",
                table: "written_task",
                column: "file");

            migrationBuilder.CreateIndex(
                name: "IX_written_task_staff",
                table: "written_task",
                column: "staff");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "entry_review");

            migrationBuilder.DropTable(
                name: "written_task");

            migrationBuilder.DropColumn(
                name: "supervised_since",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "supervisor",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "task",
                table: "file_entry");
        }
    }
}
