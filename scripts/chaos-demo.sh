#!/usr/bin/env bash
# Kills the containers of a running `docker compose up` one after the other while clients place and cancel orders, and then
# counts the results in all databases, topics and mailboxes. Exits with 0 if nothing is lost and nothing happened twice,
# otherwise with 1.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'USAGE'
Usage: scripts/chaos-demo.sh [--only SERVICE]... [--rounds N] [--clients N] [--pause SECONDS]

  --only SERVICE   kill only the containers of this service; can be repeated (default: all services)
  --rounds N       kill each service N times (default: 1)
  --clients N      number of concurrent clients (default: 4)
  --pause SECONDS  time before a kill, and between a kill and the restart (default: 4)

A client cancels four of five orders. If a request fails, the client retries it with the same Idempotency-Key until it
succeeds.
USAGE
}

services= rounds=1 clients=4 pause=4
while [ $# -gt 0 ]; do
  case $1 in
    --only) services="$services $2"; shift 2 ;;
    --rounds) rounds=$2; shift 2 ;;
    --clients) clients=$2; shift 2 ;;
    --pause) pause=$2; shift 2 ;;
    --help | -h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

shop=http://localhost:8080
run=chaos-$(date +%s)
timeout=180 # s, for a container to become ready, for the last responses, and for all events to be handled
work=$(mktemp -d)
trap 'touch "$work/closed" "$work/abandoned"; wait; rm -rf "$work"' EXIT

curl -sf -o /dev/null "$shop/readyz" || { echo "The shop is not ready. Start it first: docker compose up --build --wait" >&2; exit 1; }

[ -n "$services" ] || services=$(docker compose ps --services | sort)

# --- the clients ---

# Retries until the status is 2xx and prints the response, or until the run is abandoned. 409 means: the first attempt is in progress.
post() { # PATH KEY BODY
  local answer
  while ! answer=$(curl -s --fail --max-time 10 "$shop$1" \
    -H 'Content-Type: application/json' -H "Idempotency-Key: $2" -d "$3"); do
    echo "$2" >> "$work/failures"
    if [ -e "$work/abandoned" ]; then
      echo "$2" >> "$work/unanswered"
      return 1
    fi
    sleep 0.5
  done
  echo "$answer"
}

client() { # NUMBER
  local order answer id
  for ((order = 1; ; order++)); do
    [ ! -e "$work/closed" ] || return 0
    answer=$(post /orders "$run-$1-$order-place" '{"customer":{"id":"'"$run"'","name":"Kim","email":"'"$run-$1-$order"'@example.com"},
      "lines":[{"productId":"p-1","quantity":1,"unitPrice":1000}],"currency":"KRW"}')
    id=$(sed 's/.*"orderId":"\([^"]*\)".*/\1/' <<< "$answer")
    echo "$id" >> "$work/placed.$1"
    if ((order % 5 != 0)); then
      post "/orders/$id/cancellation" "$run-$1-$order-cancel" '{"reason":"chaos"}' > /dev/null
      echo "$id" >> "$work/canceled.$1"
    fi
    sleep 0.2
  done
}

# --- the kills ---

kill_each() {
  local round service containers away
  for ((round = 1; round <= rounds; round++)); do
    for service in $services; do
      sleep "$pause"
      containers=$(docker compose ps --quiet "$service" | wc -l)
      printf '  %4d s  %-22s killed; up again in %s s, then waiting until it is healthy, at most %s s' "$SECONDS" "$service" "$pause" "$timeout"
      docker compose kill --signal SIGKILL "$service" > /dev/null 2>&1
      sleep "$pause"
      away=$SECONDS
      # On a busy machine, --wait may give up before the container is healthy: try again.
      until docker compose up --detach --no-build --no-deps --no-recreate --wait --scale "$service=$((containers))" "$service" \
        > "$work/up.log" 2>&1; do
        ((SECONDS - away < timeout)) || { echo; cat "$work/up.log" >&2; exit 1; }
        sleep 1
      done
      printf ': it took %d s\n' "$((SECONDS - away))"
    done
  done
}

# --- the counts ---

query() { # DATABASE SQL
  docker compose exec -T postgres psql --username postgres --dbname "$1" --no-align --tuples-only --command "$2"
}

lines() { # FILE...
  { cat "$@" 2> /dev/null || true; } | wc -l | tr -d ' '
}

