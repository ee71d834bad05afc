#!/usr/bin/env bash
# Runs programs that we did not write against a badged of their own. `run.sh` runs all there are; a part is named by its
# folder: `run.sh js`. What a part needs and the machine lacks is said, and is a failure when CI=true.
set -euo pipefail
cd "$(dirname "$0")"

js() {
    command -v npm >/dev/null || { echo "js: npm is missing"; return 3; }
    (cd js && npm ci --no-progress --loglevel=error >/dev/null && npm test --silent)
}

status=0
for part in "${@:-js}"; do
    "$part" || { status=$?; echo "sdk $part: failed with status $status"; }
done
exit "$status"
