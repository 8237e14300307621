using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ArboDossier.Identity.Store.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Factors : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "staff",
                table: "invitation",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "signed_in_at",
                table: "account",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "recovery_code",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    account = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_recovery_code", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "secrecy",
                columns: table => new
                {
                    account = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<string>(type: "text", nullable: false),
                    text_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    signed_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_secrecy", x => new { x.account, x.version });
                });

            migrationBuilder.CreateTable(
                name: "sign_in",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account = table.Column<Guid>(type: "uuid", nullable: true),
                    session = table.Column<string>(type: "text", nullable: true),
                    methods = table.Column<string>(type: "text", nullable: false),
                    device = table.Column<string>(type: "text", nullable: false),
                    from = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sign_in", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_recovery_code_account",
                table: "recovery_code",
                column: "account");

            migrationBuilder.CreateIndex(
                name: "IX_sign_in_account_at",
                table: "sign_in",
                columns: new[] { "account", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_sign_in_at",
                table: "sign_in",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_sign_in_session",
                table: "sign_in",
                column: "session");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "recovery_code");

            migrationBuilder.DropTable(
                name: "secrecy");

            migrationBuilder.DropTable(
                name: "sign_in");

            migrationBuilder.DropColumn(
                name: "staff",
                table: "invitation");

            migrationBuilder.DropColumn(
                name: "signed_in_at",
                table: "account");
        }
    }
}
