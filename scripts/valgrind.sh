#!/usr/bin/env bash
# Runs the unit suite under valgrind: no leak, no invalid access. What is excepted, and why, stands
# in tests/valgrind.supp. Arguments choose tests, as regular expressions for `ctest -R`.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${BADGED_BUILD:-$root/build/dev}
pattern=${1:-'^(unit|table)\.'}
failed=0
passed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

command -v valgrind >/dev/null || {
    echo 'valgrind.sh: there is no valgrind; Debian has it as valgrind' >&2
    exit 2
}
cd "$root"
cmake --preset dev -B "$build" >/dev/null
cmake --build "$build" --parallel "$(nproc)"

# The programs behind the tests, one a line.
programs() {
    ctest --test-dir "$build" --show-only=json-v1 -R "$pattern" |
        python3 -c 'import json, sys
for test in json.load(sys.stdin)["tests"]:
    print(test["name"], *test["command"])'
}

while read -r name command; do
    # shellcheck disable=SC2086 # a command and its arguments
    if valgrind --quiet --leak-check=full --show-leak-kinds=definite,indirect,possible \
        --errors-for-leak-kinds=definite,indirect,possible --error-exitcode=99 \
        --suppressions="$root/tests/valgrind.supp" $command >"$log" 2>&1 </dev/null; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '==> %s\n' "$name"
        tail -n 60 "$log"
    fi
done < <(programs)
printf '%d passed, %d failed\n' "$passed" "$failed"
((failed == 0 && passed > 0))
