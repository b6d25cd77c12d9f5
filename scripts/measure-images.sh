#!/usr/bin/env bash
# Measures the images of `docker compose build`: what they consist of, and how long a service takes from its container's
# start until it is ready: as it is, without its AOT cache, and without docker/quick-start.options, in turns. Needs a running `docker compose up --wait`.
# The first figure is what a watch would show, and depends on what else the machine does; the second one, the processor time that
# the service used, less so.
#
# Usage: scripts/measure-images.sh [ROUNDS] [SERVICE]...
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-5}
services=${*:2}
services=${services:-order-service refund-service notification-service}

megabytes() { awk '{ printf "%6.1f MB", $1 / 1e6 }'; }

echo "Images, and the layers of more than 100 kB:"
for image in $services local-parts; do
  printf '%s%s\n' "$(docker image inspect --format '{{.Size}}' orderly/$image:0.1.0 | megabytes)" "  $image"
  docker history --no-trunc --human=false --format '{{.Size}} {{.CreatedBy}}' orderly/$image:0.1.0 |
    awk '$1 > 100000 { size = $1; $1 = ""; printf "  %6.1f MB %.110s\n", size / 1e6, $0 }'
done

# The daemon's clock for both: when the container started, and when the service said that it is ready.
seconds_to_ready() { # SERVICE COMMAND...
  local service=$1 started ready used
  shift
  # Not local: the trap needs it when the function has ended.
  container=$(docker compose run --detach --no-deps --quiet-pull "$service" "$@" 2> /dev/null | tail -n 1)
  trap 'docker rm --force --volumes "$container" > /dev/null' EXIT # of this subshell
  # Waiting takes nothing from the cores, which asking again and again would.
  ready=$(grep --max-count=1 'is ready on port' < <(docker logs --follow --timestamps "$container" 2>&1) | cut -d ' ' -f 1)
  used=$(docker exec "$container" cut -d ' ' -f 14,15 /proc/1/stat) # user and system time, in hundredths of a second
  started=$(docker inspect --format '{{.State.StartedAt}}' "$container")
  echo "$(date -d "$ready" +%s%N) $(date -d "$started" +%s%N) $used" |
    awk '{ printf "%.1f s (%.1f)", ($1 - $2) / 1e9, ($3 + $4) / 100 }'
}

echo
echo "Seconds from the start of a container until its service is ready, and of processor time, on $(nproc) cores:"
printf '%-22s %16s %16s %16s\n' '' 'as it is' 'no AOT cache' 'no quick start'
for service in $services; do
  docker compose stop "$service" > /dev/null 2>&1
  for ((round = 1; round <= rounds; round++)); do
    as_it_is=$(seconds_to_ready "$service" @/app/quick-start.options -XX:AOTCache=service.aot -jar service.jar)
    without=$(seconds_to_ready "$service" @/app/quick-start.options -jar service.jar)
    slower=$(seconds_to_ready "$service" -XX:AOTCache=service.aot -jar service.jar)
    printf '%-22s %16s %16s %16s\n' "$service" "$as_it_is" "$without" "$slower"
  done
  # Ready before the next one is measured.
  docker compose up --detach --wait --no-deps --no-recreate "$service" > /dev/null 2>&1
done
