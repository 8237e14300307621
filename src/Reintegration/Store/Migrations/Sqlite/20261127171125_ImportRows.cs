using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ArboDossier.Reintegration.Store.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ImportRows : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "rows",
                table: "import_job",
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0]);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "rows",
                table: "import_job");
        }
    }
}
