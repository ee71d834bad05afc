#!/usr/bin/env bash
# Builds under ThreadSanitizer and drives the daemon hard: threads, reloads and signals at the same
# time. Any report fails. A CMake preset of the same name does the building.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${1:-$root/build/tsan}
# One report ends the daemon with a status that no test expects; a test that waits sees it too.
export TSAN_OPTIONS=halt_on_error=1:exitcode=66:second_deadlock_stack=1

cd "$root"
cmake --preset tsan -B "$build" >/dev/null
cmake --build "$build" --parallel "$(nproc)" \
    --target badged unit_shell_pool unit_shell_keyring unit_shell_connection
exec ctest --test-dir "$build" --timeout 300 --no-tests=error --output-on-failure \
    -R '^(unit\.shell\.(pool|keyring|connection)|e2e\.(seed|reload|stop))$'
