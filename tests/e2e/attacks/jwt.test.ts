import { createHmac, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { E2eService, type SignedIn } from '#testing/e2e-service.js';
import { Forgery } from './support/forgery.js';

describe('forged access tokens', () => {
  let service: E2eService;
  let victim: SignedIn;
  let forgery: Forgery;

  beforeAll(async () => {
    service = await E2eService.start();
    victim = await service.person('admin');
    forgery = await Forgery.of(service, victim.token);
  });

  afterAll(() => service?.stop());

  const me = (token: string) => service.http.get('/api/v1/me', { token });

  async function expectRefused(token: string): Promise<void> {
    const { status, code, headers } = await me(token);
    expect({ status, code }, token).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
    expect(headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/);
  }

  beforeEach(async () => {
    // The refusals below have reasons of their own.
    expect((await me(forgery.with({}))).data.id).toBe(victim.user.id);
  });

  it('JWT-02: HMAC with the public key as its secret is refused in every spelling of the key', async () => {
    const { publicKey, kid } = forgery;
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const { data, body } = await service.http.get('/.well-known/jwks.json');
    expect(data).toBeUndefined();
    const [jwk] = body.keys;
    const secrets = [
      pem,
      pem.trim(),
      ` ${pem}`,
      `\n${pem}`,
      publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(jwk),
      JSON.stringify(body),
      `${jwk.x}${jwk.y}`,
    ];
    for (const alg of ['HS256', 'HS384', 'HS512']) {
      const input = forgery.input({ alg, kid });
      for (const secret of secrets) {
        const signature = createHmac(alg.replace('HS', 'sha'), secret).update(input).digest('base64url');
        await expectRefused(`${input}.${signature}`);
      }
    }
  });

  it.each(['none', 'None', 'nOnE', '', 'ES384', 'RS256', 'EdDSA', 'es256'])(
    'JWT-02: the algorithm is the key’s, not %j',
    async (alg) => {
      await expectRefused(forgery.with({}, { alg }));
      await expectRefused(`${forgery.input({ alg })}.`);
    },
  );

  it('JWT-04: a token that brings or names its own key is refused, and nobody is asked for the key', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'evil', alg: 'ES256', use: 'sig' };
    let visits = 0;
    const listener = createServer((_request, response) => {
      visits += 1;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
    }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const jku = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/jwks.json`;
    const headers = [
      { jwk },
      { jwk, kid: 'evil' },
      { jku },
      { jku, kid: 'evil' },
      { jku, kid: undefined },
      { x5u: jku },
      { x5c: ['MIIB'] },
      { kid: jku },
      { kid: '../../dev/null' },
      { kid: "' OR 1=1 --" },
      { kid: '__proto__' },
    ];
    for (const header of headers) {
      await expectRefused(forgery.with({}, header, privateKey));
      await expectRefused(forgery.with({}, header));
    }
    await expectRefused(forgery.with({}, {}, privateKey));
    expect(visits).toBe(0);
    listener.close();
    await once(listener, 'close');
  });

  it('JWT-05: many people at once are each told of themselves', async () => {
    const people = [victim];
    while (people.length < 8) people.push(await service.person());
    const asked = Array.from({ length: 400 }, (_, index) => people[(index * 5) % people.length] as SignedIn);
    const ids = await Promise.all(asked.map(async ({ token }) => (await me(token)).data.id));
    expect(ids).toEqual(asked.map(({ user }) => user.id));
  });

  it('JWT-05: a token that was just accepted helps none that resembles it', async () => {
    const { token } = await service.person();
    for (let index = token.lastIndexOf('.') + 1; index < token.length; index += 9) {
      expect((await me(token)).status).toBe(200);
      const changed = token[index] === 'A' ? 'B' : 'A';
      await expectRefused(token.slice(0, index) + changed + token.slice(index + 1));
    }
    const [header, , signature] = token.split('.');
    await expectRefused(`${header}.${victim.token.split('.')[1]}.${signature}`);
  });

  it.each([[['x']], [[]], [['exp']], ['x'], [null]])('JWT-06: crit %j is refused', async (crit) => {
    await expectRefused(forgery.with({}, { crit, x: 1 }));
  });

  it('JWT-08: claims that are missing or of the wrong type are refused', async () => {
    const now = Math.floor(Date.now() / 1000);
    const forgeries = [
      ...[undefined, 'never', `${now + 900}`, 1e20, -1, null, [now + 900]].map((exp) => ({ exp })),
      ...[undefined, 'now', -1, now + 3600, null].map((iat) => ({ iat, exp: now + 7200 })),
      ...[now + 3600, 'soon', null].map((nbf) => ({ nbf })),
      ...[undefined, 42, ['x'], {}, '', 'admin', null].flatMap((id) => [
        { sub: id },
        { sid: id },
        { jti: id },
      ]),
      ...[undefined, ['https://gatehouse.test'], 'https://gatehouse.test/', null].flatMap((name) => [
        { aud: name },
        { iss: name },
      ]),
      ...[undefined, 'admin', [1], {}].map((roles) => ({ roles })),
    ];
    for (const claims of forgeries) await expectRefused(forgery.with(claims));
  });

  it('JWT-08: the subject, session and roles are looked up, whatever was signed', async () => {
    const other = await service.person();
    const mixed = forgery.with({ sub: other.user.id });
    expect(await me(mixed)).toMatchObject({ status: 401, code: 'SESSION_REVOKED' });
    const theirs = await Forgery.of(service, other.token);
    const raised = theirs.with({ roles: ['admin'] });
    expect((await me(raised)).data.roles).toEqual(['user']);
    expect(await service.http.get('/api/v1/audit', { token: raised })).toMatchObject({ status: 403 });
  });

  it.each(['JWT', 'id+jwt', 'refresh', '', undefined])('JWT-08: a token of type %j is none', async (typ) => {
    await expectRefused(forgery.with({}, { typ }));
  });
});
