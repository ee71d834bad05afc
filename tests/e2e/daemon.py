"""The built daemon as a process, on a free port of the loopback; and clients of it."""
import http.client
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

TENANT = '11111111-1111-1111-1111-111111111111'
CLIENT = '22222222-2222-2222-2222-222222222222'
TOKEN = f'/{TENANT}/oauth2/v2.0/token'
DISCOVERY = '/.well-known/openid-configuration'
PATIENCE = 60  # seconds that a client waits for anything; sanitizers and valgrind are slow
BINARY = ''


def main():
    """Runs the test of the script; its first argument is the daemon's path."""
    global BINARY
    BINARY = sys.argv.pop(1)
    unittest.main(module='__main__', verbosity=2)


class Daemon:
    """Ephemeral, with everything that it logs in a file; a `with` ends it when a test did not."""

    def __init__(self, *options, fixtures=None, descriptors=None):
        self.folder = tempfile.TemporaryDirectory(prefix='badged-e2e-')
        self.log_path = os.path.join(self.folder.name, 'log')
        where = [] if fixtures is None else ['--fixtures', fixtures]
        limit = (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))) \
            if descriptors else None
        with open(self.log_path, 'wb') as log:
            self.process = subprocess.Popen(
                [BINARY, 'serve', '--listen', '127.0.0.1:0', '--ephemeral', *where, *options],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, preexec_fn=limit,
                env={**os.environ, 'TMPDIR': self.folder.name})
        self.pid = self.process.pid

    def ready(self):
        line = self.process.stdout.readline()
        if not line:
            self.process.wait(PATIENCE)
            raise AssertionError(f'the daemon did not start:\n{self.log()}')
        self.port = json.loads(line)['port']
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.folder.cleanup()

    def log(self):
        with open(self.log_path, encoding='utf-8') as log:
            return log.read()

    def houses(self):
        """The temporary folders that it made and did not remove."""
        return [name for name in os.listdir(self.folder.name) if name.startswith('badged-')]

    def send(self, number):
        self.process.send_signal(number)

    def stop(self, number=signal.SIGTERM):
        """Seconds that it took to end, and its exit status."""
        begun = time.monotonic()
        self.send(number)
        status = self.process.wait(PATIENCE)
        return time.monotonic() - begun, status

    def connect(self, patience=PATIENCE):
        return socket.create_connection(('127.0.0.1', self.port), patience)

    def session(self):
        return http.client.HTTPConnection('127.0.0.1', self.port, timeout=PATIENCE)

    def ask(self, method, path, body=None, kind='application/json', session=None):
        """(status, headers, body) on a connection of its own, or on one that stays."""
        own = session is None
        session = session or self.session()
        try:
            session.request(method, path, body, {'Content-Type': kind} if body is not None else {})
            answer = session.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            if own:
                session.close()

    def ask_json(self, path):
        return json.loads(self.ask('GET', path)[2])

    def assertion(self):
        return json.loads(self.ask('POST', '/_badged/mint', '{}')[2])['token']

    def exchange(self, assertion, session=None):
        return self.ask('POST', TOKEN, form(assertion), 'application/x-www-form-urlencoded', session)

    def cpu(self):
        """Seconds of user and system time, all threads together."""
        with open(f'/proc/{self.pid}/stat', encoding='ascii') as stat:
            fields = stat.read().rpartition(')')[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def resident_kb(self):
        with open(f'/proc/{self.pid}/status', encoding='ascii') as status:
            return next(int(line.split()[1]) for line in status if line.startswith('VmRSS:'))


def form(assertion):
    return urllib.parse.urlencode({
        'client_id': CLIENT,
        'scope': 'https://management.azure.com/.default',
        'grant_type': 'client_credentials',
        'client_assertion_type': 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        'client_assertion': assertion})


def until(condition, seconds=PATIENCE):
    """Waits for what comes in its own time; false when it never did."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
