#!/usr/bin/env bash
# Builds the fuzz targets with clang and runs them, each from its corpus in tests/fuzz.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build/fuzz
artifacts=$build/artifacts
input_seconds=10 # one input that takes longer is a finding

usage() {
    cat <<'END_OF_USAGE'
Usage: scripts/fuzz.sh [OPTION]... [TARGET]...

Runs the targets named, or all of them, and prints what each executed and covered.
Inputs that broke something are kept in build/fuzz/artifacts, inputs that reached
something new in build/fuzz/corpus. Exit status 1: there was a finding.

  --seconds N  run each target N seconds (default 60)
  --total N    run all of them together N seconds
  --jansson    build jansson along, instrumented: fetches Debian's source package
  --list       print the names of the targets and exit
  --help       print this and exit
END_OF_USAGE
}

die() {
    printf 'fuzz.sh: %s\n' "$1" >&2
    exit 2
}

targets() {
    local folder

    for folder in "$root"/tests/fuzz/corpus/*/; do
        basename "$folder"
    done
}

# The upstream sources of the jansson that is installed, unpacked. The machine's own package lists stay as they are.
fetch_jansson() {
    local work=$build/jansson-source list apt

    if [[ ! -f $work/CMakeLists.txt ]]; then
        rm -rf "$work" && mkdir -p "$work/lists/partial" "$work/parts"
        for list in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
            [[ $list == *.list || $list == *.sources ]] || continue
            sed -e 's/^Types:.*/Types: deb-src/' -e 's/^deb /deb-src /' "$list" >"$work/parts/${list##*/}"
        done
        apt=(apt-get -qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/parts"
            -o Dir::State::Lists="$work/lists")
        "${apt[@]}" update
        (cd "$work" && "${apt[@]}" source --download-only jansson >&2 && tar -xf jansson_*.orig.tar.* --strip-components=1)
    fi
    printf '%s\n' "$work"
}

build_targets() {
    local output options=(-DBADGED_JANSSON_SOURCE=)

    ((!with_jansson)) || options=(-DBADGED_JANSSON_SOURCE="$(fetch_jansson)")
    if ! output=$(cd "$root" && cmake --preset fuzz "${options[@]}" 2>&1 &&
        cmake --build "$build" --target fuzz --parallel "$(nproc)" 2>&1); then
        printf '%s\n' "$output" >&2
        return 1
    fi
}

# The last line that libFuzzer printed about its progress, in our words.
summary() {
    sed -n 's/^#\([0-9]*\).* cov: \([0-9]*\) ft: \([0-9]*\) corp: \([0-9]*\).*/\1 executions, coverage \2 edges, \3 features, \4 inputs/p' \
        "$1" | tail -n 1
}

run_target() {
    local target=$1 seconds=$2 log=$build/$1.log corpus=$build/corpus/$1 status=0
    local program=$build/tests/fuzz/fuzz_$target dictionary=()

    [[ -x $program ]] || die "there is no target $target; scripts/fuzz.sh --list names them"
    [[ ! -f $root/tests/fuzz/$target.dict ]] || dictionary=(-dict="$root/tests/fuzz/$target.dict")
    mkdir -p "$corpus" "$artifacts"
    "$program" -max_total_time="$seconds" -timeout="$input_seconds" -max_len=8192 \
        -artifact_prefix="$artifacts/$target-" "${dictionary[@]}" \
        "$corpus" "$root/tests/fuzz/corpus/$target" >"$log" 2>&1 </dev/null || status=$?
    printf '%-12s %-6s %s\n' "$target" "$( ((status)) && echo FAILED || echo ok)" "$(summary "$log")"
    ((status)) || return 0
    grep -v '^#' "$log" | tail -n 60 >&2
    return 1
}

main() {
    local seconds=60 total='' chosen=() target status=0 with_jansson=0

    while (($#)); do
        case $1 in
        --help | -h)
            usage
            return 0
            ;;
        --jansson) with_jansson=1 ;;
        --list)
            targets
            return 0
            ;;
        --seconds | --total)
            [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || die "$1 takes a number of seconds"
            [[ $1 == --total ]] && total=$2 || seconds=$2
            shift
            ;;
        -*) die "unknown option $1; try --help" ;;
        *) chosen+=("$1") ;;
        esac
        shift
    done
    ((${#chosen[@]})) || mapfile -t chosen < <(targets)
    [[ -z $total ]] || seconds=$(((total + ${#chosen[@]} - 1) / ${#chosen[@]}))
    build_targets
    for target in "${chosen[@]}"; do
        run_target "$target" "$seconds" || status=1
    done
    return "$status"
}

main "$@"
