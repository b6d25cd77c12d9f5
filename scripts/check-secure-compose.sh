#!/usr/bin/env bash
# Checks a running `scripts/secure-compose.sh up --wait`: that an order and its cancellation reach all services, and that Kafka and
# PostgreSQL deny whatever a service has no right to. A denial counts only with the error that it must have: a typing error, or a
# server that is down, is no denial. Prints a line for each check, and exits with 1 if one failed. Needs curl.
#
# If a right is too wide, its check may use it: an event that nobody handles, an empty topic. Not for a shop that is in use.
set -euo pipefail
cd "$(dirname "$0")/.."

timeout=120 # s, until an order has its refund and its e-mails
failures=0

compose() {
  scripts/secure-compose.sh "$@"
}

setting() { # NAME
  sed -n "s/^$1=//p" .env .env.secure | tail -n 1
}

check() { # WHAT PATTERN OUTPUT: the output has a line that matches the extended regular expression
  if grep -Eq -- "$2" <<< "$3"; then
    printf 'ok      %s\n' "$1"
  else
    printf 'FAILED  %s\n        expected: %s\n' "$1" "$2"
    tail -n 5 <<< "$3" | cut -c 1-200 | sed 's/^/        /'
    failures=$((failures + 1))
  fi
}

compose ps --status running --services 2> /dev/null | grep -q '^postgres$' ||
  { echo "The stack does not run. Start it first: scripts/secure-compose.sh up --build --wait" >&2; exit 1; }

# Runs a script in a container, with the client properties of a service in the files service and, with a wrong password, guessed.
kafka() { # SERVICE SCRIPT
  local name password
  name=$(tr a-z- A-Z_ <<< "$1")
  password=$(setting "KAFKA_${name}_PASSWORD")
  # By standard input: no password is in the arguments of a process.
  compose run --rm --no-deps --no-TTY --entrypoint bash kafka-access -s 2>&1 << SCRIPT || true
cd /tmp
properties() { # FILE PASSWORD
  cat > "\$1" <<PROPERTIES
security.protocol=SASL_SSL
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="$1" password="\$2";
ssl.truststore.type=PEM
ssl.truststore.location=/certificates/authority/ca.pem
default.api.timeout.ms=20000
request.timeout.ms=10000
PROPERTIES
}
properties service "$password"
properties guessed guessed
bin=/opt/kafka/bin
server='--bootstrap-server kafka:19092'
$2
SCRIPT
}

# --- events ---

shop=http://localhost:8080
key=check-$(date +%s)-$$

# Prints the response. Retries while no container of the service is ready; with the same key, nothing happens twice.
post() { # PATH KEY BODY
  curl -s --max-time 10 --retry 20 --retry-delay 1 "$shop$1" \
    -H 'Content-Type: application/json' -H "Idempotency-Key: $2" -d "$3" || true
}

# Where the next position will be. A position that is there already says nothing about today's rights.
next=$(kafka refund-service '$bin/kafka-get-offsets.sh $server --command-config service --topic refund-service-forwarder' |
  sed -n 's/^refund-service-forwarder:0://p')

echo "Events"
placed=$(post /orders "$key-place" '{"customer":{"id":"'"$key"'","name":"Kim","email":"'"$key"'@example.com"},
  "lines":[{"productId":"p-1","quantity":1,"unitPrice":1000}],"currency":"KRW"}')
order=$(sed -n 's/.*"orderId":"\([^"]*\)".*/\1/p' <<< "$placed")
canceled='' state='' mails=0
if [ -n "$order" ]; then
  canceled=$(post "/orders/$order/cancellation" "$key-cancel" '{"reason":"check"}')
  for ((waited = 0; waited < timeout; waited++)); do
    state=$(curl -s --max-time 10 "$shop/orders/$order") || true
    mails=$(curl -s --max-time 10 "http://localhost:8025/api/v1/search?query=to:$key@example.com" |
      grep -o '"MessageID"' | wc -l | tr -d ' ') || true
    case $state in *'"refundStatus":"COMPLETED"'*) [ "$mails" != 3 ] || break ;; esac
    sleep 1
  done
