using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ArboDossier.Identity.Store.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class InvitationCode : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "code_hash",
                table: "invitation",
                type: "bytea",
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.AddColumn<int>(
                name: "tries",
                table: "invitation",
                type: "integer",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "code_hash",
                table: "invitation");

            migrationBuilder.DropColumn(
                name: "tries",
                table: "invitation");
        }
    }
}
