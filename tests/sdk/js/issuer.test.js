// jose as a relying party that knows nothing but an issuer's URL.
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audience, mint, origin } from './world.js';

async function verify(token, issuer) {
  const url = new URL('.well-known/openid-configuration', issuer);
  const configuration = await (await fetch(url)).json();
  assert.equal(configuration.issuer, issuer);
  return jwtVerify(token, createRemoteJWKSet(new URL(configuration.jwks_uri)), { issuer, audience });
}

test('jose verifies a service-account token through our discovery document alone', async () => {
  const { payload, protectedHeader } = await verify(await mint(), `${origin}/`);
  assert.deepEqual(Object.keys(protectedHeader), ['alg', 'kid']);
  assert.equal(payload.sub, 'system:serviceaccount:default:workload-identity-sa');
  assert.deepEqual(payload.aud, [audience]);
  assert.equal(payload['kubernetes.io'].namespace, 'default');
});

test('jose refuses the token when one byte of its claims is changed', async () => {
  const [header, claims, signature] = (await mint()).split('.');
  const changed = JSON.parse(Buffer.from(claims, 'base64url'));
  changed.sub += 'x';
  const forged = [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
  await assert.rejects(verify(forged, `${origin}/`), errors.JWSSignatureVerificationFailed);
});
