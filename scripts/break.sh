#!/usr/bin/env bash
# Breaks or heals a part of a running ./quickstart, by way of its console.
set -euo pipefail

if [ $# -ne 2 ]; then
  cat >&2 <<'USAGE'
Usage: scripts/break.sh ACTION PART

  kill PART               end the process as a crash would; it is started again by itself
  freeze PART, thaw PART  stop the process without ending it, and let it go on
  stop PART, start PART   end it in an orderly way, and start it again
  break refund-handler, heal refund-handler

Parts: order-service, refund-service, notification-service, kafka, rabbitmq, postgres; to stop and start only: gateway, smtp.
CONSOLE_URL names another console than http://localhost:8087.
USAGE
  exit 2
fi

console=${CONSOLE_URL:-http://localhost:8087}
curl -s --fail -o /dev/null -X POST -H 'X-Console: yes' "$console/api/stack/parts/$2/$1" ||
  { echo "$console does not answer, or cannot $1 $2. Is ./quickstart running?" >&2; exit 1; }
echo "Done: $1 $2. See what happens: $console"
