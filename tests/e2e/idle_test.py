#!/usr/bin/env python3
"""5,000 connections that say nothing: what they cost is printed, and that all are kept is judged."""
import resource
import time
import unittest

import daemon
from daemon import DISCOVERY, Daemon

IDLE = 5000
SPARE = 200  # descriptors of either side for everything else
PROBES = 200


def possible():
    """As many connections as this process, and a daemon with the same limit, may have open."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY:
        hard = IDLE + SPARE
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, IDLE + SPARE), hard))
    return min(IDLE, hard - SPARE)


def latencies(server):
    """In milliseconds, the shortest first."""
    session, told = server.session(), []
    for _ in range(PROBES):
        begun = time.perf_counter()
        server.ask('GET', DISCOVERY, session=session)
        told.append((time.perf_counter() - begun) * 1e3)
    session.close()
    return sorted(told)


def say(what, server):
    told = latencies(server)
    print(f'{what}: {server.resident_kb() / 1024:.1f} MB resident, discovery p50 '
          f'{told[PROBES // 2]:.2f} ms, p99 {told[PROBES * 99 // 100]:.2f} ms')


class Idle(unittest.TestCase):
    def test_idle_connections_are_kept(self):
        count = possible()
        with Daemon() as server:
            server.ready()
            say('no connection', server)
            idle = [server.connect() for _ in range(count)]
            say(f'{count} idle', server)
            self.assertNotIn('event=accept_failed', server.log())
            for client in (idle[0], idle[-1]):
                client.sendall(b'GET /_badged/health HTTP/1.1\r\nHost: localhost\r\n\r\n')
                self.assertTrue(client.recv(4096).startswith(b'HTTP/1.1 200 '))
            for client in idle:
                client.close()
            seconds, status = server.stop()
            self.assertEqual(status, 0)
            self.assertLess(seconds, 5)


if __name__ == '__main__':
    daemon.main()
