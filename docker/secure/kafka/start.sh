#!/bin/bash
# Starts a broker. Before its first start, formats its storage with the users of SCRAM, so that even the first client, and the
# broker itself, need a password. SCRAM_USERS has them as name=password, separated by spaces.
set -euo pipefail

if [ ! -e "$KAFKA_LOG_DIRS/meta.properties" ]; then
  umask 077
  work=$(mktemp -d)
  cat > "$work/server.properties" <<PROPERTIES
process.roles=$KAFKA_PROCESS_ROLES
node.id=$KAFKA_NODE_ID
controller.quorum.voters=$KAFKA_CONTROLLER_QUORUM_VOTERS
controller.listener.names=$KAFKA_CONTROLLER_LISTENER_NAMES
listeners=$KAFKA_LISTENERS
advertised.listeners=$KAFKA_ADVERTISED_LISTENERS
listener.security.protocol.map=$KAFKA_LISTENER_SECURITY_PROTOCOL_MAP
inter.broker.listener.name=$KAFKA_INTER_BROKER_LISTENER_NAME
log.dirs=$KAFKA_LOG_DIRS
PROPERTIES
  # In a file: no password is in the arguments of a process.
  for user in $SCRAM_USERS; do
    printf -- '--add-scram\nSCRAM-SHA-512=[name=%s,password=%s]\n' "${user%%=*}" "${user#*=}"
  done > "$work/users"
  # Prints the salted passwords, so nothing of it may get into the log, unless it fails.
  KAFKA_HEAP_OPTS=-Xmx128m /opt/kafka/bin/kafka-storage.sh format --cluster-id "$CLUSTER_ID" \
    --config "$work/server.properties" "@$work/users" > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
  rm -rf "$work"
fi
unset SCRAM_USERS
exec /etc/kafka/docker/run
