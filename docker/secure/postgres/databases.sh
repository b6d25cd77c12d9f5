#!/bin/bash
# Creates one database per service, with two roles: the owner migrates, the role of the service only reads and writes rows.
# Neither can connect to another database. Runs once, when the volume is empty.
set -euo pipefail

# \getenv: no password is in the arguments of a process.
create_database() { # NAME; the passwords are in PASSWORD and OWNER_PASSWORD
  psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --set name="$1" --set owner="$1_owner" \
    --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv password PASSWORD
\getenv owner_password OWNER_PASSWORD
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"owner";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO :"name";
\connect :"name"
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"name";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" GRANT SELECT, USAGE ON SEQUENCES TO :"name";
SQL
}

PASSWORD=$ORDERS_PASSWORD OWNER_PASSWORD=$ORDERS_OWNER_PASSWORD create_database orders
PASSWORD=$REFUNDS_PASSWORD OWNER_PASSWORD=$REFUNDS_OWNER_PASSWORD create_database refunds
PASSWORD=$NOTIFICATIONS_PASSWORD OWNER_PASSWORD=$NOTIFICATIONS_OWNER_PASSWORD create_database notifications

# Everybody may connect to these two by default.
psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --command 'REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC'