# Reads all tables, the gateway's ledger and the mailbox; keeps this run's orders only.
collect() {
  query orders "SELECT id FROM orders WHERE customer_id = '$run'" | sort > "$work/orders"
  query orders "SELECT id FROM orders WHERE customer_id = '$run' AND refund_status = 'COMPLETED'" | sort > "$work/shown-refunded"
  query refunds "SELECT order_id FROM refund WHERE status = 'COMPLETED'" | sort > "$work/all-refunds"
  query notifications "SELECT n.id || ' ' || n.kind FROM notification n JOIN contact USING (order_id)
    WHERE email LIKE '$run-%' AND status = 'SENT'" | sort > "$work/notifications"
  docker compose exec -T gateway cat /data/ledger.jsonl | sed 's/.*"orderId":"\([^"]*\)".*/\1/' | sort > "$work/all-paid"
  curl -s --fail 'http://localhost:8025/api/v1/messages?limit=20000' | tr '{' '\n' | grep -o '"MessageID":"[^"]*"' |
    sed 's/.*:"\([^@"]*\).*/\1/' | sort > "$work/all-mails"
  for each in refunds paid; do
    join "$work/orders" "$work/all-$each" > "$work/$each"
  done
  cut -d ' ' -f 1 "$work/notifications" | join - "$work/all-mails" > "$work/mails"
  dead=0
  for each in orders refunds notifications; do
    dead=$((dead + $(query $each 'SELECT count(*) FROM orderly.dead_letter')))
  done
}

settled() {
  [ "$(lines "$work/shown-refunded")" -ge "$canceled" ] && [ "$(sort -u "$work/mails" | wc -l)" -ge "$((placed + 2 * canceled))" ]
}

topic_records() { # TOPIC: the ids of all committed events in it
  local broker
  broker=$(docker compose ps --services | grep -m 1 '^kafka')
  docker compose exec -T "$broker" /opt/kafka/bin/kafka-console-consumer.sh --bootstrap-server localhost:19092 --topic "$1" \
    --from-beginning --isolation-level read_committed --timeout-ms 5000 --formatter-property print.headers=true \
    --formatter-property print.value=false 2> /dev/null | { grep -o 'ce_id:[^,]*' || true; }
}

number_of() { # TOPIC
  topic_records "$1" | wc -l
}

failures=0
row() { # WHAT EXPECTED ACTUAL
  local verdict=ok
  [ "$2" = "$3" ] || { verdict='WRONG'; failures=$((failures + 1)); }
  printf '  %-52s %8s %8s   %s\n' "$1" "$2" "$3" "$verdict"
}

echo "Counting the events that are in the topics already; this takes some seconds."
orders_before=$(number_of order-events)
refunds_before=$(number_of refund-events)
echo "$clients clients place and cancel orders. Meanwhile:"
for ((number = 1; number <= clients; number++)); do
  client "$number" &
done
kill_each
sleep "$pause"
touch "$work/closed"
echo "No more orders. Waiting for the responses that are still out, at most $timeout s."
for ((waited = 0; waited < timeout; waited++)); do
  [ -n "$(jobs -pr)" ] || break
  sleep 1
done
touch "$work/abandoned"
wait

placed=$(lines "$work"/placed.*)
canceled=$(lines "$work"/canceled.*)
began=$SECONDS
echo "Waiting until $canceled refunds are shown by their orders and $((placed + 2 * canceled)) e-mails have arrived, at most $timeout s."
collect
until settled || ((SECONDS - began > timeout)); do
  sleep 1
  collect
done
echo "$placed orders placed, $canceled of them canceled; $(lines "$work/failures") requests failed and were retried." \
  "The last event was handled $((SECONDS - began)) s after the last request."

printf '\n  %-52s %8s %8s\n' '' expected actual
row "requests without a response" 0 "$(lines "$work/unanswered")"
sort "$work"/placed.* > "$work/acknowledged"
sort "$work"/canceled.* > "$work/acknowledged-canceled"
row "acknowledged orders in the database" "$placed" "$(join "$work/orders" "$work/acknowledged" | wc -l | tr -d ' ')"
row "orders in the database" "$placed" "$(lines "$work/orders")"
row "canceled orders that were refunded" "$canceled" "$(join "$work/refunds" "$work/acknowledged-canceled" | wc -l | tr -d ' ')"
row "refunds" "$canceled" "$(lines "$work/refunds")"
row "refunds paid by the gateway" "$canceled" "$(lines "$work/paid")"
row "orders refunded twice" 0 "$(uniq -d "$work/paid" | wc -l | tr -d ' ')"
row "orders with refundStatus COMPLETED" "$canceled" "$(lines "$work/shown-refunded")"
row "notifications: placed, canceled, refunded" "$((placed + 2 * canceled))" "$(lines "$work/notifications")"
row "e-mails, by their Message-ID" "$((placed + 2 * canceled))" "$(sort -u "$work/mails" | wc -l | tr -d ' ')"
row "dead letters" 0 "$dead"
row "events in order-events" "$((placed + canceled))" "$(($(number_of order-events) - orders_before))"
row "events in refund-events" "$canceled" "$(($(number_of refund-events) - refunds_before))"
echo
echo "E-mail is delivered at least once: $(uniq -d "$work/mails" | wc -l | tr -d ' ') arrived twice, with the same Message-ID."
if ((failures > 0)); then
  echo "FAILED: at least one count is wrong." >&2
  exit 1
fi
echo "OK: nothing is lost, and nothing happened twice."
