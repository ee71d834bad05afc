"""RESULTS.md from the samples of a run. Every number in it was measured in that run."""
from dataclasses import dataclass
from statistics import median
from typing import Callable, Optional

import symbols
import worlds

MB = 1024  # kB, as /proc counts them


@dataclass
class Row:
    figure: str
    measured: str
    ratio: str = ''
    expected: str = 'none set'
    met: Optional[bool] = None
    about: str = ''  # the explanation of a figure that falls short

    def render(self):
        met = {None: '', True: 'met', False: '**not met**'}[self.met]
        return f'| {self.figure} | {self.measured} | {self.ratio} | {self.expected} | {met} |'


@dataclass
class Goal:
    text: str
    test: Callable[[float], bool]
    about: str


def at_most(limit, unit, about):
    return Goal(f'<= {limit}{unit}', lambda value: value <= limit, about)


def at_least(limit, about):
    return Goal(f'>= {limit}', lambda value: value >= limit, about)


def row(figure, measured, ratio='', goal=None, value=None):
    if not goal:
        return Row(figure, measured, ratio)
    return Row(figure, measured, ratio, goal.text, goal.test(value), goal.about)


class Samples:
    """Medians over the rounds; a ratio is taken within each round first."""

    def __init__(self, samples):
        self.samples = samples

    def median(self, name):
        return median(self.samples[name])

    def spread(self, name):
        return f'{min(self.samples[name]):.1f}-{max(self.samples[name]):.1f}'

    def ratio(self, above, below):
        return self.times(above, below, lambda a, b: a / b)

    def times(self, left, right, operation):
        return median(map(operation, self.samples[left], self.samples[right]))


def limit_rows(of, cores):
    for name, what in (('one', '1 process'), ('all', f'-multi {cores}')):
        yield Row(f'`openssl speed rsa2048`, {what}: one sign and one verify',
                  f"{of.median(f'limit.{name}'):.0f}/s "
                  f"(sign {of.median(f'limit.{name}.sign'):.0f}, "
                  f"verify {of.median(f'limit.{name}.verify'):.0f})",
                  'the measure of the others', expected='')


def rate_rows(of, cores, connections):
    full = connections[-1]
    for count in connections:
        ratio = of.ratio(f'exchange.{count}.rate', 'limit.all')
        yield row(f'exchanges per second, {count} connection{"s" * (count > 1)}',
                  f"{of.median(f'exchange.{count}.rate'):.0f}/s",
                  f'{ratio:.2f} of {cores} cores',
                  at_least(0.75, 'exchange') if count == full else None, ratio)


def latency_rows(of, connections):
    for count in connections:
        p50, p99 = (of.median(f'exchange.{count}.{p}') for p in ('p50', 'p99'))
        ratio = of.times(f'exchange.{count}.p50', 'limit.one', lambda ms, rate: ms / 1e3 * rate)
        yield row(f'exchange p50 / p99, {count} connection{"s" * (count > 1)}',
                  f'{p50:.2f} / {p99:.2f} ms', f'p50 {ratio:.2f} x (sign + verify)')


def cpu_rows(of, connections):
    full = connections[-1]
    for count in connections:
        ratio = of.times(f'exchange.{count}.cpu', 'limit.one', lambda us, rate: us / 1e6 * rate)
        yield row(f'server CPU per exchange, {count} connection{"s" * (count > 1)}',
                  f"{of.median(f'exchange.{count}.cpu'):.0f} us", f'{ratio:.2f} x (sign + verify)',
                  at_most(1.3, ' x', 'exchange') if count == full else None, ratio)


def discovery_rows(of, full):
    quiet, busy = (of.median(f'discovery.{name}.p99') for name in ('quiet', 'busy'))
    yield row('discovery p50 / p99, nothing else asked',
              f"{of.median('discovery.quiet.p50'):.2f} / {quiet:.2f} ms")
    yield row(f'discovery p50 / p99 while {full} connections ask for tokens',
              f"{of.median('discovery.busy.p50'):.2f} / {busy:.2f} ms "
              f"(beside {of.median('discovery.tokens'):.0f} tokens/s)",
              f"p99 {of.ratio('discovery.busy.p99', 'discovery.quiet.p99'):.1f} x",
              at_most(10, ' ms', 'discovery'), busy)


