#!/usr/bin/env bash
# The judge: format, builds, tests, sanitizers, linter, fuzzers. CI runs this and nothing else.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=$(nproc 2>/dev/null || echo 2)
fuzz_seconds=20
passed=0
failed=0
broken=()

usage() {
    cat <<'END_OF_USAGE'
Usage: scripts/check.sh [OPTION]...

Installs what the checks need (Debian and its kin, as root or with sudo), runs all
of them, and says at the end which failed. The last line counts: every test and
every step is one. Exit status 1: something failed.

  --fast    only the dev build and its tests
  --sdk     also tests/sdk/run.sh: real clients against a daemon of ours
  --fuzz N  fuzz for N seconds together (default 20)
  --help    print this and exit
END_OF_USAGE
}

say() {
    printf '==> %s\n' "$*"
}

die() {
    printf 'check.sh: %s\n' "$*" >&2
    exit 2
}

# Needs. Each line: how to see that it is there, and what Debian calls it.

has_c() {
    command -v cc && echo '#include <stdio.h>' | cc -E -
}

has_fuzzer() {
    compgen -G "$(clang -print-runtime-dir 2>/dev/null)/libclang_rt.fuzzer-*.a" >/dev/null
}

list_missing() {
    local lines=(
        'has_c|gcc libc6-dev'
        'command -v make|make'
        'command -v ninja|ninja-build'
        'command -v cmake|cmake'
        'command -v git|git'
        'command -v pkg-config|pkg-config'
        'command -v curl|curl'
        'command -v openssl|openssl'
        'command -v python3|python3'
        'pkg-config --exists libevent libevent_openssl|libevent-dev'
        'pkg-config --exists openssl|libssl-dev'
        'pkg-config --exists jansson|libjansson-dev'
        'pkg-config --exists libjwt|libjwt-dev'
        'pkg-config --exists cmocka|libcmocka-dev'
    ) full=(
        'command -v clang|clang'
        'command -v run-clang-tidy|clang-tidy'
        'command -v clang-format|clang-format'
        'has_fuzzer|libclang-rt-14-dev'
    ) line

    ((fast)) || lines+=("${full[@]}")
    ((!sdk)) || lines+=('command -v npm|nodejs npm')
    for line in "${lines[@]}"; do
        ${line%%|*} >/dev/null 2>&1 || printf '%s ' "${line##*|}"
    done
}

