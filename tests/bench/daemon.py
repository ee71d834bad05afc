"""One `badged serve` of ours: started on a free loopback port, watched through /proc, ended by its pid."""
import http.client
import json
import os
import re
import socket
import subprocess
import time
import urllib.parse

import worlds
from failure import Failure

TICKS = os.sysconf('SC_CLK_TCK')
DISCOVERY = '/.well-known/openid-configuration'
TOKEN = f'/{worlds.TENANT}/oauth2/v2.0/token'
START_SECONDS = 60
STOP_SECONDS = 10


class Daemon:
    def __init__(self, badged, state, world, log):
        self.began = time.perf_counter()
        with open(log, 'ab') as stderr:
            self.process = subprocess.Popen(
                [badged, 'serve', '--listen', '127.0.0.1:0', '--state', str(state),
                 '--fixtures', str(world)],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr)
        line = self.process.stdout.readline()
        if not line:
            self.process.wait(STOP_SECONDS)
            raise Failure(f'badged serve did not start; its log:\n{log.read_text()}')
        ready = json.loads(line)
        self.port, self.version = ready['port'], ready['version']
        self.pid = self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def url(self, path=DISCOVERY, scheme='http'):
        return f'{scheme}://127.0.0.1:{self.port}{path}'

    def ask(self, method, path, body=None, content_type='application/json'):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=START_SECONDS)
        try:
            connection.request(method, path, body, {'Content-Type': content_type} if body else {})
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise Failure(f'{method} {path} was answered {answer.status}: {text.decode()}')
        return text

    def first_answer_ms(self):
        """From fork and exec to the first 200; over a bare socket, for what http.client takes is not ours."""
        with socket.create_connection(('127.0.0.1', self.port), START_SECONDS) as connection:
            connection.sendall(f'GET {DISCOVERY} HTTP/1.1\r\nHost: localhost\r\n\r\n'.encode())
            answer = connection.recv(4096)
        elapsed = (time.perf_counter() - self.began) * 1e3
        if not answer.startswith(b'HTTP/1.1 200 '):
            raise Failure(f'the first answer was {answer!r}')
        return elapsed

    def cpu(self):
        """Seconds of user and system time, all threads together."""
        with open(f'/proc/{self.pid}/stat', encoding='ascii') as stat:
            fields = stat.read().rpartition(')')[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def loop_turns(self):
        """Of the thread that owns the loop: (seconds on a CPU, seconds waiting for one, turns)."""
        with open(f'/proc/{self.pid}/task/{self.pid}/schedstat', encoding='ascii') as schedstat:
            ran, waited, turns = map(int, schedstat.read().split())
        return ran / 1e9, waited / 1e9, turns

    def rss_kb(self):
        with open(f'/proc/{self.pid}/status', encoding='ascii') as status:
            return int(re.search(r'^VmRSS:\s+(\d+) kB$', status.read(), re.MULTILINE)[1])

    def rss_by_mapping(self):
        """[(kB, name)], the largest first: what is ours in memory, and what is a library's."""
        sizes, name = {}, ''
        with open(f'/proc/{self.pid}/smaps', encoding='utf-8') as smaps:
            for line in smaps:
                head = re.match(r'[0-9a-f]+-[0-9a-f]+ (?:\S+\s+){3}\S+\s*(.*)$', line)
                if head:
                    name = os.path.basename(head[1].strip()) or '(anonymous)'
                elif line.startswith('Rss:'):
                    sizes[name] = sizes.get(name, 0) + int(line.split()[1])
        return sorted(((size, name) for name, size in sizes.items() if size), reverse=True)

    def write_bodies(self, path, credentials, count):
        """Mints `count` assertions and writes the requests that post them, one a line."""
        lines = []
        for client, subject in worlds.workloads(credentials, count):
            minted = json.loads(self.ask('POST', '/_badged/mint', json.dumps({'subject': subject})))
            form = urllib.parse.urlencode({
                'client_id': client,
                'scope': 'https://management.azure.com/.default',
                'grant_type': 'client_credentials',
                'client_assertion_type': 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
                'client_assertion': minted['token']})
            lines.append(f'{TOKEN} {form}\n')
        self.ask('POST', TOKEN, lines[-1].split()[1], 'application/x-www-form-urlencoded')
        path.write_text(''.join(lines))
