using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ArboDossier.Medical.Store.Migrations.Postgres
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
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "supervisor",
                table: "staff",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "task",
                table: "file_entry",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "entry_review",
                columns: table => new
                {
                    entry = table.Column<Guid>(type: "uuid", nullable: false),
                    file = table.Column<Guid>(type: "uuid", nullable: false),
                    doctor = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    remark = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_entry_review", x => x.entry);
                });

            migrationBuilder.CreateTable(
                name: "written_task",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    file = table.Column<Guid>(type: "uuid", nullable: false),
                    staff = table.Column<Guid>(type: "uuid", nullable: false),
                    doctor = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    from = table.Column<DateOnly>(type: "date", nullable: false),
                    until = table.Column<DateOnly>(type: "date", nullable: false),
                    given_at = table.Column<long>(type: "bigint", nullable: false),
                    withdrawn_at = table.Column<long>(type: "bigint", nullable: true),
                    withdrawn_by = table.Column<Guid>(type: "uuid", nullable: true),
                    words = table.Column<byte[]>(type: "bytea", nullable: false)
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
