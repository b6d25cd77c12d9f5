#!/usr/bin/env bash
# Runs docker compose with the arguments, such as: scripts/compose.sh up --build --wait
# If there is no .env, makes one first, with generated secrets that only you can read. They take effect when the volumes
# are created: if those are from an earlier .env, delete them first, with docker compose down --volumes.
set -euo pipefail
cd "$(dirname "$0")/.."

secret() {
  head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n'
}

if [ ! -e .env ]; then
  umask 077
  # Each password of .env.example is the value of a variable whose name ends with PASSWORD or TOKEN.
  while IFS= read -r line; do
    case $line in
      [A-Z]*_PASSWORD=* | [A-Z]*_TOKEN=*) printf '%s=%s\n' "${line%%=*}" "$(secret)" ;;
      [A-Z]*) printf '%s\n' "$line" ;;
    esac
  done < .env.example > .env.new
  mv .env.new .env
  echo "Made .env with generated passwords and an operator's token; only you can read it." >&2
fi
exec docker compose "$@"
