using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ArboDossier.Reintegration.Store.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Authorisations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "authorisation",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    employment = table.Column<Guid>(type: "uuid", nullable: false),
                    employer = table.Column<Guid>(type: "uuid", nullable: false),
                    member = table.Column<Guid>(type: "uuid", nullable: false),
                    given_by = table.Column<Guid>(type: "uuid", nullable: false),
                    powers = table.Column<int>(type: "integer", nullable: false),
                    from = table.Column<DateOnly>(type: "date", nullable: false),
                    until = table.Column<DateOnly>(type: "date", nullable: false),
                    end = table.Column<int>(type: "integer", nullable: false),
                    label = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_authorisation", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_authorisation_employment",
                table: "authorisation",
                column: "employment");

            migrationBuilder.CreateIndex(
                name: "IX_authorisation_member",
                table: "authorisation",
                column: "member");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "authorisation");
        }
    }
}
