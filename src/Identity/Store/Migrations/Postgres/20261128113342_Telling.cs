using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ArboDossier.Identity.Store.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Telling : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "tell_after",
                table: "revocation",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "told_at",
                table: "revocation",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "tries",
                table: "revocation",
                type: "integer",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "tell_after",
                table: "revocation");

            migrationBuilder.DropColumn(
                name: "told_at",
                table: "revocation");

            migrationBuilder.DropColumn(
                name: "tries",
                table: "revocation");
        }
    }
}
