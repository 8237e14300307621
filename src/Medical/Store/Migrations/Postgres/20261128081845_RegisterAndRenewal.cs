using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ArboDossier.Medical.Store.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class RegisterAndRenewal : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "register",
                table: "staff",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "register_seen_at",
                table: "staff",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "register_seen_by",
                table: "staff",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "renewed_at",
                table: "staff",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "renewed_by",
                table: "staff",
                type: "uuid",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "register",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "register_seen_at",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "register_seen_by",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "renewed_at",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "renewed_by",
                table: "staff");
        }
    }
}
