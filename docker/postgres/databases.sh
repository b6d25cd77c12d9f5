#!/bin/bash
# Creates one database per service, owned by a role that cannot access the others. Runs once, when the volume is empty.
set -euo pipefail

create_database() {
  psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --set name="$1" --set password="$2" \
    --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
}

create_database orders "$ORDERS_PASSWORD"
create_database refunds "$REFUNDS_PASSWORD"
create_database notifications "$NOTIFICATIONS_PASSWORD"
