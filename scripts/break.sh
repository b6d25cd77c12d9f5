#!/usr/bin/env bash
# Breaks or heals a part of a running ./quickstart, by way of its console.
set -euo pipefail

if [ $# -lt 2 ] || [ $# -gt 3 ]; then
  cat >&2 <<'USAGE'
Usage: scripts/break.sh ACTION PART [ORDER]

  kill PART               end the process as a crash would; it is started again by itself
  freeze PART, thaw PART  stop the process without ending it, and let it go on
  stop PART, start PART   end it in an orderly way, and start it again
  break PART, heal PART   make it fail, and let it work again. refund-handler fails for each order, or for one ORDER
                          only; gateway answers each refund with 500; smtp drops each e-mail

Parts to kill, freeze and stop: order-service, refund-service, notification-service, kafka, rabbitmq, postgres.
Parts to stop and break: gateway, smtp. To break only: refund-handler.
CONSOLE_URL names another console than http://localhost:8087.
USAGE
  exit 2
fi

console=${CONSOLE_URL:-http://localhost:8087}
curl -s --fail -o /dev/null -X POST -H 'X-Console: yes' "$console/api/stack/parts/$2/$1${3:+?order=$3}" ||
  { echo "$console does not answer, or cannot $1 $2. Is ./quickstart running?" >&2; exit 1; }
echo "Done: $1 $2. See what happens: $console"
