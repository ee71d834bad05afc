#!/usr/bin/env python3
"""200 reloads under load, 40 of them of a broken world: no request notices."""
import base64
import json
import os
import signal
import tempfile
import threading
import unittest

import daemon
from daemon import CLIENT, TENANT, Daemon, until

RELOADS = 200
BROKEN_EVERY = 5
CLIENTS = 4
WORLDS = [{'displayName': 'Contoso', 'lifetime': 3600, 'id': 'aaaaaaaa-0000-4000-8000-000000000000'},
          {'displayName': 'Fabrikam', 'lifetime': 1800, 'id': 'bbbbbbbb-0000-4000-8000-000000000000'}]


def world(number):
    which = WORLDS[number % 2]
    return {
        'issuers': [{'name': 'aks', 'profile': 'aks', 'issuer': '{origin}/'}],
        'tenants': [{
            'tenantId': TENANT, 'displayName': which['displayName'],
            'applications': [{
                'appId': CLIENT, 'displayName': 'orders', 'servicePrincipal': {'id': which['id']},
                'federatedIdentityCredentials': [{
                    'name': 'prod', 'issuer': '{origin}/',
                    'subject': 'system:serviceaccount:default:workload-identity-sa',
                    'audiences': ['api://AzureADTokenExchange']}]}]}],
        'options': {'accessTokenLifetimeSeconds': which['lifetime']}}


def claims(token):
    part = token.split('.')[1]
    return json.loads(base64.urlsafe_b64decode(part + '=' * (-len(part) % 4)))


class Load:
    """Clients that ask until they are told to stop, and what they did not like."""

    def __init__(self, server):
        self.server = server
        self.assertion = server.assertion()
        self.complaints, self.seen, self.asked = [], set(), 0
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self.run) for _ in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def run(self):
        session = self.server.session()
        while not self.stopping.is_set():
            try:
                self.ask_world(session)
                self.ask_token(session)
            except Exception as error:
                self.complaints.append(repr(error))
                return
            self.asked += 2
        session.close()

    def ask_world(self, session):
        status, _, body = self.server.ask('GET', '/_badged/world', session=session)
        document = json.loads(body)
        self.judge('world', status, document['tenants'][0]['displayName'],
                   document['options']['accessTokenLifetimeSeconds'], 'displayName')

    def ask_token(self, session):
        status, _, body = self.server.exchange(self.assertion, session)
        document = json.loads(body)
        lifetime = document['expires_in'] + 1 if status == 200 else body
        self.judge('token', status, claims(document['access_token'])['oid'] if status == 200 else '',
                   lifetime, 'id')

    def judge(self, what, status, mark, lifetime, member):
        """The mark and the lifetime must be of the same world."""
        if status != 200 or not any(each[member] == mark and abs(each['lifetime'] - lifetime) <= 1
                                    for each in WORLDS):
            self.complaints.append((what, status, mark, lifetime))
        self.seen.add((what, mark))

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(daemon.PATIENCE)


def put(path, text):
    with open(path + '.new', 'w', encoding='utf-8') as file:
        file.write(text)
    os.rename(path + '.new', path)


class Reload(unittest.TestCase):
    def reload_once(self, server, number, reloads):
        """Returns when the daemon has logged it: what counts as done is never guessed."""
        if number % 2:
            server.send(signal.SIGHUP)
        else:
            self.assertEqual(server.ask('POST', '/_badged/reload', '{}')[0], 202)
        self.assertTrue(until(lambda: server.log().count('event=reload') >= reloads))

    def test_no_request_fails_and_no_answer_mixes_two_worlds(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'world.json')
            put(path, json.dumps(world(0)))
            with Daemon('--seed', '7', fixtures=path) as server:
                server.ready()
                load = Load(server)
                generation = server.ask_json('/_badged/ready')['generation']
                for number in range(1, RELOADS + 1):
                    broken = number % BROKEN_EVERY == 0
                    put(path, '{ "tenants": 1, ' if broken else json.dumps(world(number)))
                    self.reload_once(server, number, number)
                    generation += 0 if broken else 1
                    ready = server.ask_json('/_badged/ready')
                    self.assertEqual(ready['generation'], generation)
                    self.assertEqual(ready['reloadError'] is not None, broken, ready)
                    if broken:
                        self.assertIn('world.json', ready['reloadError'])
                load.stop()
                self.assertEqual(load.complaints, [])
                self.assertEqual(len(load.seen), 4, load.seen)
                self.assertEqual(server.log().count('event=reload_failed'), RELOADS // BROKEN_EVERY)
                print(f'{RELOADS} reloads, {load.asked} answers')
                self.assertEqual(server.stop()[1], 0)


if __name__ == '__main__':
    daemon.main()
