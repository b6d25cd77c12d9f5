#!/usr/bin/env bash
# Races this bus against other ways to get events from PostgreSQL to Kafka and writes the results to docs/evidence/benchmarks.md.
#
# Usage: scripts/benchmarks.sh [--short] [--rounds=N] [--stored=N] [--only=orderly,debezium,...] [--experiment=backlog,steady,...]
# --short takes ten minutes. With --experiment the page keeps the other experiments' results, so it can be measured in pieces; with --only
# it does not change. --stored=50000000 fills the store with more events. The processes' logs are in benchmarks/target/logs.
# --transactions measures the phases of a Kafka transaction instead.
# --profile measures instead which threads of the broker and of the sender use the processor while a backlog is forwarded.
# --inserts measures instead what each property of the event store's row costs the database.
# --consuming measures instead how fast 100,000 events are consumed with the inbox, compared with the same handler in a plain batch listener.
# --costs measures instead what contexts cost who raises and who consumes events, and what the question for replays costs who consumes them.
set -euo pipefail
cd "$(dirname "$0")/.."

./mvnw -q -B -ntp -DskipTests -Dspotless.check.skip -Dspring-boot.repackage.skip -pl benchmarks -am package

if [[ " $* " == *" --transactions "* ]]; then
  exec java -Dlogback.configurationFile=dev/orderly/benchmarks/contender-logback.xml \
    -cp "benchmarks/target/classes:$(cat benchmarks/target/class-path)" dev.orderly.benchmarks.race.TransactionPhases
fi
if [[ " $* " == *" --profile "* ]]; then
  exec java -Dlogback.configurationFile=dev/orderly/benchmarks/contender-logback.xml \
    -cp "benchmarks/target/classes:$(cat benchmarks/target/class-path)" dev.orderly.benchmarks.race.BacklogProfile
fi
if [[ " $* " == *" --inserts "* ]]; then
  exec java -Dlogback.configurationFile=dev/orderly/benchmarks/contender-logback.xml \
    -cp "benchmarks/target/classes:$(cat benchmarks/target/class-path)" dev.orderly.benchmarks.race.InsertPhases
fi
if [[ " $* " == *" --consuming "* ]]; then
  exec java -Dlogback.configurationFile=dev/orderly/benchmarks/contender-logback.xml \
    -cp "benchmarks/target/classes:$(cat benchmarks/target/class-path)" dev.orderly.benchmarks.consuming.ConsumingBenchmark
fi
if [[ " $* " == *" --costs "* ]]; then
  java -Dlogback.configurationFile=dev/orderly/benchmarks/contender-logback.xml \
    -cp "benchmarks/target/classes:$(cat benchmarks/target/class-path)" dev.orderly.benchmarks.raising.RaisingBenchmark
  exec java -Dlogback.configurationFile=dev/orderly/benchmarks/contender-logback.xml \
    -cp "benchmarks/target/classes:$(cat benchmarks/target/class-path)" dev.orderly.benchmarks.consuming.ConsumingBenchmark INBOX WITHOUT_REPLAYS WITH_CONTEXT
fi
options=(--logs=benchmarks/target/logs)
[[ " $* " =~ " --"only ]] || options+=(--report=docs/evidence)
mkdir -p benchmarks/target/logs
exec java -Dlogback.configurationFile=dev/orderly/benchmarks/contender-logback.xml \
  -cp "benchmarks/target/classes:$(cat benchmarks/target/class-path)" dev.orderly.benchmarks.race.Benchmarks "${options[@]}" "$@"