fi
check "an order is placed" '"status":"PLACED"' "$placed"
check "it is canceled" '"status":"CANCELED"' "$canceled"
check "it gets its refund: order-service and refund-service write and read" '"refundStatus":"COMPLETED"' "$state"
check "its customer gets three e-mails: notification-service reads both topics" '^3$' "$mails"

# --- Kafka ---

# The first bytes of the answer to a request without TLS (ApiVersions): 15 03 is an alert of TLS, 00 00 an answer.
without_tls() { # PORT
  kafka refund-service "exec 3<>/dev/tcp/kafka/$1
    printf '\0\0\0\12\0\22\0\0\0\0\0\1\377\377' >&3
    timeout 10 head -c 2 <&3 | od -An -tx1"
}

echo "Kafka"
check "no connection without TLS (containers)" '^ *15 03' "$(without_tls 19092)"
check "no connection without TLS (host)" '^ *15 03' "$(without_tls 9092)"
since=$(date +%s)
kafka refund-service "sed -i 's/SASL_SSL/SSL/; /^sasl/d; s/20000/5000/; s/10000/2000/' service
  \$bin/kafka-topics.sh \$server --command-config service --list" > /dev/null
check "no request without a password" 'Unexpected Kafka request of type METADATA during SASL handshake' \
  "$(compose logs --no-color --no-log-prefix --since "$since" 2>&1 | grep -a 'SASL handshake')"
check "no connection with a wrong password" 'SaslAuthenticationException: Authentication failed .* invalid credentials with SASL mechanism SCRAM' \
  "$(kafka refund-service '$bin/kafka-topics.sh $server --command-config guessed --list')"
check "refund-service saves its position in its own topic" '^refund-events.*[1-9][0-9]* ' \
  "$(kafka refund-service "\$bin/kafka-console-consumer.sh \$server --command-config service --topic refund-service-forwarder --partition 0 --offset ${next:-unknown} \
    --isolation-level read_committed --formatter-property print.key=true --timeout-ms 10000 --max-messages 1")"
check "refund-service uses its own group" '^refund-service +order-events ' \
  "$(kafka refund-service '$bin/kafka-consumer-groups.sh $server --command-config service --describe --group refund-service')"
# Order-service does not subscribe to this topic, so it loses no event if its group is open.
check "refund-service cannot read in the group of order-service" 'GroupAuthorizationException: Not authorized to access group: order-service' \
  "$(kafka refund-service '$bin/kafka-console-consumer.sh $server --command-config service --topic order-events --group order-service --timeout-ms 10000')"
# With idempotence, the broker would already refuse the producer's id.
check "refund-service cannot write to order-events" 'TopicAuthorizationException: Not authorized to access topics: .order-events' \
  "$(kafka refund-service 'echo check | $bin/kafka-console-producer.sh $server --command-config service --command-property enable.idempotence=false --topic order-events')"
check "notification-service cannot write to refund-events" 'TopicAuthorizationException: Not authorized to access topics: .refund-events' \
  "$(kafka notification-service 'echo check | $bin/kafka-console-producer.sh $server --command-config service --command-property enable.idempotence=false --topic refund-events')"
check "refund-service cannot write the position of order-service" 'TopicAuthorizationException: Not authorized to access topics: .order-service-forwarder' \
  "$(kafka refund-service 'echo check | $bin/kafka-console-producer.sh $server --command-config service --command-property enable.idempotence=false --topic order-service-forwarder')"
check "refund-service cannot use the transactional id of order-service" 'TransactionalIdAuthorizationException' \
  "$(kafka refund-service '$bin/kafka-producer-perf-test.sh $server --command-config service --transactional-id order-service-forwarder \
    --topic order-events --num-records 1 --record-size 1 --throughput 1')"
check "refund-service cannot create a topic" 'TopicAuthorizationException: Authorization failed' \
  "$(kafka refund-service "\$bin/kafka-topics.sh \$server --command-config service --create --topic $key")"
