using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ArboDossier.Reintegration.Store.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "absence_case",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    employment = table.Column<Guid>(type: "uuid", nullable: false),
                    employer = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false),
                    content_version = table.Column<int>(type: "integer", nullable: false),
                    facts_version = table.Column<int>(type: "integer", nullable: false),
                    end_version = table.Column<int>(type: "integer", nullable: false),
                    outcome_version = table.Column<int>(type: "integer", nullable: false),
                    correction_asked = table.Column<bool>(type: "boolean", nullable: false),
                    reported_at = table.Column<long>(type: "bigint", nullable: false),
                    changed_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_absence_case", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "alert",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_alert", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "assignment",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    member = table.Column<Guid>(type: "uuid", nullable: false),
                    employer = table.Column<Guid>(type: "uuid", nullable: false),
                    from = table.Column<DateOnly>(type: "date", nullable: false),
                    until = table.Column<DateOnly>(type: "date", nullable: true),
                    label = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_assignment", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "case_event",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    employment = table.Column<Guid>(type: "uuid", nullable: false),
                    @case = table.Column<Guid>(name: "case", type: "uuid", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<int>(type: "integer", nullable: false),
                    recorded_at = table.Column<long>(type: "bigint", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_case_event", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "doctor_request",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    employment = table.Column<Guid>(type: "uuid", nullable: false),
                    @case = table.Column<Guid>(name: "case", type: "uuid", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    asked_by = table.Column<Guid>(type: "uuid", nullable: false),
                    asked_at = table.Column<long>(type: "bigint", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false),
                    notice_version = table.Column<int>(type: "integer", nullable: false),
                    notice = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_doctor_request", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "employer",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_employer", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "employment",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    employer = table.Column<Guid>(type: "uuid", nullable: false),
                    manager = table.Column<Guid>(type: "uuid", nullable: true),
                    label = table.Column<byte[]>(type: "bytea", nullable: false),
                    label_version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    changed_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_employment", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "founding_use",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    used_at = table.Column<long>(type: "bigint", nullable: false),
                    member = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_founding_use", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "import_job",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    employer = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    plan = table.Column<byte[]>(type: "bytea", nullable: false),
                    done = table.Column<int>(type: "integer", nullable: false),
                    total = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false),
                    leased_until = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_import_job", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "import_key",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    employer = table.Column<Guid>(type: "uuid", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    made_by = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_import_key", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "inbox",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    received_at = table.Column<long>(type: "bigint", nullable: false),
                    applied = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_inbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "ledger_body",
                columns: table => new
                {
                    entry = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    subject = table.Column<Guid>(type: "uuid", nullable: true),
                    salt = table.Column<byte[]>(type: "bytea", nullable: false),
                    fields = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledger_body", x => x.entry);
                });

            migrationBuilder.CreateTable(
                name: "ledger_checkpoint",
                columns: table => new
                {
                    size = table.Column<long>(type: "bigint", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledger_checkpoint", x => x.size);
                });

            migrationBuilder.CreateTable(
                name: "ledger_leaf",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    entry = table.Column<Guid>(type: "uuid", nullable: false),
                    commitment = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledger_leaf", x => x.sequence);
                });

            migrationBuilder.CreateTable(
                name: "ledger_node",
                columns: table => new
                {
                    level = table.Column<int>(type: "integer", nullable: false),
                    index = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledger_node", x => new { x.level, x.index });
                });

            migrationBuilder.CreateTable(
                name: "ledger_witness",
                columns: table => new
                {
                    ledger = table.Column<string>(type: "text", nullable: false),
                    witness = table.Column<string>(type: "text", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledger_witness", x => new { x.ledger, x.witness });
                });

            migrationBuilder.CreateTable(
                name: "member",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<int>(type: "integer", nullable: false),
                    employer = table.Column<Guid>(type: "uuid", nullable: false),
                    employment = table.Column<Guid>(type: "uuid", nullable: true),
                    subject = table.Column<string>(type: "text", nullable: true),
                    invitation = table.Column<Guid>(type: "uuid", nullable: true),
                    label = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    ended_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_member", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    zone = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    message = table.Column<byte[]>(type: "bytea", nullable: false),
                    leased_until = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "privacy_shown",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    channel = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_privacy_shown", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "release",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    employment = table.Column<Guid>(type: "uuid", nullable: false),
                    @case = table.Column<Guid>(name: "case", type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    roster = table.Column<int>(type: "integer", nullable: false),
                    received_at = table.Column<long>(type: "bigint", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_release", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "roster",
                columns: table => new
                {
                    number = table.Column<int>(type: "integer", nullable: false),
                    document = table.Column<byte[]>(type: "bytea", nullable: false),
                    proofs = table.Column<string>(type: "text", nullable: false),
                    received_at = table.Column<long>(type: "bigint", nullable: false),
                    trusted_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_roster", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "seen_tick",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_seen_tick", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "session",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    key_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    provider_session = table.Column<string>(type: "text", nullable: false),
                    ticket = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_session", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "substitution",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    employer = table.Column<Guid>(type: "uuid", nullable: false),
                    manager = table.Column<Guid>(type: "uuid", nullable: false),
                    substitute = table.Column<Guid>(type: "uuid", nullable: false),
                    from = table.Column<DateOnly>(type: "date", nullable: false),
                    until = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_substitution", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_absence_case_employer_state",
                table: "absence_case",
                columns: new[] { "employer", "state" });

            migrationBuilder.CreateIndex(
                name: "IX_absence_case_employment",
                table: "absence_case",
                column: "employment");

            migrationBuilder.CreateIndex(
                name: "IX_assignment_employer",
                table: "assignment",
                column: "employer");

            migrationBuilder.CreateIndex(
                name: "IX_assignment_member",
                table: "assignment",
                column: "member");

            migrationBuilder.CreateIndex(
                name: "IX_case_event_employment_case",
                table: "case_event",
                columns: new[] { "employment", "case" });

            migrationBuilder.CreateIndex(
                name: "IX_doctor_request_employment_case",
                table: "doctor_request",
                columns: new[] { "employment", "case" });

            migrationBuilder.CreateIndex(
                name: "IX_employment_employer",
                table: "employment",
                column: "employer");

            migrationBuilder.CreateIndex(
                name: "IX_employment_manager",
                table: "employment",
                column: "manager");

            migrationBuilder.CreateIndex(
                name: "IX_import_job_employer",
                table: "import_job",
                column: "employer");

            migrationBuilder.CreateIndex(
                name: "IX_import_key_hash",
                table: "import_key",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ledger_body_at",
                table: "ledger_body",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_ledger_body_subject_at",
                table: "ledger_body",
                columns: new[] { "subject", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_ledger_leaf_entry",
                table: "ledger_leaf",
                column: "entry",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_member_employer",
                table: "member",
                column: "employer");

            migrationBuilder.CreateIndex(
                name: "IX_member_employment",
                table: "member",
                column: "employment");

            migrationBuilder.CreateIndex(
                name: "IX_member_invitation",
                table: "member",
                column: "invitation");

            migrationBuilder.CreateIndex(
                name: "IX_member_subject",
                table: "member",
                column: "subject");

            migrationBuilder.CreateIndex(
                name: "IX_outbox_zone_created_at",
                table: "outbox",
                columns: new[] { "zone", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_privacy_shown_person",
                table: "privacy_shown",
                column: "person");

            migrationBuilder.CreateIndex(
                name: "IX_release_case_version",
                table: "release",
                columns: new[] { "case", "version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_release_state",
                table: "release",
                column: "state");

            migrationBuilder.CreateIndex(
                name: "IX_seen_tick_at",
                table: "seen_tick",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_session_key_hash",
                table: "session",
                column: "key_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_session_provider_session",
                table: "session",
                column: "provider_session");

            migrationBuilder.CreateIndex(
                name: "IX_session_subject",
                table: "session",
                column: "subject");

            migrationBuilder.CreateIndex(
                name: "IX_substitution_manager",
                table: "substitution",
                column: "manager");

            migrationBuilder.CreateIndex(
                name: "IX_substitution_substitute",
                table: "substitution",
                column: "substitute");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "absence_case");

            migrationBuilder.DropTable(
                name: "alert");

            migrationBuilder.DropTable(
                name: "assignment");

            migrationBuilder.DropTable(
                name: "case_event");

            migrationBuilder.DropTable(
                name: "doctor_request");

            migrationBuilder.DropTable(
                name: "employer");

            migrationBuilder.DropTable(
                name: "employment");

            migrationBuilder.DropTable(
                name: "founding_use");

            migrationBuilder.DropTable(
                name: "import_job");

            migrationBuilder.DropTable(
                name: "import_key");

            migrationBuilder.DropTable(
                name: "inbox");

            migrationBuilder.DropTable(
                name: "ledger_body");

            migrationBuilder.DropTable(
                name: "ledger_checkpoint");

            migrationBuilder.DropTable(
                name: "ledger_leaf");

            migrationBuilder.DropTable(
                name: "ledger_node");

            migrationBuilder.DropTable(
                name: "ledger_witness");

            migrationBuilder.DropTable(
                name: "member");

            migrationBuilder.DropTable(
                name: "outbox");

            migrationBuilder.DropTable(
                name: "privacy_shown");

            migrationBuilder.DropTable(
                name: "release");

            migrationBuilder.DropTable(
                name: "roster");

            migrationBuilder.DropTable(
                name: "seen_tick");

            migrationBuilder.DropTable(
                name: "session");

            migrationBuilder.DropTable(
                name: "substitution");
        }
    }
}
