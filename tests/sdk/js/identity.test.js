// @azure/identity as it comes from npm. `disableInstanceDiscovery` and the authority are still said in code here.
import { ClientAssertionCredential, WorkloadIdentityCredential } from '@azure/identity';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { authorityHost, clientId, mint, origin, tenantId } from './world.js';

const scope = 'https://management.azure.com/.default';
const options = { authorityHost, disableInstanceDiscovery: true };
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'badged-sdk-'));
});

after(() => rm(folder, { recursive: true }));

async function workload(order) {
  const tokenFilePath = join(folder, 'azure-identity-token');
  await writeFile(tokenFilePath, await mint(order));
  return new WorkloadIdentityCredential({ tenantId, clientId, tokenFilePath, ...options });
}

// As a resource server does: keys from Entra's metadata, issuer and audience known.
async function assertVerifies(token) {
  const configuration = await (await fetch(`${origin}/${tenantId}/v2.0/.well-known/openid-configuration`)).json();
  const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(configuration.jwks_uri)), {
    issuer: `https://sts.windows.net/${tenantId}/`,
    audience: 'https://management.azure.com',
    algorithms: ['RS256'],
  });
  assert.equal(payload.appid, clientId);
  assert.equal(payload.idtyp, 'app');
}

test('WorkloadIdentityCredential gets a token that verifies against our keys', async () => {
  const credential = await workload();
  const { token, expiresOnTimestamp } = await credential.getToken(scope);
  await assertVerifies(token);
  assert.ok(expiresOnTimestamp > Date.now() + 3500_000);
});

test('ClientAssertionCredential gets a token that verifies against our keys', async () => {
  const credential = new ClientAssertionCredential(tenantId, clientId, () => mint(), options);
  const { token } = await credential.getToken(scope);
  await assertVerifies(token);
});

test('WorkloadIdentityCredential with a wrong subject throws a message that holds AADSTS700213', async () => {
  const credential = await workload({ subject: 'system:serviceaccount:default:other' });
  await assert.rejects(credential.getToken(scope), /AADSTS700213: .*'system:serviceaccount:default:other'/);
});

test('ClientAssertionCredential with a wrong subject throws a message that holds AADSTS700213', async () => {
  const wrong = () => mint({ serviceAccount: 'other' });
  const credential = new ClientAssertionCredential(tenantId, clientId, wrong, options);
  await assert.rejects(credential.getToken(scope), /AADSTS700213/);
});

test('a wrong tenant throws a message that holds AADSTS90002', async () => {
  const other = '99999999-9999-9999-9999-999999999999';
  const credential = new ClientAssertionCredential(other, clientId, () => mint(), options);
  await assert.rejects(credential.getToken(scope), (error) => {
    // MSAL for JavaScript asks discovery first and tells no code of its answer; the answer itself has it.
    assert.match(error.message, /endpoints_resolution_error|AADSTS90002/);
    return true;
  });
  const answer = await fetch(`${origin}/${other}/v2.0/.well-known/openid-configuration`);
  assert.equal(answer.status, 400);
  assert.match((await answer.json()).error_description, /^AADSTS90002/);
});
