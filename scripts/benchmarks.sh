#!/usr/bin/env bash
# Races this bus against other ways to get events from PostgreSQL to Kafka and writes the results to docs/evidence/benchmarks.md.
#
# Usage: scripts/benchmarks.sh [--short] [--rounds=N] [--stored=N] [--only=orderly,debezium,...] [--experiment=backlog,steady,...]
# --short takes about ten minutes: one round of each and fewer events, no compressed backlog and no consuming. With --experiment the page keeps
# the other experiments' results, so it can be measured in pieces; with --only it does not change. --stored=50000000 fills the store with more events. The processes' logs are in benchmarks/target/logs.
# --transactions measures the phases of a Kafka transaction instead.
# --profile measures instead which threads of the broker and of the sender use the processor while a backlog is forwarded.
# --inserts measures instead what each property of the event store's row costs the database.
# --consuming measures only how fast 100,000 events are consumed with the inbox, compared with the same handler in a plain batch listener.
# --costs measures instead what contexts cost who raises and who consumes events, and what the question for replays costs who consumes them.
set -euo pipefail
cd "$(dirname "$0")/.."

./mvnw -q -B -ntp -DskipTests -Dspotless.check.skip -Dspring-boot.repackage.skip -pl benchmarks -am package

run() {
  java -Dlogback.configurationFile=dev/orderly/benchmarks/contender-logback.xml \
    -cp "benchmarks/target/classes:$(cat benchmarks/target/class-path)" "dev.orderly.benchmarks.$1" "${@:2}"
}

case " $* " in
  *" --transactions "*) run race.TransactionPhases ;;
  *" --profile "*) run race.BacklogProfile ;;
  *" --inserts "*) run race.InsertPhases ;;
  *" --consuming "*) run consuming.ConsumingBenchmark ;;
  *" --costs "*)
    run raising.RaisingBenchmark
    run consuming.ConsumingBenchmark INBOX WITHOUT_REPLAYS WITH_CONTEXT
    ;;
  *)
    options=(--logs=benchmarks/target/logs)
    [[ " $* " == *" --only"* ]] || options+=(--report=docs/evidence)
    mkdir -p benchmarks/target/logs
    run race.Benchmarks "${options[@]}" "$@"
    if [[ ! " $* " =~ " --"(short|only|experiment) ]]; then
      run consuming.ConsumingBenchmark
    fi
    ;;
esac
