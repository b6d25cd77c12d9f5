#!/usr/bin/env bash
# Runs experiments on sixteen ways to handle an event.
#
# Usage: scripts/guarantee-lab.sh                                   all of them; writes docs/evidence/which-way.*
#        scripts/guarantee-lab.sh --rung BOOK --experiment COMMITS_LATE  one cell; prints what happened, event by event
#        scripts/guarantee-lab.sh --rung XA,STORE_KAFKA --report docs/evidence  some; the page keeps the others' last results
#        scripts/guarantee-lab.sh --quick                           all of them with fewer orders, side by side
# --seed N repeats a run. --help lists the rungs and the experiments. Exit code 1: a rung shows a flaw that it rules out, or does not
# show a flaw that is certain.
set -euo pipefail
cd "$(dirname "$0")/.."
./mvnw -q -B -DskipTests -Dspotless.check.skip -pl guarantee-lab -am package
[[ " $* " =~ \ --(rung|experiment|quick|report|help) ]] || set -- "$@" --report=docs/evidence
exec java -Dlogback.configurationFile=dev/orderly/localstack/stack-logback.xml \
  -cp "guarantee-lab/target/classes:guarantee-lab/target/lib/*" dev.orderly.lab.experiment.GuaranteeLab "$@"
