using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ArboDossier.Store.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class FormerKeys : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_wrapped_key_Kind_Owner",
                table: "wrapped_key");

            migrationBuilder.AddColumn<long>(
                name: "ReplacedAt",
                table: "wrapped_key",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_wrapped_key_Kind_Owner",
                table: "wrapped_key",
                columns: new[] { "Kind", "Owner" },
                unique: true,
                filter: "\"ReplacedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_wrapped_key_ReplacedAt",
                table: "wrapped_key",
                column: "ReplacedAt",
                filter: "\"ReplacedAt\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_wrapped_key_Kind_Owner",
                table: "wrapped_key");

            migrationBuilder.DropIndex(
                name: "IX_wrapped_key_ReplacedAt",
                table: "wrapped_key");

            migrationBuilder.DropColumn(
                name: "ReplacedAt",
                table: "wrapped_key");

            migrationBuilder.CreateIndex(
                name: "IX_wrapped_key_Kind_Owner",
                table: "wrapped_key",
                columns: new[] { "Kind", "Owner" },
                unique: true);
        }
    }
}
