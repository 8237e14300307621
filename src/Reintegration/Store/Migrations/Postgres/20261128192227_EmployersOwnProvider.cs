using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ArboDossier.Reintegration.Store.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class EmployersOwnProvider : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "provider",
                table: "member",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "self",
                table: "member",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "sign_in",
                table: "employer",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "provider",
                table: "member");

            migrationBuilder.DropColumn(
                name: "self",
                table: "member");

            migrationBuilder.DropColumn(
                name: "sign_in",
                table: "employer");
        }
    }
}
