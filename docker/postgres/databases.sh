#!/bin/bash
# A database for each service, and a role that owns it and reaches no other. Run once, when the volume is empty.
set -euo pipefail

make_database() {
  psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --set name="$1" --set password="$2" \
    --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
}

make_database orders "$ORDERS_PASSWORD"
make_database refunds "$REFUNDS_PASSWORD"
make_database notifications "$NOTIFICATIONS_PASSWORD"