def start_rows(of):
    start = of.median('start.one')
    yield row(f"start to first answer, keys on disk, median of {len(of.samples['start.one'])}",
              f"{start:.1f} ms ({of.spread('start.one')})",
              f"{start / of.median('process'):.1f} x `badged --version`",
              at_most(10, ' ms', 'start.one'), start)


def memory_rows(of):
    idle, loaded = of.median('idle.one'), of.median('loaded.one')
    goal = at_most(8, ' MB', 'memory')
    yield row('resident, idle', f'{idle / MB:.1f} MB', '', goal, idle / MB)
    yield row('resident, after the whole load (journal full)', f'{loaded / MB:.1f} MB',
              f'{loaded / idle:.2f} x idle', goal, loaded / MB)


def world_rows(of):
    size = f'{worlds.LARGE:,} credentials'
    ratio = of.ratio('world.large.cpu', 'world.one.cpu')
    load = (of.median('start.large') - of.median('start.one')) / 1e3
    check = of.times('check.large', 'check.one', lambda large, one: large - one)
    memory = of.median('idle.large') - of.median('idle.one')
    yield row(f'server CPU per exchange, {size} against 1',
              f"{of.median('world.large.cpu'):.0f} us, {of.median('world.one.cpu'):.0f} us",
              f'{ratio:.3f} x', at_most(1.05, ' x', 'exchange'), ratio)
    yield row(f'to load {size}: start to first answer, less that with 1', f'{load:.2f} s',
              f"{load * 1e3 / of.median('start.one'):.0f} x a start",
              at_most(0.5, ' s', 'start.large'), load)
    yield row(f'`badged check` of {size}, less that of 1', f'{check:.2f} s',
              f"{of.ratio('check.large', 'check.one'):.0f} x",
              at_most(0.5, ' s', 'start.large'), check)
    yield row(f'resident more with {size}, idle', f'{memory / MB:.0f} MB',
              f'{memory * 1024 / worlds.LARGE:.0f} bytes each')


def https_rows(of, full):
    for what, name in (('exchanges', 'exchange'), ('discovery answers', 'discovery')):
        rate, cpu = f'{name}.rate', f'{name}.cpu'
        yield row(f'{what} per second, HTTPS against HTTP, keep-alive, {full} connections',
                  f"{of.median(f'https.{rate}'):.0f}/s, {of.median(f'http.{rate}'):.0f}/s",
                  f"{of.ratio(f'https.{rate}', f'http.{rate}'):.2f} x; server CPU "
                  f"{of.ratio(f'https.{cpu}', f'http.{cpu}'):.2f} x")


def all_rows(bench, connections):
    of, full = Samples(bench.samples), connections[-1]
    return [*limit_rows(of, bench.cores), *rate_rows(of, bench.cores, connections),
            *latency_rows(of, connections), *cpu_rows(of, connections), *discovery_rows(of, full),
            *start_rows(of), *memory_rows(of), *world_rows(of), *https_rows(of, full)]


METHOD = '''\
Written by `scripts/bench.sh`; it judges nothing, and no test reads it.

**Read the ratios.** The machine was shared while this ran ({others:.0f} % of it was used by neither badged nor wrk during the
exchanges at {full} connections; load average {load} before the first start), so the absolute figures say little elsewhere.

* {rounds} round{s} of {seconds} s a case, the cases interleaved; medians. A ratio is taken within its round, then its median.
* `openssl speed -seconds {seconds} rsa2048` in every round: as 1 process it divides by its own CPU time, and is what CPU and latency
  are held against; with `-multi {cores}` it divides by the time on the wall, and is what {cores} cores can do beside the machine's other users.
  One exchange cannot take less than one verify and one sign: 1/(1/S + 1/V).
* The client is `wrk -t1` on the same CPUs. It took {client:.0f} us of CPU per exchange at {full} connections ({client_share:.0f} % of the
  cores), which badged could not have; nothing is corrected for that.
* {assertions} distinct assertions per world, minted before through `POST /_badged/mint`, posted in turn; any error among the answers ends the run.
* Server CPU is utime + stime of `/proc/PID/stat` over the answers that wrk counted; memory is VmRSS. 1 MB is 1024 kB.
* The world of {large:,} credentials has {each} per application, the most that Entra allows; its assertions are spread from the first
  credential to the last. It is compared in the order A B B A within a round. Its start was taken {rounds} time{s}.
* A start is fork and exec to the first 200 over HTTP, seen by Python; `badged --version` is what starting any process costs, seen likewise.
'''


