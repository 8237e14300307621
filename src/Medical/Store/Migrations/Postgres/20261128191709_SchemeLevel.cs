using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ArboDossier.Medical.Store.Migrations.Postgres
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
                type: "bytea",
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
