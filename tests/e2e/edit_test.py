#!/usr/bin/env python3
"""Credentials made, replaced and removed while the daemon runs; the next request knows."""
import json
import os
import subprocess
import tempfile
import unittest

import daemon
from daemon import CLIENT, TENANT, Daemon

IDENTITY = '33333333-3333-3333-3333-333333333333'
APPLICATIONS = f'/_badged/tenants/{TENANT}/applications/{CLIENT}/federatedIdentityCredentials'
IDENTITIES = f'/_badged/tenants/{TENANT}/managedIdentities/{IDENTITY}/federatedIdentityCredentials'
ACCOUNT = 'system:serviceaccount:default:'


def credential(name, account):
    return {'name': name, 'issuer': '{origin}/', 'subject': ACCOUNT + account,
            'audiences': ['api://AzureADTokenExchange']}


class Edit(unittest.TestCase):
    def send(self, server, method, path, document=None):
        """(status, document)"""
        body = None if document is None else json.dumps(document)
        status, _, answer = server.ask(method, path, body)
        return status, json.loads(answer) if answer else None

    def made(self, server, path, document):
        status, answer = self.send(server, 'POST', path, document)
        self.assertEqual(status, 201, answer)
        return answer

    def token(self, server, account):
        return self.send(server, 'POST', '/_badged/mint', {'serviceAccount': account})[1]['token']

    def assert_refused(self, server, account, code):
        status, _, body = server.exchange(self.token(server, account))
        self.assertEqual((status, json.loads(body)['error_codes']), (401, [code]))

    def assert_granted(self, server, account):
        status, _, body = server.exchange(self.token(server, account))
        self.assertEqual(status, 200, body)

    def test_a_credential_is_made_and_the_exchange_is_granted_until_a_reload(self):
        with Daemon() as server:
            server.ready()
            generation = server.ask_json('/_badged/ready')['generation']
            self.assert_refused(server, 'new', 700213)
            answer = self.made(server, APPLICATIONS, credential('new', 'new'))
            self.assertEqual(answer['issuer'], f'https://localhost:{server.port}/')
            self.assert_granted(server, 'new')
            self.assert_granted(server, 'workload-identity-sa')
            self.assertEqual(server.ask_json('/_badged/ready')['generation'], generation + 1)
            self.assertEqual(self.send(server, 'POST', '/_badged/reload', {})[0] // 100, 2)
            self.assert_refused(server, 'new', 700213)
            self.assertEqual(self.send(server, 'GET', APPLICATIONS + '/new')[0], 404)

    def test_a_removed_credential_is_refused_at_the_next_exchange(self):
        with Daemon() as server:
            server.ready()
            self.assert_granted(server, 'workload-identity-sa')
            name = server.ask_json(APPLICATIONS)['value'][0]['name']
            self.assertEqual(self.send(server, 'DELETE', f'{APPLICATIONS}/{name}'), (204, None))
            self.assert_refused(server, 'workload-identity-sa', 70025)

    def test_a_missing_slash_is_accepted_and_fails_at_the_exchange(self):
        with Daemon() as server:
            server.ready()
            wrong = {**credential('workload-identity-sa', 'workload-identity-sa'), 'issuer': '{origin}'}
            status, _ = self.send(server, 'PUT', APPLICATIONS + '/workload-identity-sa', wrong)
            self.assertEqual(status, 200)
            self.assert_refused(server, 'workload-identity-sa', 700211)

    def test_the_21st_is_refused_and_so_is_a_second_of_the_same_pair(self):
        with Daemon() as server:
            server.ready()
            session = server.session()
            status, answer = self.send(server, 'POST', APPLICATIONS,
                                       credential('again', 'workload-identity-sa'))
            self.assertEqual(status, 400)
            self.assertEqual(answer['error']['code'], 'InvalidFederatedIdentityCredentialValue')
            self.assertIn('must be unique for the application', answer['error']['message'])
            for number in range(19):
                status, _, body = server.ask(
                    'POST', APPLICATIONS, json.dumps(credential(f'n-{number}', f'n-{number}')),
                    session=session)
                self.assertEqual(status, 201, body)
            status, answer = self.send(server, 'POST', APPLICATIONS, credential('n-20', 'n-20'))
            self.assertEqual(status, 400)
            self.assertIn('at most 20', answer['error']['message'])
            self.assertEqual(len(server.ask_json(APPLICATIONS)['value']), 20)
            session.close()

    def test_an_identity_is_edited_in_arms_words(self):
        with Daemon() as server:
            server.ready()
            path = IDENTITIES + '/new'
            properties = {key: value for key, value in credential('new', 'new').items() if key != 'name'}
            self.assertEqual(self.send(server, 'PUT', path, {'properties': properties})[0], 201)
            status, answer = self.send(server, 'PUT', path, {'properties': properties})
            self.assertEqual(status, 200)
            self.assertTrue(answer['id'].endswith('/federatedIdentityCredentials/new'), answer)
            status, answer = self.send(server, 'PUT', path,
                                       {'properties': {**properties, 'audiences': []}})
            self.assertEqual(status, 400)
            self.assertEqual(answer, {'error': {
                'code': 'InvalidFederatedIdentityCredentialsAudienceLength',
                'message': 'Federated identity credentials must have exactly 1 audience.'}})
            self.assertEqual(self.send(server, 'DELETE', path), (200, None))
            self.assertEqual(self.send(server, 'DELETE', path), (204, None))

    def test_an_edited_world_keeps_the_keys_of_files_that_are_gone(self):
        with tempfile.TemporaryDirectory() as folder:
            key = os.path.join(folder, 'signing.pem')
            subprocess.run(['openssl', 'genpkey', '-algorithm', 'RSA', '-pkeyopt',
                            'rsa_keygen_bits:2048', '-out', key], check=True, capture_output=True)
            with open(os.path.join(folder, 'world.json'), 'w', encoding='utf-8') as file:
                json.dump({
                    'issuers': [{'name': 'aks', 'issuer': '{origin}/', 'keys': [{'file': 'signing.pem'}]}],
                    'tenants': [{'tenantId': TENANT, 'applications': [{'appId': CLIENT}]}]}, file)
            with Daemon(fixtures=folder) as server:
                server.ready()
                before = server.ask_json('/openid/v1/jwks')
                os.remove(key)
                self.made(server, APPLICATIONS, credential('new', 'new'))
                self.assertEqual(server.ask_json('/openid/v1/jwks'), before)
                self.assert_granted(server, 'new')

    def test_a_world_is_replaced_and_a_bad_one_is_not(self):
        with Daemon() as server:
            server.ready()
            world = server.ask_json('/_badged/world')
            world['tenants'][0]['displayName'] = 'Fabrikam'
            self.assertEqual(self.send(server, 'PUT', '/_badged/world', world)[0], 200)
            self.assertEqual(server.ask_json('/_badged/world'), world)
            self.assert_granted(server, 'workload-identity-sa')
            flexible = {'name': 'flex', 'issuer': 'https://gitlab.com', 'audiences': ['a'],
                        'claimsMatchingExpression': {'value': 'nonsense', 'languageVersion': 1}}
            bad = json.loads(json.dumps(world))
            bad['tenants'][0]['applications'][0]['federatedIdentityCredentials'].append(flexible)
            status, answer = self.send(server, 'PUT', '/_badged/world', bad)
            self.assertEqual(status, 400)
            self.assertIn('the expression is wrong at byte 0', answer['error'])
            self.assertEqual(server.ask_json('/_badged/world'), world)


if __name__ == '__main__':
    daemon.main()