def render_method(bench, facts, connections, assertions):
    of, full = Samples(bench.samples), connections[-1]
    client = of.median(f'exchange.{full}.client')
    share = of.times(f'exchange.{full}.client', f'exchange.{full}.rate',
                     lambda us, rate: us / 1e6 * rate) / bench.cores
    return METHOD.format(
        others=of.median(f'exchange.{full}.others') * 100, full=full, load=facts['load'],
        rounds=bench.rounds, s='s' * (bench.rounds > 1), seconds=bench.seconds, cores=bench.cores,
        client=client, client_share=share * 100, assertions=assertions, large=worlds.LARGE,
        each=worlds.CREDENTIALS_PER_APPLICATION)


TITLES = {
    'exchange': 'Exchanges at full load',
    'discovery': 'Discovery while tokens are signed',
    'start.one': 'Start with keys on disk',
    'start.large': f'Start with {worlds.LARGE:,} credentials',
    'memory': 'Memory after the load',
}


def loop_explanation(bench):
    of = Samples(bench.samples)
    ran, waited, turns = (of.median(f'loop.{name}') for name in ('ran', 'waited', 'turns'))
    return [f'In {bench.seconds} s of that load the thread of the loop ran {ran * 1e3:.0f} ms, and was ready but without a '
            f'CPU {waited * 1e3:.0f} ms, in {turns:.0f} turns: {waited / turns * 1e3:.2f} ms a turn. Workers, loop, two wrk '
            f'and the others of the machine shared {bench.cores} CPUs.']


def explanation(bench, about):
    if about == 'discovery':
        return loop_explanation(bench)
    if about == 'memory':
        lines = ['| resident | mapping |', '|---:|---|']
        lines += [f'| {size / MB:.2f} MB | {name} |' for size, name in bench.mappings[:symbols.SYMBOLS]]
        return lines
    if bench.no_perf:
        return [f'No profile: perf does not work here: {bench.no_perf}']
    return symbols.render(bench.profiles[about])


def render_short(bench, rows):
    """What is not met, each group with its profile; then what an exchange is made of in any case."""
    short = [each for each in rows if each.met is False]
    lines = ['## What falls short', '']
    if not short:
        lines += ['Nothing that was expected.', '']
    for about in dict.fromkeys(each.about for each in short):
        lines += [f'### {TITLES[about]}', '']
        lines += [f'* {each.figure}: {each.measured}'
                  f'{" (" + each.ratio + ")" if each.ratio else ""}, expected {each.expected}'
                  for each in short if each.about == about]
        lines += ['', *explanation(bench, about), '']
    if 'exchange' not in {each.about for each in short}:
        lines += ['## Where an exchange spends its time', '', *explanation(bench, 'exchange'), '']
    return lines


def render(bench, facts, connections, assertions):
    rows = all_rows(bench, connections)
    lines = ['# What badged costs', '',
             f"* {facts['date']}, badged {bench.version}, commit {facts['commit'] or 'unknown'}",
             f"* {facts['machine']}", f"* {facts['versions']}", '',
             render_method(bench, facts, connections, assertions),
             '| figure | measured | ratio | expected | met |', '|---|---|---|---|---|',
             *[each.render() for each in rows], '', *render_short(bench, rows)]
    return '\n'.join(lines).rstrip('\n') + '\n'
