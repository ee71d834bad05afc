#!/usr/bin/env bash
# Builds the image, runs docker-compose.yml with it, and looks whether both keep their word.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
megabyte=1000000
image_megabytes=12
ready_seconds=60
stop_seconds=5
suite=bookworm

run=badged-image-test-$$
work=''       # a temporary folder
engine=''     # process id of a dockerd of ours
old_bridge='' # not empty: docker0 was there before us
compose=()
built=0
passed=0
failed=0

usage() {
    cat <<'END_OF_USAGE'
Usage: scripts/image-test.sh

Builds the image with the Docker engine that answers, measures it, runs docker-compose.yml and
checks health, the token, the refusal, the user and the stop; then takes all of it away.

Where no engine answers, on Debian and as root, one is installed (docker.io, docker-compose,
debootstrap), started with a folder of its own, and ended afterwards.

Exit status: 0 all passed, 1 something did not, 3 no engine can be had here.
END_OF_USAGE
}

say() {
    printf '==> %s\n' "$*"
}

no_engine() {
    printf 'image-test.sh: no container engine can be had here: %s\n' "$1"
    exit 3
}

# Runs a command silently; shows the end of what it wrote only when it fails.
quietly() {
    local output status=0

    output=$("$@" 2>&1) || status=$?
    if ((status)); then
        tail -n 40 <<<"$output" >&2
    fi
    return "$status"
}

# check NAME COMMAND...: one line, and what COMMAND wrote when it failed.
check() {
    local name=$1

    shift
    if quietly "$@"; then
        passed=$((passed + 1))
        printf 'ok      %s\n' "$name"
    else
        failed=$((failed + 1))
        printf 'NOT OK  %s\n' "$name"
    fi
}

# --- the engine

answers() {
    command -v docker >/dev/null && docker info >/dev/null 2>&1
}

find_compose() {
    if docker compose version >/dev/null 2>&1; then
        compose=(docker compose)
    elif command -v docker-compose >/dev/null; then
        compose=(docker-compose)
    else
        return 1
    fi
}

apt_install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o DPkg::Lock::Timeout=120 "$@"
}