as_root() {
    if ((EUID == 0)); then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

install_missing() {
    local packages

    read -r -a packages <<<"$(list_missing)"
    ((${#packages[@]})) || return 0
    command -v apt-get >/dev/null || die "the checks need what Debian calls ${packages[*]}"
    say "installing ${packages[*]}"
    as_root apt-get update -qq >/dev/null
    as_root apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 \
        "${packages[@]}" >/dev/null
    read -r -a packages <<<"$(list_missing)"
    ((${#packages[@]} == 0)) || die "still missing: ${packages[*]}"
}

# Steps. Each is a function whose output is shown only when it fails.

step() {
    local title=$1 begun=$SECONDS status=0 log

    shift
    log=$(mktemp "$root/build/check.XXXXXX")
    printf '==> %-44s ' "$title"
    ("$@") >"$log" 2>&1 </dev/null & # not `("$@") || ...`, which would switch errexit off inside
    wait $! || status=$?
    count_tests "$log"
    if ((status == 0)); then
        passed=$((passed + 1))
        printf 'ok      %4d s%s\n' $((SECONDS - begun)) "$tests_said"
    else
        failed=$((failed + 1))
        broken+=("$title")
        printf 'FAILED  %4d s%s\n' $((SECONDS - begun)) "$tests_said"
        tail -n 200 "$log"
    fi
    rm -f "$log"
}

# What ctest, node's runner, or a suite that closes with a line like ours said of its tests.
count_tests() {
    local good=0 bad=0 all

    tests_said=''
    if read -r bad all < <(sed -n 's/^[0-9]*% tests passed, \([0-9]*\) tests failed out of \([0-9]*\)$/\1 \2/p' "$1"); then
        good=$((all - bad))
    elif read -r good < <(sed -n 's/^[^a-z]* pass \([0-9]*\)$/\1/p' "$1" | tail -n 1); then
        bad=$(sed -n 's/^[^a-z]* fail \([0-9]*\)$/\1/p' "$1" | tail -n 1)
    elif ! read -r good bad < <(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$1" | tail -n 1); then
        return 0
    fi
    passed=$((passed + good))
    failed=$((failed + bad))
    tests_said="  ($good passed, $bad failed)"
}

check_format() {
    local files

    cd "$root"
    mapfile -t files < <(git -c safe.directory='*' ls-files -co --exclude-standard -- '*.c' '*.h')
    ((${#files[@]}))
    clang-format --dry-run --Werror "${files[@]}"
}

build_preset() {
    local preset=$1 fresh=()

    shift
    cd "$root"
    # scripts/up.sh may have used another generator.
    grep -qs '^CMAKE_GENERATOR:INTERNAL=Ninja$' "build/$preset/CMakeCache.txt" || fresh=(--fresh)
    cmake "${fresh[@]}" --preset "$preset" "${launcher[@]}" "$@"
    cmake --build "build/$preset" --parallel "$jobs"
}

# Warnings are no errors in what people build, but here they are.
build_release() {
    build_preset release | tee "$root/build/release.log"
    ! grep 'warning:' "$root/build/release.log"
}

# A test that is skipped or was not built is no success.
run_tests() {
    local output status=0

    output=$(ctest --test-dir "$root/build/$1" --parallel "$jobs" --timeout 120 --no-tests=error \
        --output-on-failure 2>&1) || status=$?
    grep -vE '^ +Start +[0-9]+:| Passed +[0-9.]+ sec$' <<<"$output"
    ((status == 0)) && ! grep -q '^The following tests did not run:' <<<"$output"
}

# As a packager would: no preset, no test library, the default generator.
build_plainly() {
    local scratch

    scratch=$(mktemp -d "$root/build/plain.XXXXXX")
    cmake -S "$root" -B "$scratch" -DCMAKE_BUILD_TYPE=Release
    cmake --build "$scratch" --target badged --parallel "$jobs"
    "$scratch/badged" --version
    rm -r "$scratch"
}

run_tidy() {
    local output status=0

    output=$(cd "$root/build/$1" && run-clang-tidy -quiet -p . -j "$jobs" "$2" 2>&1) || status=$?
    sed 's/\x1b\[[0-9;]*m//g' <<<"$output" | grep -vE '^(clang-tidy|[0-9]+ warnings)' || true
    return "$status"
}

tidy_all() {
    run_tidy tidy "$root/(server|keys|fixtures|tests)/"
    run_tidy fuzz "$root/tests/fuzz/"
}

run_fuzzers() {
    local targets good

    targets=$("$root/scripts/fuzz.sh" --list | wc -l)
    "$root/scripts/fuzz.sh" --total "$fuzz_seconds" | tee "$root/build/fuzz/summary" || true
    good=$(grep -c ' ok ' "$root/build/fuzz/summary" || true)
    printf '%d passed, %d failed\n' "$good" $((targets - good))
    ((good == targets))
}

check_fast() {
    step 'build with gcc, warnings are errors (dev)' build_preset dev
    step 'tests (dev)' run_tests dev
}

check_all() {
    step 'format' check_format
    check_fast
    step 'build under ASan and UBSan (asan)' build_preset asan
    step 'tests under ASan, LSan and UBSan (asan)' run_tests asan
    step 'build optimised and hardened (release)' build_release
    step 'build plainly, as the README says' build_plainly
    step 'build with clang, warnings are errors (tidy)' build_preset tidy -DCMAKE_C_CLANG_TIDY=
    step 'build the fuzzers (fuzz)' build_preset fuzz -DBADGED_WERROR=ON
    step 'clang-tidy' tidy_all
    step "fuzz for $fuzz_seconds s" run_fuzzers
}

check_sdk() {
    if [[ -x $root/tests/sdk/run.sh ]]; then
        step 'real clients (sdk)' env BADGED="$root/build/release/badged" "$root/tests/sdk/run.sh"
    else
        step 'real clients (sdk)' die 'tests/sdk/run.sh is missing'
    fi
}

summarise() {
    local title

    for title in "${broken[@]}"; do
        say "FAILED: $title"
    done
    printf '%d passed, %d failed\n' "$passed" "$failed"
    ((failed == 0))
}

main() {
    fast=0 sdk=0 launcher=()
    while (($#)); do
        case $1 in
        --help | -h)
            usage
            return 0
            ;;
        --fast) fast=1 ;;
        --sdk) sdk=1 ;;
        --fuzz)
            [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || die '--fuzz takes a number of seconds'
            fuzz_seconds=$2
            shift
            ;;
        *) die "unknown option $1; try --help" ;;
        esac
        shift
    done
    ((!fast || !sdk)) || die '--fast and --sdk are not for the same run'
    install_missing
    ! command -v ccache >/dev/null || launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache)
    mkdir -p "$root/build"
    export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1
    export UBSAN_OPTIONS=print_stacktrace=1
    if ((fast)); then
        check_fast
    else
        check_all
    fi
    if ((sdk)); then
        check_sdk
    fi
    summarise
}

main "$@"
