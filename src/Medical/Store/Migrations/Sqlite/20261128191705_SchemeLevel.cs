using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ArboDossier.Medical.Store.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SchemeLevel : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "scheme",
                table: "activation_code",
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0]);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "scheme",
                table: "activation_code");
        }
    }
}
