using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ArboDossier.Medical.Store.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "activation_code",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    door = table.Column<Guid>(type: "uuid", nullable: false),
                    file = table.Column<Guid>(type: "uuid", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    salt = table.Column<byte[]>(type: "bytea", nullable: false),
                    tries_left = table.Column<int>(type: "integer", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false),
                    used_at = table.Column<long>(type: "bigint", nullable: true),
                    address = table.Column<byte[]>(type: "bytea", nullable: false),
                    identified_by = table.Column<Guid>(type: "uuid", nullable: false),
                    route = table.Column<int>(type: "integer", nullable: false),
                    document = table.Column<int>(type: "integer", nullable: false),
                    identified_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_activation_code", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "appointment",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    doctor = table.Column<Guid>(type: "uuid", nullable: false),
                    employer = table.Column<Guid>(type: "uuid", nullable: false),
                    from = table.Column<DateOnly>(type: "date", nullable: false),
                    until = table.Column<DateOnly>(type: "date", nullable: true),
                    proposed_by = table.Column<Guid>(type: "uuid", nullable: false),
                    proposed_at = table.Column<long>(type: "bigint", nullable: false),
                    confirmed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    confirmed_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_appointment", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "case_request",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    file = table.Column<Guid>(type: "uuid", nullable: false),
                    @case = table.Column<Guid>(name: "case", type: "uuid", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false),
                    received_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_case_request", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "consultation",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    file = table.Column<Guid>(type: "uuid", nullable: false),
                    request = table.Column<Guid>(type: "uuid", nullable: true),
                    doctor = table.Column<Guid>(type: "uuid", nullable: false),
                    starts_at = table.Column<long>(type: "bigint", nullable: false),
                    place = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    notice_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_consultation", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "desk_contact",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    file = table.Column<Guid>(type: "uuid", nullable: false),
                    staff = table.Column<Guid>(type: "uuid", nullable: false),
                    route = table.Column<int>(type: "integer", nullable: false),
                    document = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_desk_contact", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "desk_step",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    file = table.Column<Guid>(type: "uuid", nullable: false),
                    contact = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    subject = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_desk_step", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "door_challenge",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    session = table.Column<Guid>(type: "uuid", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    challenge = table.Column<byte[]>(type: "bytea", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_door_challenge", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "door_code",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner = table.Column<Guid>(type: "uuid", nullable: false),
                    secret = table.Column<byte[]>(type: "bytea", nullable: false),
                    level = table.Column<int>(type: "integer", nullable: false),
                    last_step = table.Column<long>(type: "bigint", nullable: false),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    waits_until = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    confirmed_at = table.Column<long>(type: "bigint", nullable: true),
                    ended_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_door_code", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "door_credential",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner = table.Column<Guid>(type: "uuid", nullable: false),
                    credential_id = table.Column<byte[]>(type: "bytea", nullable: false),
                    public_key = table.Column<byte[]>(type: "bytea", nullable: false),
                    counter = table.Column<long>(type: "bigint", nullable: false),
                    backup_eligible = table.Column<bool>(type: "boolean", nullable: false),
                    level = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    confirmed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    confirmed_at = table.Column<long>(type: "bigint", nullable: true),
                    ended_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_door_credential", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "door_opening",
                columns: table => new
                {
                    session = table.Column<Guid>(type: "uuid", nullable: false),
                    credential = table.Column<Guid>(type: "uuid", nullable: false),
                    opened_at = table.Column<long>(type: "bigint", nullable: false),
                    closes_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_door_opening", x => x.session);
                });

            migrationBuilder.CreateTable(
                name: "draft",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    file = table.Column<Guid>(type: "uuid", nullable: false),
                    author = table.Column<Guid>(type: "uuid", nullable: false),
                    saved_at = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_draft", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "employee_ask",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    file = table.Column<Guid>(type: "uuid", nullable: false),
                    asked_at = table.Column<long>(type: "bigint", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false),
                    handled_at = table.Column<long>(type: "bigint", nullable: true),
                    handled_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_employee_ask", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "employee_door",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    account_number = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_employee_door", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "employee_file_access",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    door = table.Column<Guid>(type: "uuid", nullable: false),
                    file = table.Column<Guid>(type: "uuid", nullable: false),
                    level = table.Column<int>(type: "integer", nullable: false),
                    activation = table.Column<Guid>(type: "uuid", nullable: false),
                    since = table.Column<long>(type: "bigint", nullable: false),
                    ended_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_employee_file_access", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "file_entry",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    file = table.Column<Guid>(type: "uuid", nullable: false),
                    consultation = table.Column<Guid>(type: "uuid", nullable: true),
                    author = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    recorded_at = table.Column<long>(type: "bigint", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_file_entry", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "founding_code",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    used_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_founding_code", x => x.hash);
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
                name: "known_employer",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_known_employer", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "known_employment",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    employment = table.Column<Guid>(type: "uuid", nullable: false),
                    employer = table.Column<Guid>(type: "uuid", nullable: false),
                    label = table.Column<byte[]>(type: "bytea", nullable: false),
                    label_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_known_employment", x => x.id);
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
                name: "medical_file",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    opened_at = table.Column<long>(type: "bigint", nullable: false),
                    by_request = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_medical_file", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "noticed_case",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    file = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    facts_version = table.Column<int>(type: "integer", nullable: false),
                    end_version = table.Column<int>(type: "integer", nullable: false),
                    facts = table.Column<byte[]>(type: "bytea", nullable: false),
                    noticed_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_noticed_case", x => x.id);
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
                name: "outcome",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    file = table.Column<Guid>(type: "uuid", nullable: false),
                    @case = table.Column<Guid>(name: "case", type: "uuid", nullable: false),
                    consultation = table.Column<Guid>(type: "uuid", nullable: true),
                    state = table.Column<int>(type: "integer", nullable: false),
                    prepared_by = table.Column<Guid>(type: "uuid", nullable: false),
                    prepared_at = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    judgement = table.Column<byte[]>(type: "bytea", nullable: false),
                    told_at = table.Column<long>(type: "bigint", nullable: true),
                    read_at = table.Column<long>(type: "bigint", nullable: true),
                    waived_at = table.Column<long>(type: "bigint", nullable: true),
                    objection = table.Column<byte[]>(type: "bytea", nullable: false),
                    signing = table.Column<byte[]>(type: "bytea", nullable: false),
                    signing_until = table.Column<long>(type: "bigint", nullable: true),
                    signed_at = table.Column<long>(type: "bigint", nullable: true),
                    signed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    release = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outcome", x => x.id);
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
                name: "roster",
                columns: table => new
                {
                    number = table.Column<int>(type: "integer", nullable: false),
                    document = table.Column<byte[]>(type: "bytea", nullable: false),
                    proofs = table.Column<string>(type: "text", nullable: false),
                    first_signer = table.Column<Guid>(type: "uuid", nullable: false),
                    second_signer = table.Column<Guid>(type: "uuid", nullable: true),
                    made_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_roster", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "secrecy_statement",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff = table.Column<Guid>(type: "uuid", nullable: false),
                    doctor = table.Column<Guid>(type: "uuid", nullable: false),
                    text_version = table.Column<string>(type: "text", nullable: false),
                    signed_on = table.Column<DateOnly>(type: "date", nullable: false),
                    instructed_on = table.Column<DateOnly>(type: "date", nullable: false),
                    recorded_at = table.Column<long>(type: "bigint", nullable: false),
                    ended_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_secrecy_statement", x => x.id);
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
                name: "staff",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    big = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: true),
                    invitation = table.Column<Guid>(type: "uuid", nullable: true),
                    founding = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    ended_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_staff", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "treating_relation",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    file = table.Column<Guid>(type: "uuid", nullable: false),
                    doctor = table.Column<Guid>(type: "uuid", nullable: false),
                    from = table.Column<long>(type: "bigint", nullable: false),
                    until = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_treating_relation", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_activation_code_door",
                table: "activation_code",
                column: "door");

            migrationBuilder.CreateIndex(
                name: "IX_appointment_doctor",
                table: "appointment",
                column: "doctor");

            migrationBuilder.CreateIndex(
                name: "IX_appointment_employer",
                table: "appointment",
                column: "employer");

            migrationBuilder.CreateIndex(
                name: "IX_case_request_file",
                table: "case_request",
                column: "file");

            migrationBuilder.CreateIndex(
                name: "IX_consultation_doctor_starts_at",
                table: "consultation",
                columns: new[] { "doctor", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "IX_consultation_file",
                table: "consultation",
                column: "file");

            migrationBuilder.CreateIndex(
                name: "IX_desk_contact_file",
                table: "desk_contact",
                column: "file");

            migrationBuilder.CreateIndex(
                name: "IX_desk_step_file",
                table: "desk_step",
                column: "file");

            migrationBuilder.CreateIndex(
                name: "IX_door_challenge_session_purpose",
                table: "door_challenge",
                columns: new[] { "session", "purpose" });

            migrationBuilder.CreateIndex(
                name: "IX_door_code_owner",
                table: "door_code",
                column: "owner");

            migrationBuilder.CreateIndex(
                name: "IX_door_credential_credential_id",
                table: "door_credential",
                column: "credential_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_door_credential_owner",
                table: "door_credential",
                column: "owner");

            migrationBuilder.CreateIndex(
                name: "IX_draft_author",
                table: "draft",
                column: "author");

            migrationBuilder.CreateIndex(
                name: "IX_draft_file_author",
                table: "draft",
                columns: new[] { "file", "author" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_employee_ask_file",
                table: "employee_ask",
                column: "file");

            migrationBuilder.CreateIndex(
                name: "IX_employee_door_account_number",
                table: "employee_door",
                column: "account_number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_employee_door_subject",
                table: "employee_door",
                column: "subject",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_employee_file_access_door",
                table: "employee_file_access",
                column: "door");

            migrationBuilder.CreateIndex(
                name: "IX_employee_file_access_file",
                table: "employee_file_access",
                column: "file");

            migrationBuilder.CreateIndex(
                name: "IX_file_entry_file_recorded_at",
                table: "file_entry",
                columns: new[] { "file", "recorded_at" });

            migrationBuilder.CreateIndex(
                name: "IX_known_employment_employer",
                table: "known_employment",
                column: "employer");

            migrationBuilder.CreateIndex(
                name: "IX_known_employment_employment",
                table: "known_employment",
                column: "employment",
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
                name: "IX_noticed_case_file",
                table: "noticed_case",
                column: "file");

            migrationBuilder.CreateIndex(
                name: "IX_outbox_zone_created_at",
                table: "outbox",
                columns: new[] { "zone", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_outcome_case_version",
                table: "outcome",
                columns: new[] { "case", "version" });

            migrationBuilder.CreateIndex(
                name: "IX_outcome_file",
                table: "outcome",
                column: "file");

            migrationBuilder.CreateIndex(
                name: "IX_privacy_shown_person",
                table: "privacy_shown",
                column: "person");

            migrationBuilder.CreateIndex(
                name: "IX_secrecy_statement_staff",
                table: "secrecy_statement",
                column: "staff");

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
                name: "IX_staff_invitation",
                table: "staff",
                column: "invitation");

            migrationBuilder.CreateIndex(
                name: "IX_staff_subject",
                table: "staff",
                column: "subject",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_treating_relation_doctor",
                table: "treating_relation",
                column: "doctor");

            migrationBuilder.CreateIndex(
                name: "IX_treating_relation_file",
                table: "treating_relation",
                column: "file");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "activation_code");

            migrationBuilder.DropTable(
                name: "appointment");

            migrationBuilder.DropTable(
                name: "case_request");

            migrationBuilder.DropTable(
                name: "consultation");

            migrationBuilder.DropTable(
                name: "desk_contact");

            migrationBuilder.DropTable(
                name: "desk_step");

            migrationBuilder.DropTable(
                name: "door_challenge");

            migrationBuilder.DropTable(
                name: "door_code");

            migrationBuilder.DropTable(
                name: "door_credential");

            migrationBuilder.DropTable(
                name: "door_opening");

            migrationBuilder.DropTable(
                name: "draft");

            migrationBuilder.DropTable(
                name: "employee_ask");

            migrationBuilder.DropTable(
                name: "employee_door");

            migrationBuilder.DropTable(
                name: "employee_file_access");

            migrationBuilder.DropTable(
                name: "file_entry");

            migrationBuilder.DropTable(
                name: "founding_code");

            migrationBuilder.DropTable(
                name: "inbox");

            migrationBuilder.DropTable(
                name: "known_employer");

            migrationBuilder.DropTable(
                name: "known_employment");

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
                name: "medical_file");

            migrationBuilder.DropTable(
                name: "noticed_case");

            migrationBuilder.DropTable(
                name: "outbox");

            migrationBuilder.DropTable(
                name: "outcome");

            migrationBuilder.DropTable(
                name: "privacy_shown");

            migrationBuilder.DropTable(
                name: "roster");

            migrationBuilder.DropTable(
                name: "secrecy_statement");

            migrationBuilder.DropTable(
                name: "session");

            migrationBuilder.DropTable(
                name: "staff");

            migrationBuilder.DropTable(
                name: "treating_relation");
        }
    }
}
