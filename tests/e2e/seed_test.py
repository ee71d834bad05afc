#!/usr/bin/env python3
"""With --seed and --now the same requests have the same answers, however many threads sign."""
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

import daemon
from daemon import Daemon

PARALLEL = 8
ROUNDS = 3


def answers(workers, late=0):
    """{exchange id: (status, body)}; the requests of a round are equal, for their order is chance.
    `late`: seconds that pass before anything is asked."""
    # The port is chance too, and tokens carry the origin.
    with Daemon('--origin', 'https://localhost:8443', '--seed', '7',
                '--now', '2026-11-22T05:00:00Z', '--workers', str(workers)) as server:
        server.ready()
        time.sleep(late)
        told = {}
        assertion = server.assertion()
        bodies = [assertion, assertion[:-8] + 'AAAAAAAA', assertion]
        for body in bodies[:ROUNDS]:
            with ThreadPoolExecutor(PARALLEL) as pool:
                for status, headers, text in pool.map(server.exchange, [body] * PARALLEL):
                    told[int(headers['x-badged-exchange'])] = (status, text)
        return told, server.ask('GET', '/openid/v1/jwks')[2]


class Seed(unittest.TestCase):
    def test_one_worker_and_eight_give_the_same_bytes_twice(self):
        self.maxDiff = None
        first = answers(1)
        self.assertEqual(sorted(first[0]), list(range(1, PARALLEL * ROUNDS + 1)))
        self.assertEqual({status for status, _ in first[0].values()}, {200, 401})
        for workers, late in (8, 0), (1, 1.1), (8, 1.1):
            self.assertEqual(answers(workers, late), first)


if __name__ == '__main__':
    daemon.main()
