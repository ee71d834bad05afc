#!/usr/bin/env python3
"""SIGTERM and SIGINT: what was asked before is answered, the exit status is 0, within five seconds."""
import json
import os
import signal
import tempfile
import threading
import time
import unittest

import daemon
from daemon import Daemon, TOKEN, form, until

CLIENTS = 24
LIMIT_SECONDS = 5


def post(assertion):
    body = form(assertion)
    return (f'POST {TOKEN} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n'
            f'Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}').encode()


def read_all(client):
    """Until the other side closes, or cuts off."""
    told = b''
    try:
        while piece := client.recv(65536):
            told += piece
    except ConnectionError:
        pass
    return told


def many_issuers(count):
    return {'issuers': [{'name': f'i{i}', 'issuer': f'https://i{i}.example/'} for i in range(count)]}


class Stop(unittest.TestCase):
    def under_load(self, number):
        """Every request was sent before the signal, half of them on connections that nobody has
        looked at yet."""
        with Daemon() as server:
            server.ready()
            request = post(server.assertion())
            clients = [server.connect() for _ in range(CLIENTS)]
            for client in clients:
                client.sendall(request)
            seconds, told = self.stop_and_read(server, number, clients)
            for each in told:
                self.assertTrue(each.startswith(b'HTTP/1.1 200 '), each)
                self.assertTrue(each.endswith(b'}'), each)
            self.assertLess(seconds, LIMIT_SECONDS)
            self.assertEqual(server.houses(), [])

    def stop_and_read(self, server, number, clients):
        told = [b''] * len(clients)

        def read(index):
            told[index] = read_all(clients[index])
            clients[index].close()

        threads = [threading.Thread(target=read, args=[index]) for index in range(len(clients))]
        begun = time.monotonic()
        server.send(number)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(daemon.PATIENCE)
        self.assertEqual(server.process.wait(daemon.PATIENCE), 0)
        return time.monotonic() - begun, told

    def test_sigterm_under_load_answers_what_was_asked(self):
        self.under_load(signal.SIGTERM)

    def test_sigint_under_load_answers_what_was_asked(self):
        self.under_load(signal.SIGINT)

    def test_a_request_that_never_ends_does_not_hold_the_daemon(self):
        with Daemon() as server:
            server.ready()
            with server.connect() as client:
                client.sendall(b'GET / HTTP/1.1\r\n')
                self.assertTrue(server.ask('GET', '/_badged/health'))
                seconds, status = server.stop()
            self.assertEqual(status, 0)
            self.assertLess(seconds, LIMIT_SECONDS)

    def test_a_second_signal_ends_it_at_once(self):
        with Daemon() as server:
            server.ready()
            with server.connect() as client:
                client.sendall(b'GET / HTTP/1.1\r\n')
                server.ask('GET', '/_badged/health')
                server.send(signal.SIGTERM)
                self.assertTrue(until(lambda: 'event=draining' in server.log()))
                seconds, status = server.stop()
            self.assertEqual(status, 0)
            self.assertLess(seconds, 2)
            self.assertEqual(server.houses(), [])

    def test_a_signal_while_keys_are_made_leaves_nothing_behind(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'world.json')
            with open(path, 'w', encoding='utf-8') as file:
                json.dump(many_issuers(100), file)
            with Daemon(fixtures=path) as server:
                self.assertTrue(until(lambda: 'event=authority_made' in server.log()))
                self.assertEqual(len(server.houses()), 1)
                seconds, status = server.stop()
                self.assertEqual(status, 0, server.log())
                self.assertLess(seconds, LIMIT_SECONDS)
                self.assertEqual(server.process.stdout.read(), b'')
                self.assertEqual(server.houses(), [])


if __name__ == '__main__':
    daemon.main()
