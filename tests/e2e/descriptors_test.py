#!/usr/bin/env python3
"""At the limit of descriptors: little CPU, few lines, nobody hangs, and healthy again afterwards."""
import select
import time
import unittest

import daemon
from daemon import Daemon, until

DESCRIPTORS = 64
CLIENTS = 200
HELD_SECONDS = 2
CPU_SECONDS = 1  # of the two: a loop that spins takes all of them
LINES_MAX = 20


def crowd(server):
    """Clients that connect and say nothing."""
    return [server.connect() for _ in range(CLIENTS)]


class Descriptors(unittest.TestCase):
    def test_the_limit_is_survived(self):
        with Daemon(descriptors=DESCRIPTORS) as server:
            server.ready()
            before, begun = server.cpu(), time.monotonic()
            clients = crowd(server)
            time.sleep(max(0, begun + HELD_SECONDS - time.monotonic()))
            spent = server.cpu() - before
            turned_away = len(select.select(clients, [], [], 0)[0])
            for client in clients:
                client.close()
            self.assertTrue(until(lambda: self.is_healthy(server)))
            log = server.log()
            print(f'{CLIENTS} clients, {DESCRIPTORS} descriptors: {turned_away} turned away, '
                  f'{spent:.2f} s CPU, {log.count("event=accept_failed")} lines about it')
            self.assertLess(spent, CPU_SECONDS)
            self.assertIn('event=accept_failed', log)
            self.assertLess(len(log.splitlines()), LINES_MAX)
            self.assertGreater(turned_away, CLIENTS - DESCRIPTORS)
            self.assertEqual(server.stop()[1], 0)

    def is_healthy(self, server):
        try:
            return server.ask('GET', '/_badged/health')[0] == 200
        except OSError:
            return False


if __name__ == '__main__':
    daemon.main()
