#!/usr/bin/env bash
# Measures the images of `docker compose build`: the size of their layers, and the time from a container's start until its
# service is ready: with both optimizations, without the AOT cache, and without docker/quick-start.options, in turns.
# Requires a running `docker compose up --wait`. Prints elapsed time, which depends on the machine's other load, and in
# parentheses the processor time that the service used, which depends on it less.
#
# Usage: scripts/measure-images.sh [ROUNDS] [SERVICE]...
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-5}
services=${*:2}
services=${services:-order-service refund-service notification-service}

megabytes() { awk '{ printf "%6.1f MB", $1 / 1e6 }'; }

echo "Images, and the layers of more than 100 kB:"
for image in $services payment-gateway; do
  printf '%s%s\n' "$(docker image inspect --format '{{.Size}}' orderly/$image:0.1.0 | megabytes)" "  $image"
  docker history --no-trunc --human=false --format '{{.Size}} {{.CreatedBy}}' orderly/$image:0.1.0 |
    awk '$1 > 100000 { size = $1; $1 = ""; printf "  %6.1f MB %.110s\n", size / 1e6, $0 }'
done

# Uses the daemon's clock for both times: when the container started, and when the service logged that it is ready.
seconds_to_ready() { # SERVICE COMMAND...
  local service=$1 started ready used
  shift
  # Not local: the trap uses it after the function has returned.
  container=$(docker compose run --detach --no-deps --quiet-pull "$service" "$@" 2> /dev/null | tail -n 1)
  trap 'docker rm --force --volumes "$container" > /dev/null' EXIT # of this subshell
  # Following the log needs no processor time; polling would.
  ready=$(grep --max-count=1 'is ready on port' < <(docker logs --follow --timestamps "$container" 2>&1) | cut -d ' ' -f 1)
  used=$(docker exec "$container" cut -d ' ' -f 14,15 /proc/1/stat) # user and system time, in hundredths of a second
  started=$(docker inspect --format '{{.State.StartedAt}}' "$container")
  echo "$(date -d "$ready" +%s%N) $(date -d "$started" +%s%N) $used" |
    awk '{ printf "%.1f s (%.1f)", ($1 - $2) / 1e9, ($3 + $4) / 100 }'
}

# Of the times to ready, each with the processor time of its own round.
median() {
  printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"
}

echo
echo "Time from the start of a container until its service is ready (processor time in parentheses), on $(nproc) cores:"
printf '%-22s %16s %16s %16s\n' '' 'optimized' 'no AOT cache' 'no quick start'
for service in $services; do
  docker compose stop "$service" > /dev/null 2>&1
  all_as_it_is=() all_without=() all_slower=()
  for ((round = 1; round <= rounds; round++)); do
    as_it_is=$(seconds_to_ready "$service" @/app/quick-start.options -XX:AOTCache=service.aot -jar service.jar)
    without=$(seconds_to_ready "$service" @/app/quick-start.options -jar service.jar)
    slower=$(seconds_to_ready "$service" -XX:AOTCache=service.aot -jar service.jar)
    printf '%-22s %16s %16s %16s\n' "$service" "$as_it_is" "$without" "$slower"
    all_as_it_is+=("$as_it_is") all_without+=("$without") all_slower+=("$slower")
  done
  printf '%-22s %16s %16s %16s\n' '  median' "$(median "${all_as_it_is[@]}")" "$(median "${all_without[@]}")" "$(median "${all_slower[@]}")"
  # Wait until it is ready, so that it does not disturb the next measurement.
  docker compose up --detach --wait --no-deps --no-recreate "$service" > /dev/null 2>&1
done
