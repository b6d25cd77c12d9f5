#!/usr/bin/env bash
# Runs experiments on nine ways to handle an event and writes the results to docs/evidence/which-way.md.
#
# Usage: scripts/guarantee-lab.sh [--quick] [--seed=N] [--rungs=SYNCHRONOUS,STORE_KAFKA,...]
# Exit code 1: a rung shows a flaw that it rules out, or does not show a flaw that is certain. With --quick or --rungs the page does not change.
set -euo pipefail
cd "$(dirname "$0")/.."

./mvnw -q -B -DskipTests -Dspotless.check.skip -pl guarantee-lab -am package

report=--report=docs/evidence
[[ " $* " == *" --quick "* || " $* " == *" --rungs="* ]] && report=
java -Dlogback.configurationFile=dev/orderly/localstack/stack-logback.xml -cp "guarantee-lab/target/classes:guarantee-lab/target/lib/*" dev.orderly.lab.experiment.GuaranteeLab $report "$@"
