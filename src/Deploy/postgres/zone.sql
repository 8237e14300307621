-- Roles and databases of one zone. As an administrator of the server:
--   psql -v zone=medical -f zone.sql
-- with the passwords in the environment: OWNER_PASSWORD, PROGRAM_PASSWORD, SEQUENCER_PASSWORD, RETENTION_PASSWORD, VERIFIER_PASSWORD.
--   owner      makes and changes tables, at installation and with each new version; its password lies with the operator
--   program    reads and writes rows; of the ledger it only adds entries
--   sequencer  gives entries their place in the ledger's tree
--   retention  removes bodies of entries at the end of their term
--   verifier   reads the ledger and nothing else
\set ON_ERROR_STOP on
\set content arbo_ :zone
\set keys arbo_ :zone _keys
\set owner arbo_ :zone _owner
\set program arbo_ :zone _program
\set sequencer arbo_ :zone _sequencer
\set retention arbo_ :zone _retention
\set verifier arbo_ :zone _verifier
\getenv owner_password OWNER_PASSWORD
\getenv program_password PROGRAM_PASSWORD
\getenv sequencer_password SEQUENCER_PASSWORD
\getenv retention_password RETENTION_PASSWORD
\getenv verifier_password VERIFIER_PASSWORD

CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE ROLE :"program" LOGIN PASSWORD :'program_password';
CREATE ROLE :"sequencer" LOGIN PASSWORD :'sequencer_password';
CREATE ROLE :"retention" LOGIN PASSWORD :'retention_password';
CREATE ROLE :"verifier" LOGIN PASSWORD :'verifier_password';

CREATE DATABASE :"content" OWNER :"owner" ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE :"keys" OWNER :"owner" ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE :"content" FROM PUBLIC;
REVOKE ALL ON DATABASE :"keys" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"content" TO :"program", :"sequencer", :"retention", :"verifier";
GRANT CONNECT ON DATABASE :"keys" TO :"program";

\connect :content
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO :"owner";
GRANT USAGE ON SCHEMA public TO :"program", :"sequencer", :"retention", :"verifier";

\connect :keys
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO :"owner";
GRANT USAGE ON SCHEMA public TO :"program";
