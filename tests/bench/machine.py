"""The machine that was measured, and who else used it."""
import os
import platform
import re
import subprocess
from datetime import datetime, timezone
from pathlib import Path

PRETTY = r'^PRETTY_NAME="?([^"\n]*)'
TICKS = os.sysconf('SC_CLK_TCK')
ROOT = Path(__file__).resolve().parents[2]


def first(pattern, path):
    try:
        found = re.search(pattern, Path(path).read_text(encoding='utf-8'), re.MULTILINE)
    except OSError:
        found = None
    return found[1] if found else 'unknown'


def said(*command):
    """The first line that a command prints, or nothing."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ''
    return ((run.stdout or run.stderr).strip().splitlines() or [''])[0]


def busy():
    """CPU seconds that all processes together have used."""
    with open('/proc/stat', encoding='ascii') as stat:
        user, nice, system, _, _, irq, softirq, steal = map(int, stat.readline().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / TICKS


def comms(pid):
    """The names of a process's threads, as perf wants them."""
    return ','.join({Path(f'/proc/{pid}/task/{task}/comm').read_text().strip()
                     for task in os.listdir(f'/proc/{pid}/task')})


def facts():
    memory = first(r'^MemTotal:\s+(\d+)', '/proc/meminfo')
    return {
        'date': datetime.now(timezone.utc).strftime('%Y-%m-%d %H:%M UTC'),
        'machine': f'{first(r"^model name.*?: (.*)$", "/proc/cpuinfo")}, '
                   f'{len(os.sched_getaffinity(0))} CPUs, {int(memory) // 1024 // 1024} GB, '
                   f"{first(PRETTY, '/etc/os-release')}, "
                   f'Linux {platform.release().partition(chr(45))[0]}',
        'load': '%.2f' % os.getloadavg()[0],
        'commit': said('git', '-C', str(ROOT), 'describe', '--always', '--dirty'),
        'versions': ', '.join(filter(None, [
            said('openssl', 'version'), said('wrk', '--version').partition(' Copyright')[0],
            f'Python {platform.python_version()}', said('perf', '--version')])),
    }
