#!/bin/bash
# Creates the topics and the ACLs, those of docs/guide/security.md and no others. May run again. Each command starts a JVM, so
# there are as few as possible: one operation may be valid for several kinds of resources.
set -euo pipefail
umask 077

cat > /tmp/admin.properties <<PROPERTIES
security.protocol=SASL_SSL
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="admin" password="$ADMIN_PASSWORD";
ssl.truststore.type=PEM
ssl.truststore.location=/certificates/authority/ca.pem
PROPERTIES

kafka() { # TOOL ARGUMENTS
  "/opt/kafka/bin/kafka-$1.sh" --bootstrap-server kafka:19092 --command-config /tmp/admin.properties "${@:2}" > /tmp/log 2>&1 ||
    { echo "kafka-$1.sh failed:" "${@:2}" >&2; cat /tmp/log >&2; exit 1; }
}

publisher() { # SERVICE TOPIC
  kafka topics --create --if-not-exists --topic "$2" --partitions 6
  # Its configuration is that of a topic that a service creates itself.
  kafka topics --create --if-not-exists --topic "$1-forwarder" --partitions 1 \
    --config cleanup.policy=compact --config segment.bytes=52428800 --config delete.retention.ms=600000
  kafka acls --add --allow-principal "User:$1" --operation Write --operation Describe --topic "$2" --topic "$1-forwarder" \
    --transactional-id "$1-forwarder"
}

reader() { # SERVICE GROUPS-AND-TOPICS
  kafka acls --add --allow-principal "User:$1" --operation Read --operation Describe "${@:2}"
}

publisher order-service order-events
publisher refund-service refund-events
reader order-service --group order-service --group order-service-forwarder --topic order-service-forwarder --topic order-events --topic refund-events
reader refund-service --group refund-service --group refund-service-forwarder --topic refund-service-forwarder --topic order-events --topic refund-events
reader notification-service --group notification-service --topic order-events --topic refund-events
kafka acls --add --operation DescribeConfigs --topic order-events --topic refund-events \
  --allow-principal User:order-service --allow-principal User:refund-service --allow-principal User:notification-service
echo "The topics and ACLs of all services exist."
