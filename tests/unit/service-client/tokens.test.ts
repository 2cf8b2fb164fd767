import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { beforeEach, expect, it } from 'vitest';
import { serviceClientTokens } from '#composition/features/service-client.tokens.js';
import { accessTokenSettings } from '#composition/features/sessions.settings.js';
import { sessionsTokens } from '#composition/features/sessions.tokens.js';
import { TestKit } from '#testing/test-kit.js';

const issuer = 'https://gatehouse.test';
let kit: TestKit;

beforeEach(() => {
  kit = new TestKit({ env: { TOKEN_ISSUER: issuer } });
});
const tokenFor = async (audience: string) => (await kit.get(serviceClientTokens.tokens)).tokenFor(audience);

async function verify(token: string, audience: string) {
  const accessTokens = await kit.get(sessionsTokens.accessTokens);
  const keys = createLocalJWKSet((await accessTokens.publicKeys()) as JSONWebKeySet);
  const currentDate = kit.clock.now();
  return jwtVerify(token, keys, { issuer, audience, typ: 'service+jwt', currentDate });
}

it('says who calls, to whom, for a minute', async () => {
  const token = await tokenFor('billing');
  const { payload, protectedHeader } = await verify(token, 'billing');
  const now = kit.clock.now().getTime() / 1000;
  expect(payload).toEqual({
    iss: issuer,
    aud: 'billing',
    sub: 'gatehouse',
    client_id: 'gatehouse',
    jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    iat: now,
    exp: now + 60,
  });
  expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'service+jwt', kid: expect.any(String) });
});

it('is of no use to another service, nor after its minute', async () => {
  const token = await tokenFor('billing');
  await expect(verify(token, 'crm')).rejects.toMatchObject({ claim: 'aud' });
  kit.clock.advance(60);
  await expect(verify(token, 'billing')).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' });
});

it('is no access token of this service, even with its audience', async () => {
  const { audience } = await kit.get(accessTokenSettings.token);
  const accessTokens = await kit.get(sessionsTokens.accessTokens);
  for (const one of ['billing', audience]) {
    const token = await tokenFor(one);
    await expect(accessTokens.verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  }
});

it('is kept until shortly before it expires, for each audience', async () => {
  const first = await tokenFor('billing');
  expect(await tokenFor('crm')).not.toBe(first);
  kit.clock.advance(45);
  expect(await tokenFor('billing')).toBe(first);
  kit.clock.advance(1);
  const second = await tokenFor('billing');
  expect(second).not.toBe(first);
  expect(decodeJwt(second).exp).toBe(kit.clock.now().getTime() / 1000 + 60);
  expect(decodeProtectedHeader(second)).toEqual(decodeProtectedHeader(first));
  // A clock that was set back would make it good for longer.
  kit.clock.advance(-30);
  expect(await tokenFor('billing')).not.toBe(second);
});