check "refund-service cannot change ACLs" 'ClusterAuthorizationException' \
  "$(kafka refund-service '$bin/kafka-acls.sh $server --command-config service --add --allow-principal User:refund-service --operation Write --topic order-events')"

# --- PostgreSQL ---

# Runs statements, each on its own, as a role with its password. SETTINGS are those of a connection string.
sql() { # ROLE PASSWORD SETTINGS STATEMENT...
  local role=$1 password=$2 settings=$3 statement
  shift 3
  {
    printf 'export PGPASSWORD=%q PGAPPNAME=check\n' "$password"
    for statement; do
      printf 'psql --no-psqlrc --tuples-only --no-align --command %q %q\n' "$statement" \
        "host=postgres user=$role sslmode=verify-full sslrootcert=/certificates/authority/ca.pem $settings"
    done
  } | compose exec -T postgres bash 2>&1 || true
}

password_of() { # ROLE
  setting "$(tr a-z A-Z <<< "$1")_PASSWORD"
}

echo "PostgreSQL"
check "no connection without TLS" 'no pg_hba.conf entry for host .* user "refunds", database "refunds", no encryption' \
  "$(sql refunds "$(password_of refunds)" 'dbname=refunds sslmode=disable' 'SELECT 1')"
check "no connection with a wrong password" 'password authentication failed for user "refunds"' \
  "$(sql refunds guessed 'dbname=refunds' 'SELECT 1')"
check "no connection to a server that is named otherwise" 'server certificate for "postgres" .* does not match host name "127.0.0.1"' \
  "$(sql refunds "$(password_of refunds)" 'dbname=refunds host=127.0.0.1' 'SELECT 1')"
for role in orders refunds notifications orders_owner refunds_owner notifications_owner; do
  own=${role%_owner}
  check "$role uses its own database over TLS" "^$role t\$" "$(sql "$role" "$(password_of "$role")" "dbname=$own" \
    "SELECT current_user || ' ' || CASE WHEN ssl THEN 't' ELSE 'f' END FROM pg_stat_ssl WHERE pid = pg_backend_pid()")"
  for database in orders refunds notifications postgres template1; do
    [ "$database" = "$own" ] ||
      check "$role cannot connect to $database" "permission denied for database \"$database\"" \
        "$(sql "$role" "$(password_of "$role")" "dbname=$database" 'SELECT 1')"
  done
done

ddl() { # ROLE EXPECTED STATEMENT
  check "$1: $3" "$2" "$(sql "$1" "$(password_of "$1")" dbname=refunds "BEGIN; $3; ROLLBACK")"
}

ddl refunds_owner '^ROLLBACK$' 'CREATE TABLE own (id int)'
ddl refunds 'permission denied for schema public' 'CREATE TABLE own (id int)'
ddl refunds 'permission denied for schema orderly' 'CREATE TABLE orderly.own (id int)'
ddl refunds 'permission denied for database refunds' 'CREATE SCHEMA own'
ddl refunds 'must be owner of table refund' 'ALTER TABLE refund ADD COLUMN own int'
ddl refunds 'must be owner of table refund' 'DROP TABLE refund'
ddl refunds 'permission denied for table schema_history' 'UPDATE orderly.schema_history SET checksum = 0'
ddl refunds 'permission denied to set role "refunds_owner"' 'SET ROLE refunds_owner'

connections=$(sql postgres "$(password_of postgres)" dbname=postgres "SELECT usename || ' ' || CASE WHEN ssl THEN 'TLS' ELSE 'plain' END
  FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
  WHERE usename IN ('orders', 'refunds', 'notifications') AND application_name <> 'check' GROUP BY 1 ORDER BY 1" | tr '\n' ',')
check "each connection of the services uses TLS" '^notifications TLS,orders TLS,refunds TLS,$' "$connections"

if ((failures > 0)); then
  echo "FAILED: $failures checks." >&2
  exit 1
fi
echo "OK: each service can do its work, and nothing else."
