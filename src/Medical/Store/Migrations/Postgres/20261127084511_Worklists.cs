using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ArboDossier.Medical.Store.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Worklists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_consultation_doctor_starts_at",
                table: "consultation");

            migrationBuilder.CreateIndex(
                name: "IX_outcome_state",
                table: "outcome",
                column: "state");

            migrationBuilder.CreateIndex(
                name: "IX_employee_ask_handled_at",
                table: "employee_ask",
                column: "handled_at");

            migrationBuilder.CreateIndex(
                name: "IX_consultation_doctor_state_starts_at",
                table: "consultation",
                columns: new[] { "doctor", "state", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "IX_case_request_state",
                table: "case_request",
                column: "state");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_outcome_state",
                table: "outcome");

            migrationBuilder.DropIndex(
                name: "IX_employee_ask_handled_at",
                table: "employee_ask");

            migrationBuilder.DropIndex(
                name: "IX_consultation_doctor_state_starts_at",
                table: "consultation");

            migrationBuilder.DropIndex(
                name: "IX_case_request_state",
                table: "case_request");

            migrationBuilder.CreateIndex(
                name: "IX_consultation_doctor_starts_at",
                table: "consultation",
                columns: new[] { "doctor", "starts_at" });
        }
    }
}
