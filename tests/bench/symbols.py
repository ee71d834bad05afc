"""Where the time goes, by `perf record`: shares of libraries and of symbols."""
import os
import re
import subprocess
import time
from collections import Counter

HERTZ = '1999'
SYMBOLS = 10


class Perf:
    """Samples a process, and what it starts, from `with` to its end."""

    def __init__(self, folder, pid):
        self.data = folder / f'perf.{pid}.data'
        self.pid = pid

    def __enter__(self):
        # perf says when it has attached: without that, a short case is over before the first sample.
        orders, self.order = os.pipe()
        self.answers, answer = os.pipe()
        try:
            self.process = subprocess.Popen(
                ['perf', 'record', '-q', '-F', HERTZ, '-D', '-1', '-o', str(self.data), '-p',
                 str(self.pid), '--control', f'fd:{orders},{answer}'],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                pass_fds=(orders, answer), text=True)
        finally:
            os.close(orders)
            os.close(answer)
        self.tell(b'enable\n')
        return self

    def tell(self, order):
        try:
            os.write(self.order, order)
            os.read(self.answers, 16)  # empty when perf has ended instead
        except BrokenPipeError:
            pass

    def __exit__(self, *_):
        self.tell(b'stop\n')
        self.said = self.process.stderr.read()
        self.process.wait()
        os.close(self.order)
        os.close(self.answers)

    def shares(self, command):
        """(Counter of objects, Counter of (object, symbol)) in percent of what threads of that name used."""
        report = subprocess.run(
            ['perf', 'report', '-q', '-i', str(self.data), '--stdio', '--no-children', '-g', 'none',
             '--comms', command, '--sort', 'dso,symbol', '-t', '|'],
            capture_output=True, text=True, check=False)
        found = re.findall(r'^ *([\d.]+)% *\|([^|]+)\|\[.\] ([^|\n]+)', report.stdout, re.MULTILINE)
        whole = sum(float(share) for share, _, _ in found)
        objects, symbols = Counter(), Counter()
        for share, dso, symbol in found:
            dso, symbol, percent = dso.strip(), symbol.strip(), float(share) / whole * 100
            # Distributions strip what is not exported, and assembly is not: no name is to be had.
            if symbol.startswith('0x'):
                symbol = '(no symbol)'
            objects[dso] += percent
            symbols[dso, symbol] += percent
        return objects, symbols


def why_not(folder):
    """Empty when perf works here, else what it says."""
    try:
        with Perf(folder, os.getpid()) as perf:
            deadline = time.process_time() + 0.1
            while time.process_time() < deadline:
                pass
        run = subprocess.run(['perf', 'report', '-q', '-i', perf.data, '--stdio'],
                             capture_output=True, text=True, check=False)
    except OSError as error:
        return f'perf cannot be started ({error.strerror})'
    if run.returncode == 0 and run.stdout.strip():
        return ''
    said = (perf.said + run.stderr).strip().splitlines() or ['it sampled nothing']
    return said[-1].replace(str(folder), '').strip()


def render(profile):
    objects, symbols = profile
    if not symbols:
        return ['No profile: perf sampled nothing.']
    lines = ['By object: ' + ', '.join(f'{dso} {share:.1f} %' for dso, share
                                       in objects.most_common(6)) + '.',
             '', '| share | object | symbol |', '|---:|---|---|']
    for (dso, symbol), share in symbols.most_common(SYMBOLS):
        lines.append(f'| {share:.1f} % | {dso} | `{symbol}` |')
    return lines
