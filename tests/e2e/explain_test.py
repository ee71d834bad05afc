#!/usr/bin/env python3
"""badged explain: a token and what az printed, judged without a daemon."""
import base64
import json
import os
import pty
import subprocess
import tempfile
import unittest

import daemon
from daemon import Daemon

ISSUER = 'https://eastus.oic.prod-aks.azure.com/T/G/'
SUBJECT = 'system:serviceaccount:default:workload-identity-sa'
AUDIENCE = 'api://AzureADTokenExchange'
CLIENT = '44444444-4444-4444-4444-444444444444'
NOW = '2026-11-22T05:10:00Z'
BEGUN, EXPIRES = 1795323600, 1795327200  # 05:00 and 06:00


def part(value):
    return base64.urlsafe_b64encode(value).rstrip(b'=').decode()


def token(header=None, **claims):
    """A service-account token with a signature that nobody made."""
    held = {'aud': [AUDIENCE], 'exp': EXPIRES, 'iat': BEGUN, 'iss': ISSUER, 'nbf': BEGUN, 'sub': SUBJECT, **claims}
    header = header or {'alg': 'RS256', 'kid': 'k1', 'typ': 'JWT'}
    return '.'.join([part(json.dumps(header).encode()), part(json.dumps(held).encode()), part(bytes(256))])


def graph(**members):
    """As `az ad app federated-credential list` prints one."""
    return {'audiences': [AUDIENCE], 'description': None, 'id': '0d1e7a5e-0000-4000-8000-000000000001',
            'issuer': ISSUER, 'name': 'prod', 'subject': SUBJECT, **members}


