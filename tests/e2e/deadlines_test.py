#!/usr/bin/env python3
"""Who keeps the daemon waiting is cut off in time. Drips of a single step are in tests/hostile."""
import select
import ssl
import threading
import time
import unittest

import daemon
from daemon import DISCOVERY, Daemon

HEAD, BODY, WRITE = 10, 10, 30  # server/shell/limits.h
EARLY, LATE = 1, 7
PIPELINED = 20000  # answers of about 1 KB: more than the kernel takes for a client that never reads


def one_after_the_other(server):
    """A head that takes nearly its time, and a body that takes more than it."""
    with server.connect() as client:
        client.sendall(b'POST /_badged/mint HTTP/1.1\r\nHost: localhost\r\n')
        time.sleep(HEAD - 2)
        client.sendall(b'Content-Length: 1000\r\n\r\n')
        while not select.select([client], [], [], 0.5)[0]:
            client.sendall(b' ')
        return client.recv(65536)


def hello():
    """The first flight of a handshake."""
    outgoing = ssl.MemoryBIO()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname='localhost').do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


def hello_then_silence(server):
    with server.connect() as client:
        client.sendall(hello())
        told = b''
        try:
            while piece := client.recv(65536):
                told += piece
        except ConnectionError:
            pass
        return told


def never_reads(server):
    """Asks without reading any answer, until it is cut off: then sending fails."""
    request = f'GET {DISCOVERY} HTTP/1.1\r\nHost: localhost\r\n\r\n'.encode()
    with server.connect() as client:
        client.setblocking(False)
        left = request * PIPELINED
        while True:
            try:
                left = left[client.send(left):] or request
            except BlockingIOError:
                time.sleep(0.2)
            except ConnectionError:
                return b'cut'


CASES = [
    # what, seconds, what begins the answer
    (one_after_the_other, HEAD - 2 + BODY, b'HTTP/1.1 408 '),
    (hello_then_silence, HEAD, b'\x16\x03'),
    (never_reads, WRITE, b'cut'),
]


class Deadlines(unittest.TestCase):
    def run_case(self, server, case, results):
        begun = time.monotonic()
        try:
            told = case(server)
        except OSError as error:
            told = repr(error).encode()
        results[case] = (time.monotonic() - begun, told)

    def test_each_is_cut_off_in_time(self):
        with Daemon() as server:
            server.ready()
            results = {}
            threads = [threading.Thread(target=self.run_case, args=[server, case, results])
                       for case, _, _ in CASES]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(daemon.PATIENCE)
            for case, seconds, told in CASES:
                with self.subTest(case.__name__):
                    self.judge(results[case], seconds, told)
                print(f'{case.__name__}: {results[case][0]:.1f} s')
            self.assertEqual(server.ask('GET', '/_badged/health')[0], 200)
            self.assertEqual(server.stop()[1], 0)

    def judge(self, result, seconds, told):
        self.assertGreater(result[0], seconds - EARLY)
        self.assertLess(result[0], seconds + LATE)
        self.assertTrue(result[1].startswith(told), result[1][:100])


if __name__ == '__main__':
    daemon.main()
