#!/usr/bin/env bash
# Installs what is missing, builds badged, and starts it.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build/release
badged=$build/badged
ready_seconds=60

usage() {
    cat <<'END'
Usage: scripts/up.sh [--detach] [OPTION of badged serve]...

Installs what the build needs (Debian and its kin, as root or with sudo), builds
build/release/badged and runs "badged serve" with the options given.

  --detach  start the daemon in the background, return when it is ready, and
            leave its log in the state folder
  --help    print this and exit
END
}

say() {
    printf '==> %s\n' "$*" >&2
}

die() {
    printf 'up.sh: %s\n' "$1" >&2
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

has_cmake() {
    local version

    version=$(cmake --version 2>/dev/null | sed -n '1s/^cmake version //p') || return 1
    [[ -n $version ]] && printf '3.25\n%s\n' "$version" | sort -V -C
}

has_c() {
    command -v cc >/dev/null && echo '#include <stdio.h>' | cc -E - >/dev/null 2>&1
}

has_generator() {
    command -v ninja >/dev/null || command -v make >/dev/null
}

has_pkg_config() {
    command -v pkg-config >/dev/null
}

has_library() {
    has_pkg_config && pkg-config --exists "$@"
}

# The packages for the needs that are not met, in one line.
missing_packages() {
    list_missing | paste -s -d ' '
}

list_missing() {
    has_cmake || echo cmake
    has_generator || echo ninja-build
    has_c || printf '%s\n' gcc libc6-dev
    has_pkg_config || echo pkg-config
    has_library libevent libevent_openssl || echo libevent-dev
    has_library 'openssl >= 3.0' || echo libssl-dev
    has_library 'jansson >= 2.14' || echo libjansson-dev
    has_library libjwt || echo libjwt-dev
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

    read -r -a packages <<<"$(missing_packages)"
    ((${#packages[@]})) || return 0
    command -v apt-get >/dev/null ||
        die "the build needs what Debian calls ${packages[*]}" "install them and start again"
    if ((EUID != 0)) && ! command -v sudo >/dev/null; then
        die "installing ${packages[*]} needs root" "run: apt-get install ${packages[*]}"
    fi
    say "installing ${packages[*]}"
    if ! apt_install "${packages[@]}" >/dev/null 2>&1; then
        say "updating the package lists first"
        quietly as_root apt-get update -qq || die "apt-get update failed"
        quietly apt_install "${packages[@]}" || die "the packages could not be installed"
    fi
    read -r -a packages <<<"$(missing_packages)"
    ((${#packages[@]} == 0)) ||
        die "still missing or too old: ${packages[*]}" "badged builds on Debian 12 and newer"
}

build_badged() {
    local generator=()

    if [[ ! -e $build/CMakeCache.txt ]]; then
        say "configuring $build"
        command -v ninja >/dev/null && generator=(-G Ninja) || generator=(-G 'Unix Makefiles')
    fi
    quietly cmake -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=Release "${generator[@]}" ||
        die "cmake could not configure $build" "remove that folder and start again"
    say "building $badged"
    quietly cmake --build "$build" --target badged --parallel "$(nproc 2>/dev/null || echo 2)" ||
        die "the build failed"
}

# Where badged itself looks for it: the command line, the environment, the default.
state_folder() {
    local folder=${BADGED_STATE:-}

    while (($#)); do
        case $1 in
        --state) folder=${2:-} ;;
        --state=*) folder=${1#--state=} ;;
        esac
        shift
    done
    if [[ -z $folder && ${XDG_STATE_HOME:-} == /* ]]; then
        folder=$XDG_STATE_HOME/badged
    elif [[ -z $folder ]]; then
        folder=${HOME:?neither --state nor HOME says where the state folder is}/.local/state/badged
    fi
    printf '%s\n' "$folder"
}

is_ephemeral() {
    local argument

    for argument; do
        [[ $argument != --ephemeral ]] || return 0
    done
    [[ ${BADGED_EPHEMERAL:-} =~ ^(1|true|yes|on)$ ]]
}

member() {
    sed -n "s/.*\"$2\":\"\{0,1\}\([^\",}]*\).*/\1/p" <<<"$1"
}

print_next() {
    local line=$1 log=$2 tool=$badged where=''

    [[ $PWD != "$root" ]] || tool=build/release/badged
    shift 2
    if is_ephemeral "$@"; then
        where=$(printf ' %q' --server "$(member "$line" origin)" --ca "$(member "$line" ca)")
    elif [[ " $* " == *' --state'* ]]; then
        where=$(printf ' %q' --state "$(state_folder "$@")")
    fi
    cat <<END
badged is ready at $(member "$line" origin), its log is $log

An access token, then a refusal and the reason for it:
  $tool exchange$where
  $tool exchange --subject system:serviceaccount:default:workload-identity --explain$where

To stop it: kill $(member "$line" pid)
END
}

start_detached() {
    local state log before pipe daemon running line='' status=0

    state=$(state_folder "$@")
    if is_ephemeral "$@"; then
        log=$(mktemp)
    else
        if running=$("$badged" health --state "$state" 2>/dev/null); then
            echo "Nothing to start: $running"
            return 0
        fi
        (umask 077 && mkdir -p "$state")
        log=$state/badged.log
    fi
    touch "$log"
    before=$(wc -c <"$log")
    say "starting badged"
    pipe=$(mktemp -d)
    mkfifo "$pipe/ready"
    nohup "$badged" serve "$@" >"$pipe/ready" 2>>"$log" </dev/null &
    daemon=$!
    exec 3<"$pipe/ready"
    rm -r "$pipe"
    if ! IFS= read -r -t "$ready_seconds" line <&3; then
        kill "$daemon" 2>/dev/null || true
        wait "$daemon" 2>/dev/null || status=$?
        tail -c "+$((before + 1))" "$log" >&2
        die "the daemon ended before it was ready (exit status $status)"
    fi
    exec 3<&-
    print_next "$line" "$log" "$@"
}

main() {
    local detach=0 arguments=()

    while (($#)); do
        case $1 in
        --help | -h)
            usage
            return 0
            ;;
        --detach) detach=1 ;;
        *) arguments+=("$1") ;;
        esac
        shift
    done
    install_missing
    build_badged
    if ((detach)); then
        start_detached "${arguments[@]}"
    else
        exec "$badged" serve "${arguments[@]}"
    fi
}

main "$@"
