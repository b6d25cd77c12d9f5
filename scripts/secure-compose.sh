#!/usr/bin/env bash
# Like scripts/compose.sh, with docker-compose.secure.yml over docker-compose.yml: scripts/secure-compose.sh up --build --wait
# If there is no .env.secure, makes one first, with generated passwords that only you can read. As with .env, they take effect
# when the volumes are created. With COMPOSE_PROFILES=cluster, for each command, there are three brokers.
set -euo pipefail
cd "$(dirname "$0")/.."

secret() {
  head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n'
}

export COMPOSE_PROFILES=${COMPOSE_PROFILES:-single} ORDERLY_TRANSPORT=kafka
case $COMPOSE_PROFILES in
  single | cluster) ;;
  *) echo "docker-compose.secure.yml secures the profiles single and cluster only, but COMPOSE_PROFILES is $COMPOSE_PROFILES." >&2; exit 2 ;;
esac

if [ ! -e .env.secure ]; then
  (
    umask 077
    for each in KAFKA_ADMIN KAFKA_ORDER_SERVICE KAFKA_REFUND_SERVICE KAFKA_NOTIFICATION_SERVICE \
      ORDERS_OWNER REFUNDS_OWNER NOTIFICATIONS_OWNER; do
      printf '%s_PASSWORD=%s\n' "$each" "$(secret)"
    done > .env.secure.new
  )
  mv .env.secure.new .env.secure
  echo "Made .env.secure with generated passwords; only you can read it." >&2
fi
exec scripts/compose.sh --env-file .env --env-file .env.secure --file docker-compose.yml --file docker-compose.secure.yml "$@"