install_missing() {
    local packages=()

    command -v dockerd >/dev/null || packages+=(docker.io)
    find_compose || packages+=(docker-compose)
    command -v debootstrap >/dev/null || packages+=(debootstrap)
    ((${#packages[@]})) || return 0
    say "installing ${packages[*]}"
    if ! apt_install "${packages[@]}" >/dev/null 2>&1; then
        quietly apt-get update -qq || no_engine "apt-get update failed"
        quietly apt_install "${packages[@]}" || no_engine "${packages[*]} could not be installed"
    fi
}

# dockerd adds a bridge, packet filters and forwarding, and leaves them behind.
keep_network() {
    [[ ! -e /sys/class/net/docker0 ]] || old_bridge=1
    cat /proc/sys/net/ipv4/ip_forward >"$work/ip_forward"
    iptables-save >"$work/iptables" 2>/dev/null
}

# A table that was not there before is emptied.
restore_network() {
    [[ -n $old_bridge ]] || ip link del docker0
    grep -q '^\*filter' "$work/iptables" || printf '*filter\n:FORWARD ACCEPT\nCOMMIT\n' >>"$work/iptables"
    grep -q '^\*nat' "$work/iptables" || printf '*nat\nCOMMIT\n' >>"$work/iptables"
    iptables-restore "$work/iptables"
    cat "$work/ip_forward" >/proc/sys/net/ipv4/ip_forward
}

start_engine() {
    local deadline=$((SECONDS + ready_seconds))

    keep_network || no_engine "the packet filters cannot be read, which dockerd needs"
    # vfs asks nothing of the file system below.
    dockerd --data-root "$work/data" --exec-root "$work/exec" -H "unix://$work/docker.sock" \
        --storage-driver vfs -p "$work/docker.pid" >"$work/dockerd.log" 2>&1 &
    engine=$!
    export DOCKER_HOST=unix://$work/docker.sock
    # The older builder takes a base image that no registry has.
    export DOCKER_BUILDKIT=0 COMPOSE_DOCKER_CLI_BUILD=0
    until answers; do
        if ((SECONDS > deadline)) || ! kill -0 "$engine" 2>/dev/null; then
            tail -n 5 "$work/dockerd.log" >&2
            no_engine "dockerd did not start"
        fi
        sleep 0.2
    done
    say "dockerd $(docker version --format '{{.Server.Version}}') runs as process $engine"
}

# Our own engine has no image; a registry may be out of reach, Debian's archive less likely.
make_base() {
    ! quietly_pull || return 0
    say "making debian:$suite-slim with debootstrap"
    quietly debootstrap --variant=minbase "$suite" "$work/base" ||
        no_engine "debootstrap could not make the base image"
    tar -C "$work/base" -c . | docker import - "debian:$suite-slim" >/dev/null
    rm -r "$work/base"
}

quietly_pull() {
    timeout 30 docker pull -q "debian:$suite-slim" >/dev/null 2>&1
}

find_engine() {
    if answers; then
        find_compose || no_engine "an engine answers, but Compose is missing"
        return 0
    fi
    [[ -e /etc/debian_version ]] || no_engine "none answers, and this is no Debian to install one on"
    ((EUID == 0)) || no_engine "none answers, and starting one needs root"
    install_missing
    find_compose || no_engine "Compose is missing"
    start_engine
    make_base
}

end_engine() {
    kill "$engine" 2>/dev/null || true
    wait "$engine" 2>/dev/null || true
    restore_network 2>/dev/null || true
}

# --- what was built

size_is_small() {
    local bytes

    bytes=$(docker image inspect -f '{{.Size}}' "$BADGED_IMAGE")
    ((bytes <= image_megabytes * megabyte)) || {
        echo "the image has $bytes bytes, more than $image_megabytes MB"
        return 1
    }
}

print_size() {
    local bytes

    bytes=$(docker image inspect -f '{{.Size}}' "$BADGED_IMAGE")
    printf 'size: %d bytes, %d.%02d MB of %d\n' "$bytes" $((bytes / megabyte)) \
        $((bytes % megabyte / 10000)) "$image_megabytes"
}

image_says() {
    local said

    said=$(docker image inspect -f "$1" "$BADGED_IMAGE")
    [[ $said == "$2" ]] || {
        echo "$1 is \"$said\", expected \"$2\""
        return 1
    }
}

# --- what runs

of_project() {
    "${compose[@]}" -p "$run" -f "$root/docker-compose.yml" "$@"
}

container() {
    docker ps -aq --filter "label=com.docker.compose.project=$run" \
        --filter "label=com.docker.compose.service=$1"
}

becomes_healthy() {
    local id=$1 deadline=$((SECONDS + ready_seconds)) health=''

    until health=$(docker inspect -f '{{.State.Health.Status}}' "$id") && [[ $health == healthy ]]; do
        if ((SECONDS > deadline)); then
            echo "it is \"$health\" after $ready_seconds s"
            docker inspect -f '{{json .State}}' "$id"
            docker logs "$id"
            return 1
        fi
        sleep 0.2
    done
}

# ends_with ID STATUS TEXT...: the container ends with that status, having written each text.
ends_with() {
    local id=$1 expected=$2 status log text

    shift 2
    status=$(timeout "$ready_seconds" docker wait "$id")
    log=$(docker logs "$id" 2>&1)
    [[ $status == "$expected" ]] || {
        printf 'status %s, expected %s:\n%s\n' "$status" "$expected" "$log"
        return 1
    }
    for text; do
        [[ $log == *"$text"* ]] || {
            printf '"%s" is not in:\n%s\n' "$text" "$log"
            return 1
        }
    done
}

runs_as_nobody_special() {
    local users

    users=$(docker top "$1" -eo uid,pid | awk 'NR > 1 { print $1 }' | sort -u)
    [[ $users == 65532 ]] || {
        echo "its processes run as: $users"
        return 1
    }
}

answers_on_the_host() {
    local line=''

    exec 3<>"/dev/tcp/127.0.0.1/$BADGED_PORT" || return 1
    printf 'GET /_badged/ready HTTP/1.1\r\nHost: localhost:%s\r\nConnection: close\r\n\r\n' \
        "$BADGED_PORT" >&3
    IFS= read -r -t 10 line <&3 || true
    exec 3>&-
    [[ $line == 'HTTP/1.1 200'* ]] || {
        echo "it answered: $line"
        return 1
    }
}

is_published_on_loopback_alone() {
    local ports

    ports=$(docker port "$1")
    [[ $ports == "8443/tcp -> 127.0.0.1:$BADGED_PORT" ]] || {
        echo "published: $ports"
        return 1
    }
}

# SIGTERM is what the image's STOPSIGNAL says; SIGKILL would end it with 137.
stops_in_time() {
    local id=$1 before=$SECONDS status

    docker stop -t 20 "$id"
    status=$(docker inspect -f '{{.State.ExitCode}}' "$id")
    ((SECONDS - before <= stop_seconds)) || {
        echo "it took $((SECONDS - before)) s"
        return 1
    }
    [[ $status == 0 ]] || {
        echo "it ended with status $status"
        docker logs --tail 5 "$id"
        return 1
    }
}

free_port() {
    local port

    while :; do
        port=$((20000 + RANDOM % 10000))
        (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    echo "$port"
}

check_image() {
    print_size
    check "the image has at most $image_megabytes MB" size_is_small
    check "the image's user is not root" image_says '{{.Config.User}}' 65532:65532
    check "the image stops by SIGTERM" image_says '{{.Config.StopSignal}}' SIGTERM
    check "the image's health is asked by badged health" \
        image_says '{{range .Config.Healthcheck.Test}}{{.}} {{end}}' \
        'CMD badged health --server http://127.0.0.1:8443 '
}

check_daemon() {
    local id=$1

    check "the daemon becomes healthy" becomes_healthy "$id"
    check "the daemon runs as user 65532" runs_as_nobody_special "$id"
    check "the daemon is published on 127.0.0.1 alone" is_published_on_loopback_alone "$id"
    check "the daemon answers on the host" answers_on_the_host
}

check_demo() {
    check "the demo gets a token" ends_with "$(container demo-token)" 0 \
        '"token_type":"Bearer"' '"access_token":"ey' 'libjwt accepts'
    check "the demo shows a 401 with AADSTS700213" ends_with "$(container demo-refusal)" 1 \
        '"error_codes":[700213]' 'refused with AADSTS700213 (401 invalid_client)'
}

# One by itself, with nothing of docker-compose.yml: no volume, no secret on a disk.
check_ephemeral() {
    local id

    id=$(docker run -d --label "com.docker.compose.project=$run" --read-only --tmpfs /tmp \
        --cap-drop ALL "$BADGED_IMAGE" serve --ephemeral)
    check "a read-only, ephemeral container becomes healthy" becomes_healthy "$id"
    check "it stops within $stop_seconds s with status 0" stops_in_time "$id"
}

clean_up() {
    local ids=()

    # The answer is there already: what cannot be taken away must not change it.
    set +e
    if ((built)); then
        mapfile -t ids < <(docker ps -aq --filter "label=com.docker.compose.project=$run")
        ((${#ids[@]} == 0)) || docker rm -f -v "${ids[@]}" >/dev/null
        quietly of_project down -v
        docker image rm -f "$BADGED_IMAGE" >/dev/null 2>&1
    fi
    [[ -z $engine ]] || end_engine
    [[ -z $work ]] || rm -rf "$work"
}

main() {
    local daemon

    case ${1:-} in
    '') ;;
    --help | -h)
        usage
        return 0
        ;;
    *)
        usage >&2
        return 2
        ;;
    esac
    work=$(mktemp -d)
    trap clean_up EXIT
    trap 'exit 130' INT TERM
    find_engine
    export BADGED_IMAGE=$run BADGED_PORT
    BADGED_PORT=$(free_port)
    built=1
    say "building the image with $("${compose[@]}" version --short)"
    quietly of_project build badged || {
        echo "image-test.sh: the image could not be built" >&2
        return 1
    }
    check_image
    say "starting docker-compose.yml"
    check "docker-compose.yml comes up" of_project up -d --no-build
    daemon=$(container badged)
    check_daemon "$daemon"
    check_demo
    check "the daemon stops within $stop_seconds s with status 0" stops_in_time "$daemon"
    check_ephemeral
    printf '%d passed, %d failed\n' "$passed" "$failed"
    ((failed == 0))
}

main "$@"
