#!/usr/bin/env bash
# Measures badged beside what the machine can do, and writes tests/bench/RESULTS.md.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build/release
badged=$build/badged

usage() {
    cat <<'END_OF_USAGE'
Usage: scripts/bench.sh [--seconds N] [--quick] [--badged FILE] [--output FILE]

Builds build/release/badged, installs wrk when it is missing (Debian and its kin, as root or with
sudo), measures on loopback, and writes tests/bench/RESULTS.md.

  --seconds N    so long runs each case in each round [default: 3, or 1 with --quick]
  --quick        one round instead of three
  --badged FILE  measure this binary instead, and build nothing
  --output FILE  write there instead
  --help         print this and exit

The figures judge nothing: the exit status is 0 when they could be taken, 3 when not.
END_OF_USAGE
}

say() {
    printf '==> %s\n' "$*" >&2
}

die() {
    printf 'bench.sh: %s\n' "$1" >&2
    shift
    if (($#)); then
        printf '  %s\n' "$@" >&2
    fi
    exit 3
}

# Runs a command silently; shows what it wrote only when it fails.
quietly() {
    local output status=0

    output=$("$@" 2>&1) || status=$?
    if ((status)); then
        printf '%s\n' "$output" >&2
    fi
    return "$status"
}

# Debian's names for these three are those of the commands.
list_missing() {
    local tool

    for tool in wrk openssl python3; do
        command -v "$tool" >/dev/null || echo "$tool"
    done
}

as_root() {
    if ((EUID == 0)); then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

apt_install() {
    as_root apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"
}

install_missing() {
    local packages

    mapfile -t packages < <(list_missing)
    ((${#packages[@]})) || return 0
    command -v apt-get >/dev/null ||
        die "the benchmark needs ${packages[*]}" "install them and start again"
    if ((EUID != 0)) && ! command -v sudo >/dev/null; then
        die "installing ${packages[*]} needs root" "run: apt-get install ${packages[*]}"
    fi
    say "installing ${packages[*]}"
    if ! apt_install "${packages[@]}" >/dev/null 2>&1; then
        say "updating the package lists first"
        quietly as_root apt-get update -qq || die "apt-get update failed"
        quietly apt_install "${packages[@]}" || die "the packages could not be installed"
    fi
}

build_badged() {
    local help="scripts/up.sh installs what the build needs" generator=()

    if [[ ! -e $build/CMakeCache.txt ]]; then
        command -v ninja >/dev/null && generator=(-G Ninja) || generator=(-G 'Unix Makefiles')
    fi
    say "building $badged"
    quietly cmake -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=Release "${generator[@]}" ||
        die "cmake could not configure $build" "$help"
    quietly cmake --build "$build" --target badged --parallel "$(nproc 2>/dev/null || echo 2)" ||
        die "the build failed" "$help"
}

main() {
    local argument own=1

    for argument; do
        case $argument in
        --help | -h)
            usage
            return 0
            ;;
        --badged | --badged=*) own=0 ;;
        esac
    done
    install_missing
    if ((own)); then
        build_badged
        set -- --badged "$badged" "$@"
    fi
    exec python3 -B "$root/tests/bench/bench.py" "$@"
}

main "$@"
