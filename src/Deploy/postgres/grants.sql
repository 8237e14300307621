-- What each role may do with the tables of one zone. After every `arbodossier init`, as an administrator of the server or as the owner:
--   psql -v zone=medical -f grants.sql
-- The program looks at start whether it has these rights and no more, and refuses where it has more.
\set ON_ERROR_STOP on
\set content arbo_ :zone
\set keys arbo_ :zone _keys
\set program arbo_ :zone _program
\set sequencer arbo_ :zone _sequencer
\set retention arbo_ :zone _retention
\set verifier arbo_ :zone _verifier

\connect :content
BEGIN;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM :"program", :"sequencer", :"retention", :"verifier";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"program";
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO :"program";
REVOKE INSERT, UPDATE, DELETE ON "__EFMigrationsHistory" FROM :"program";
REVOKE UPDATE, DELETE ON ledger_body FROM :"program";
REVOKE INSERT, UPDATE, DELETE ON ledger_leaf, ledger_node, ledger_checkpoint FROM :"program";
GRANT SELECT ON ledger_body TO :"sequencer";
GRANT SELECT, INSERT ON ledger_leaf, ledger_node, ledger_checkpoint TO :"sequencer";
GRANT SELECT, DELETE ON ledger_body TO :"retention";
GRANT SELECT ON ledger_body, ledger_leaf, ledger_node, ledger_checkpoint, ledger_witness TO :"verifier";
COMMIT;

\connect :keys
BEGIN;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM :"program";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"program";
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO :"program";
REVOKE INSERT, UPDATE, DELETE ON "__EFMigrationsHistory" FROM :"program";
COMMIT;
