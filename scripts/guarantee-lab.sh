#!/usr/bin/env bash
# Puts every way of handling an event through the same experiments, and writes what was found into docs/evidence/which-way.md.
#
# Usage: scripts/guarantee-lab.sh [--quick] [--seed=N] [--rungs=SYNCHRONOUS,STORE_KAFKA,...]
# Ends with 1 when a rung keeps less than it promises, or more. With --quick or --rungs the page is left as it is.
set -euo pipefail
cd "$(dirname "$0")/.."

./mvnw -q -B -DskipTests -Dspotless.check.skip -pl guarantee-lab -am package

report=--report=docs/evidence
[[ " $* " == *" --quick "* || " $* " == *" --rungs="* ]] && report=
java -Dlogback.configurationFile=dev/orderly/localstack/stack-logback.xml -cp "guarantee-lab/target/classes:guarantee-lab/target/lib/*" dev.orderly.lab.experiment.GuaranteeLab $report "$@"