def arm():
    """As `az identity federated-credential list` prints one."""
    return {'audiences': [AUDIENCE], 'issuer': ISSUER, 'name': 'prod', 'resourceGroup': 'rg1', 'subject': SUBJECT,
            'id': '/subscriptions/s/resourcegroups/rg1/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1'
                  '/federatedIdentityCredentials/prod', 'systemData': None,
            'type': 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials'}


class Explain(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix='badged-explain-')
        self.addCleanup(self.folder.cleanup)
        # No daemon ever lived in this home.
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith('BADGED_')}
        self.environment.update(HOME=self.folder.name, XDG_STATE_HOME=self.folder.name, TERM='xterm')

    def file(self, name, content):
        path = os.path.join(self.folder.name, name)
        with open(path, 'wb') as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def run_it(self, *options, stdin=''):
        ran = subprocess.run([daemon.BINARY, 'explain', *options], input=stdin, env=self.environment, check=False,
                             capture_output=True, encoding='utf-8', timeout=daemon.PATIENCE)
        return ran.returncode, ran.stdout, ran.stderr

    def credentials(self, *listed):
        return self.file('fic.json', json.dumps(listed))

    def judge(self, presented, credentials, *options, at=NOW):
        """(exit status, the JSON) for a token on standard input."""
        status, out, err = self.run_it('--credentials', credentials, '--client-id', CLIENT, '--at', at,
                                       '--format', 'json', *options, stdin=presented)
        self.assertNotEqual(out, '', err)
        return status, json.loads(out)

    def refused(self, presented, credentials, code, cause, **more):
        status, told = self.judge(presented, credentials, **more)
        self.assertEqual((status, told['accepted'], told['answer']['code'], told['cause']), (1, False, code, cause))
        return told

    def test_a_token_that_fits_would_be_accepted(self):
        status, told = self.judge(token(), self.credentials(graph()))
        self.assertEqual((status, told['accepted'], told['answer']), (0, True, {'status': 200}))
        self.assertFalse(told['signatureChecked'])
        self.assertIn('signature was not checked', told['notes'][0])
        self.assertNotIn('skipped', {row['verdict'] for row in told['checks']})

    def test_a_missing_slash_is_the_cause_of_700211(self):
        told = self.refused(token(), self.credentials(graph(issuer=ISSUER[:-1])), 700211, 'issuer_slash_missing')
        row = next(row for row in told['checks'] if row['verdict'] == 'failed')
        self.assertEqual((row['expected'], row['presented'], row['differsAt']), (ISSUER[:-1], ISSUER, len(ISSUER) - 1))
        self.assertTrue(row['storedAt'].endswith('fic.json#/0'))

    def test_case_alone_is_the_cause_of_7002138(self):
        self.refused(token(sub='repo:o/r:environment:Production'),
                     self.credentials(graph(subject='repo:o/r:environment:production')), 7002138, 'subject_case')

    def test_the_other_namespace_is_the_cause_of_700213(self):
        self.refused(token(sub='system:serviceaccount:prod:workload-identity-sa'), self.credentials(graph()),
                     700213, 'subject_namespace')

    def test_a_token_is_expired_at_the_time_that_was_given(self):
        told = self.refused(token(), self.credentials(graph()), 700024, 'assertion_expired', at='2026-11-22T08:05:00Z')
        self.assertIn('2 h 5 min', json.dumps(told['checks']))

    def test_a_wrong_audience_is_the_cause_of_700212(self):
        self.refused(token(aud=['https://management.azure.com/']), self.credentials(graph()), 700212,
                     'audience_differs')

    def test_a_client_without_credentials_is_refused_with_70025(self):
        self.refused(token(), self.credentials(), 70025, 'no_credentials')

    def test_what_is_no_token_is_refused_with_50027(self):
        self.refused('not a token', self.credentials(graph()), 50027, 'assertion_malformed')

    def test_every_form_that_az_prints_is_read(self):
        forms = {'list': [graph()], 'show': graph(), 'graph': {'@odata.context': 'x', 'value': [graph()]},
                 'identity': [arm()], 'rest': {'value': [{'name': 'prod', 'properties': {
                     'issuer': ISSUER, 'subject': SUBJECT, 'audiences': [AUDIENCE]}}]}}
        for name, form in forms.items():
            for encoding in ('utf-8', 'utf-8-sig', 'utf-16'):
                path = self.file('fic.json', json.dumps(form, indent=2).encode(encoding))
                with self.subTest(name, encoding=encoding):
                    self.assertEqual(self.judge(token(), path)[0], 0)

    def test_a_table_is_refused_with_its_line_and_the_option_that_is_missing(self):
        path = self.file('fic.txt', 'Issuer    Name\n--------  ------\nhttps://i  prod\n')
        status, out, err = self.run_it('--credentials', path, stdin=token())
        self.assertEqual((status, out), (3, ''))
        self.assertIn(f'{path}:1: error: this is a table', err)
        self.assertIn('add -o json', err)

    def test_what_az_did_not_print_is_refused_with_its_line(self):
        path = self.file('fic.json', '[\n  {"name": "prod",\n   "issuer": 7,\n   "subject": "s", "audiences": ["a"]}]')
        status, _, err = self.run_it('--credentials', path, stdin=token())
        self.assertEqual(status, 3)
        self.assertIn(f'{path}:3: error: /0/issuer', err)

    def test_a_list_with_more_pages_is_warned_about(self):
        path = self.file('fic.json', json.dumps({'@odata.nextLink': 'https://x', 'value': [graph()]}))
        status, _, err = self.run_it('--credentials', path, '--at', NOW, stdin=token())
        self.assertEqual(status, 0)
        self.assertIn('the list is cut', err)

    def test_white_space_around_a_token_is_left_out_and_said(self):
        status, told = self.judge(token() + '\n', self.credentials(graph()))
        self.assertEqual(status, 0)
        self.assertIn('AADSTS50027', told['notes'][0])

    def test_the_signature_is_checked_with_the_keys_of_jwks(self):
        with Daemon('--now', NOW) as server:
            server.ready()
            genuine = server.assertion()
            keys = json.loads(server.ask('GET', '/openid/v1/jwks')[2])
        head, claims, _ = genuine.split('.')
        held = json.loads(base64.urlsafe_b64decode(claims + '=='))
        fic = self.credentials(graph(issuer=held['iss']))
        jwks = ('--jwks', self.file('jwks.json', json.dumps(keys)))
        other = ('--jwks', self.file('other.json', '{"keys":[]}'))
        status, told = self.judge(genuine, fic, *jwks)
        self.assertEqual((status, told['signatureChecked'], told['notes']), (0, True, []))
        status, told = self.judge(genuine, fic, *other)
        self.assertEqual((status, told['answer']['code'], told['cause']), (1, 7000272, 'key_unknown'))
        status, told = self.judge(f'{head}.{claims}.{part(bytes(256))}', fic, *jwks)
        self.assertEqual((status, told['cause'], told['signatureChecked']), (1, 'signature_wrong', True))

    def test_a_key_set_that_is_none_is_refused(self):
        status, _, err = self.run_it('--credentials', self.credentials(graph()), '--jwks',
                                     self.file('jwks.json', '{"kyes": []}'), stdin=token())
        self.assertEqual(status, 3)
        self.assertIn('jwks.json', err)

    def test_a_world_says_that_the_credential_is_on_another_application(self):
        world = {'tenants': [{'tenantId': daemon.TENANT, 'applications': [
            {'appId': CLIENT, 'federatedIdentityCredentials': [graph()]}, {'appId': daemon.CLIENT}]}]}
        path = self.file('world.json', json.dumps(world))
        options = ('--fixtures', path, '--at', NOW, '--format', 'json')
        status, out, _ = self.run_it(*options, stdin=token())
        self.assertEqual((status, json.loads(out)['clientId']), (0, CLIENT))
        status, out, _ = self.run_it(*options, '--client-id', daemon.CLIENT, stdin=token())
        self.assertEqual((status, json.loads(out)['answer']['code']), (1, 70025))

    def test_usage_is_2_and_what_cannot_be_read_is_3(self):
        fic = self.credentials(graph())
        for options in (['a', 'b'], ['--format', 'xml'], ['--at', 'noon'], ['--credentials', fic, '--fixtures', fic],
                        ['--credentials', fic, '--client-id', 'me']):
            with self.subTest(options):
                self.assertEqual(self.run_it(*options, stdin=token())[0], 2)
        for options in (['nowhere'], ['--credentials', 'nowhere'], ['--fixtures', 'nowhere']):
            with self.subTest(options):
                self.assertEqual(self.run_it(*options, stdin=token())[0], 3)
        self.assertEqual(self.run_it('--credentials', fic, stdin='\n')[0], 3)

    def test_the_page_has_the_code_and_no_line_over_80_columns(self):
        path = self.file('token', token())
        status, out, _ = self.run_it(path, '--at', NOW, '--credentials', self.credentials(graph(issuer=ISSUER[:-1])))
        self.assertEqual(status, 1)
        self.assertTrue(out.startswith('Token: would be refused with AADSTS700211 (401 invalid_client)\n'), out)
        self.assertIn("to fix it     Set the issuer of credential 'prod'", out)
        self.assertLessEqual(max(map(len, out.splitlines())), 80)

    def page_on_a_terminal(self, **environment):
        master, slave = pty.openpty()
        fic = self.credentials(graph())
        with subprocess.Popen([daemon.BINARY, 'explain', self.file('token', token()), '--at', NOW, '--credentials', fic],
                              env={**self.environment, **environment}, stdout=slave) as process:
            os.close(slave)
            page = b''
            try:
                while chunk := os.read(master, 4096):
                    page += chunk
            except OSError:  # the other end is closed
                pass
            os.close(master)
            self.assertEqual(process.wait(daemon.PATIENCE), 0)
        return page

    def test_colour_is_for_terminals_and_NO_COLOR_is_respected(self):
        self.assertNotIn('\033', self.run_it('--at', NOW, '--credentials', self.credentials(graph()), stdin=token())[1])
        self.environment.pop('NO_COLOR', None)
        self.assertIn(b'\033[32m', self.page_on_a_terminal())
        self.assertNotIn(b'\033', self.page_on_a_terminal(NO_COLOR='1'))

    def test_the_daemon_explains_in_its_own_world(self):
        with Daemon('--now', NOW) as server:
            server.ready()
            genuine = server.assertion()
            order = {'token': genuine, 'clientId': daemon.CLIENT, 'tenantId': daemon.TENANT}
            told = json.loads(server.ask('POST', '/_badged/explain', json.dumps(order))[2])
            self.assertEqual((told['accepted'], told['signatureChecked']), (True, True))
            late = json.loads(server.ask('POST', '/_badged/explain', json.dumps({**order, 'at': '2027-01-01T00:00:00Z'}))[2])
            self.assertEqual((late['accepted'], late['answer']['code']), (False, 700024))
            self.assertEqual(server.ask_json('/_badged/exchanges')['exchanges'], [])


if __name__ == '__main__':
    daemon.main()
