// The built-in world (interface.md), and what a workload in it does: ask for a projected token.
export const origin = process.env.BADGED_ORIGIN;
export const tenantId = '11111111-1111-1111-1111-111111111111';
export const clientId = '22222222-2222-2222-2222-222222222222';
export const authorityHost = origin;
export const audience = 'api://AzureADTokenExchange';

export async function mint(order = {}) {
  const answer = await fetch(`${origin}/_badged/mint`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(`${answer.status} ${body.error}`);
  return body.token;
}
