#!/usr/bin/env python3
"""Measures badged on loopback, each figure beside `openssl speed` of the same round.

scripts/bench.sh prepares and calls this. Only the standard library, wrk and openssl are needed; perf
is used when it works. Only processes that were started here are ended, each by its pid.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import machine
import results
import symbols
import worlds
from daemon import DISCOVERY, TOKEN, Daemon
from failure import Failure
from load import Wrk, openssl_speed

CONNECTIONS = (1, 4, 16)
FULL = 16
ASSERTIONS = 200
STARTS = 11
SECONDS_MAX = 30
# The second wrk must outlive the one that is read, at both ends.
MARGIN_SECONDS = 2


@dataclass
class Bench:
    badged: str
    folder: Path
    seconds: int
    rounds: int
    cores: int = field(default_factory=lambda: len(os.sched_getaffinity(0)))
    version: str = ''
    samples: dict = field(default_factory=lambda: defaultdict(list))  # name -> one value a round
    profiles: dict = field(default_factory=dict)
    mappings: list = field(default_factory=list)
    no_perf: str = ''

    def add(self, name, value):
        self.samples[name].append(value)

    def daemon(self, name):
        """The world, the state folder (so: the keys) and the log of that name."""
        return Daemon(self.badged, self.folder / f'{name}-state', self.folder / f'{name}.json',
                      self.folder / f'{name}.log')

    def bodies(self, name):
        return self.folder / f'{name}.bodies'


def say(text):
    print(f'==> {text}', file=sys.stderr, flush=True)


def load(daemon, url, connections, seconds, bodies=None):
    """(what wrk saw, server CPU seconds per request)"""
    before = daemon.cpu()
    wrk = Wrk(url, connections, seconds, bodies)
    try:
        seen = wrk.result()
    finally:
        wrk.stop()
    return seen, (daemon.cpu() - before) / seen.requests


def exchange(bench, daemon, connections, scheme='http'):
    return load(daemon, daemon.url(TOKEN, scheme), connections, bench.seconds, bench.bodies('one'))


def measure_exchange(bench, daemon, connections):
    busy = machine.busy()
    began, server = time.perf_counter(), daemon.cpu()
    seen, cpu = exchange(bench, daemon, connections)
    name = f'exchange.{connections}'
    bench.add(f'{name}.rate', seen.rate)
    bench.add(f'{name}.p50', seen.p50_ms)
    bench.add(f'{name}.p99', seen.p99_ms)
    bench.add(f'{name}.cpu', cpu * 1e6)
    bench.add(f'{name}.client', seen.client_cpu / seen.requests * 1e6)
    others = machine.busy() - busy - (daemon.cpu() - server) - seen.client_cpu
    bench.add(f'{name}.others', max(others, 0) / (time.perf_counter() - began) / bench.cores)


def measure_limits(bench):
    for name, processes in (('one', 1), ('all', bench.cores)):
        limit = openssl_speed(bench.seconds, processes)
        bench.add(f'limit.{name}', limit.both)
        bench.add(f'limit.{name}.sign', limit.sign)
        bench.add(f'limit.{name}.verify', limit.verify)


def measure_discovery(bench, daemon):
    """Alone, and while a second wrk keeps every worker signing."""
    quiet, _ = load(daemon, daemon.url(), 1, bench.seconds)
    before = daemon.cpu()
    tokens = Wrk(daemon.url(TOKEN), FULL, bench.seconds + MARGIN_SECONDS, bench.bodies('one'))
    try:
        while daemon.cpu() - before < 0.2 and tokens.process.poll() is None:
            time.sleep(0.05)
        turns = daemon.loop_turns()
        busy, _ = load(daemon, daemon.url(), 1, bench.seconds)
        for name, was, now in zip(('ran', 'waited', 'turns'), turns, daemon.loop_turns()):
            bench.add(f'loop.{name}', now - was)
        bench.add('discovery.tokens', tokens.result().rate)
    finally:
        tokens.stop()
    for name, seen in (('quiet', quiet), ('busy', busy)):
        bench.add(f'discovery.{name}.p50', seen.p50_ms)
        bench.add(f'discovery.{name}.p99', seen.p99_ms)


def measure_https(bench, daemon):
    for scheme in ('http', 'https'):
        seen, cpu = exchange(bench, daemon, FULL, scheme)
        bench.add(f'{scheme}.exchange.rate', seen.rate)
        bench.add(f'{scheme}.exchange.cpu', cpu * 1e6)
        seen, cpu = load(daemon, daemon.url(DISCOVERY, scheme), FULL, bench.seconds)
        bench.add(f'{scheme}.discovery.rate', seen.rate)
        bench.add(f'{scheme}.discovery.cpu', cpu * 1e6)


def measure_worlds(bench, daemons):
    """A B B A: what drifts on a shared machine falls on both."""
    cpu = defaultdict(float)
    for name in ('one', 'large', 'large', 'one'):
        _, used = load(daemons[name], daemons[name].url(TOKEN), FULL, bench.seconds,
                       bench.bodies(name))
        cpu[name] += used / 2
    for name, used in cpu.items():
        bench.add(f'world.{name}.cpu', used * 1e6)


def measure_check(bench):
    for name in ('one', 'large'):
        began = time.perf_counter()
        run = subprocess.run([bench.badged, 'check', bench.folder / f'{name}.json'],
                             capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise Failure(f'badged check {name}.json: {run.stdout}{run.stderr}')
        bench.add(f'check.{name}', time.perf_counter() - began)


def measure_starts(bench, name, count):
    for _ in range(count):
        with bench.daemon(name) as daemon:
            bench.add(f'start.{name}', daemon.first_answer_ms())


def measure_processes(bench):
    """What starting any process with these libraries takes: `badged --version`, started as a daemon is."""
    for _ in range(STARTS):
        began = time.perf_counter()
        with subprocess.Popen([bench.badged, '--version'], stdout=subprocess.PIPE) as process:
            process.stdout.read()
        bench.add('process', (time.perf_counter() - began) * 1e3)


def prepare(bench):
    """Worlds, and the keys of each on disk: they are generated on the first start."""
    for name, credentials in (('one', 1), ('large', worlds.LARGE)):
        worlds.write_world(bench.folder / f'{name}.json', credentials)
        with bench.daemon(name) as daemon:
            bench.version = daemon.version


def warm(bench, daemons):
    for name, daemon in daemons.items():
        bench.add(f'idle.{name}', daemon.rss_kb())
        daemon.write_bodies(bench.bodies(name), worlds.LARGE if name == 'large' else 1, ASSERTIONS)
        load(daemon, daemon.url(TOKEN), FULL, 1, bench.bodies(name))


def measure_round(bench, daemons):
    one = daemons['one']
    measure_limits(bench)
    for connections in CONNECTIONS:
        measure_exchange(bench, one, connections)
    measure_discovery(bench, one)
    measure_https(bench, one)
    measure_worlds(bench, daemons)
    measure_check(bench)


def profile_exchange(bench, daemons):
    one = daemons['one']
    with symbols.Perf(bench.folder, one.pid) as perf:
        exchange(bench, one, FULL)
    bench.profiles['exchange'] = perf.shares(machine.comms(one.pid))


def profile_starts(bench, name, count):
    """perf follows what this process starts. These starts are slower for it, and are not counted."""
    with symbols.Perf(bench.folder, os.getpid()) as perf:
        for _ in range(count):
            with bench.daemon(name) as daemon:
                daemon.first_answer_ms()
                comms = machine.comms(daemon.pid)
    bench.profiles[f'start.{name}'] = perf.shares(comms)


def run_rounds(bench):
    with bench.daemon('one') as one, bench.daemon('large') as large:
        daemons = {'one': one, 'large': large}
        warm(bench, daemons)
        for number in range(bench.rounds):
            say(f'round {number + 1} of {bench.rounds}')
            measure_round(bench, daemons)
        for name, daemon in daemons.items():
            bench.add(f'loaded.{name}', daemon.rss_kb())
        bench.mappings = one.rss_by_mapping()
        if not bench.no_perf:
            say('profiles')
            profile_exchange(bench, daemons)


def measure(bench):
    say(f'worlds with 1 and {worlds.LARGE:,} credentials, and their keys')
    prepare(bench)
    bench.no_perf = symbols.why_not(bench.folder)
    say(f'{STARTS} starts')
    measure_processes(bench)
    measure_starts(bench, 'one', STARTS)
    measure_starts(bench, 'large', bench.rounds)
    run_rounds(bench)
    if not bench.no_perf:
        profile_starts(bench, 'one', STARTS)
        profile_starts(bench, 'large', 1)


def seconds_of(text):
    seconds = int(text)
    if not 1 <= seconds <= SECONDS_MAX:
        raise argparse.ArgumentTypeError(f'{seconds} is not between 1 and {SECONDS_MAX}')
    return seconds


def arguments_parse():
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(prog='bench.py', description='See scripts/bench.sh --help.')
    parser.add_argument('--badged', required=True, metavar='FILE', help='the binary to measure')
    parser.add_argument('--seconds', type=seconds_of, metavar='N',
                        help='so long runs each case in each round')
    parser.add_argument('--quick', action='store_true', help='one round instead of three')
    parser.add_argument('--output', type=Path, default=here / 'RESULTS.md', metavar='FILE')
    return parser.parse_args()


def main():
    arguments = arguments_parse()
    seconds = arguments.seconds or (1 if arguments.quick else 3)
    with tempfile.TemporaryDirectory(prefix='badged-bench-') as folder:
        bench = Bench(arguments.badged, Path(folder), seconds, 1 if arguments.quick else 3)
        before = machine.facts()
        measure(bench)
        text = results.render(bench, before, CONNECTIONS, ASSERTIONS)
    arguments.output.write_text(text)
    print(text)
    say(f'written to {arguments.output}')


if __name__ == '__main__':
    try:
        main()
    except (Failure, OSError) as failure:
        print(f'bench.py: {failure}', file=sys.stderr)
        sys.exit(3)
