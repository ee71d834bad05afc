"""What is measured with: wrk, and `openssl speed` beside it."""
import os
import re
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

from failure import Failure

SCRIPT = Path(__file__).with_name('requests.lua')


@dataclass
class Load:
    """What wrk saw, and what it took from the machine to see it."""
    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    client_cpu: float  # seconds

    @property
    def rate(self):
        return self.requests / self.seconds


# A wrk that takes so much longer than it should is ended: the machine is too busy to measure on.
OVERTIME_SECONDS = 30


class Wrk:
    """One wrk on its way; `result` waits for it."""

    def __init__(self, url, connections, seconds, bodies=None):
        self.what = f'wrk -c{connections} {url}'
        command = ['wrk', '-t1', f'-c{connections}', f'-d{seconds}s', '-s', str(SCRIPT), url]
        if bodies:
            command += ['--', str(bodies)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        text=True)
        self.overtime = threading.Timer(seconds + OVERTIME_SECONDS, self.process.kill)
        self.overtime.daemon = True
        self.overtime.start()

    def result(self):
        output = self.process.stdout.read()
        self.overtime.cancel()
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        line = re.search(r'^figures (.*)$', output, re.MULTILINE)
        if self.process.returncode != 0 or not line:
            raise Failure(f'{self.what} failed (status {self.process.returncode}):\n{output}')
        requests, microseconds, p50, p99, refused, broken = map(float, line[1].split())
        # A refusal is cheap: with one among them the figures would be of something else.
        if refused or broken or not requests:
            raise Failure(f'{self.what}: {requests:.0f} answers, {refused:.0f} of them errors, '
                          f'{broken:.0f} connections broken')
        return Load(int(requests), microseconds / 1e6, p50 / 1e3, p99 / 1e3,
                    usage.ru_utime + usage.ru_stime)

    def stop(self):
        self.overtime.cancel()
        if self.process.returncode is None:
            self.process.kill()
            self.process.wait()


@dataclass
class Limit:
    """One sign and one verify, RSA-2048, per second."""
    sign: float
    verify: float

    @property
    def both(self):
        return 1 / (1 / self.sign + 1 / self.verify)


def openssl_speed(seconds, processes):
    """One process is divided by its CPU time, which other users of the machine do not change;
    several (`-multi`) by the time on the wall, which they do."""
    command = ['openssl', 'speed', '-seconds', str(seconds)]
    if processes > 1:
        command += ['-multi', str(processes)]
    run = subprocess.run(command + ['rsa2048'], capture_output=True, text=True, check=False)
    line = re.search(r'^rsa 2048 bits.*?([\d.]+) +([\d.]+)$', run.stdout, re.MULTILINE)
    if run.returncode != 0 or not line:
        raise Failure(f'{" ".join(command)} rsa2048 failed:\n{run.stdout}{run.stderr}')
    return Limit(float(line[1]), float(line[2]))
