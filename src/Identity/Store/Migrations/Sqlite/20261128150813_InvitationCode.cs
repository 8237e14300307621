using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ArboDossier.Identity.Store.Migrations.Sqlite
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
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.AddColumn<int>(
                name: "tries",
                table: "invitation",
                type: "INTEGER",
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
