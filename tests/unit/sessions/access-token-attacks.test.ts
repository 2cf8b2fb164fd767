import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { AccessTokenFixture, settings, signText } from '../support/access-token-fixture.js';

let fixture: AccessTokenFixture;

beforeEach(() => {
  fixture = new AccessTokenFixture();
});

async function expectRefused(token: string): Promise<void> {
  await expect(fixture.tokens.verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const foreignKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

it('the forgery of a good token is accepted, so that the refusals below have their own reasons', async () => {
  await expect(fixture.tokens.verify(await fixture.forge())).resolves.toBeDefined();
});

describe('ASVS 9.1.2: no signature', () => {
  it.each(['none', 'None', 'nOnE', ''])('alg %j is refused, with and without a signature', async (alg) => {
    const [, payload, signature] = (await fixture.sign()).split('.');
    const { kid } = await fixture.ring.signingKey();
    const header = encode({ alg, typ: 'at+jwt', kid });
    await expectRefused(`${header}.${payload}.`);
    await expectRefused(`${header}.${payload}.${signature}`);
  });

  it('an empty, stripped or changed signature is refused', async () => {
    const [header, payload, signature = ''] = (await fixture.sign()).split('.');
    for (const wrong of [
      '',
      'A',
      'A'.repeat(86),
      signature.slice(0, -1),
      `${signature}A`,
      `${signature}.x`,
    ]) {
      await expectRefused(`${header}.${payload}.${wrong}`);
    }
    await expectRefused(`${header}.${payload}`);
  });
});

describe('JWT-02: algorithm confusion', () => {
  async function hmacForms(): Promise<readonly (string | Buffer)[]> {
    const key = createPublicKey(
      (await fixture.ring.signingKey()).publicKey.export({ type: 'spki', format: 'pem' }),
    );
    const pem = key.export({ type: 'spki', format: 'pem' }).toString();
    const der = key.export({ type: 'spki', format: 'der' });
    const jwk = JSON.stringify((await fixture.tokens.publicKeys()).keys[0]);
    return [pem, pem.trim(), ` ${pem}`, `\n${pem}`, der, jwk];
  }

  it.each(['HS256', 'HS384', 'HS512'])('%s with the public key as its secret is refused', async (alg) => {
    const { kid } = await fixture.ring.signingKey();
    const [, payload] = (await fixture.sign()).split('.');
    const input = `${encode({ alg, typ: 'at+jwt', kid })}.${payload}`;
    for (const secret of await hmacForms()) {
      const signature = createHmac(alg.replace('HS', 'sha'), secret).update(input).digest('base64url');
      await expectRefused(`${input}.${signature}`);
    }
  });

  it.each(['ES384', 'ES512', 'RS256', 'PS256', 'EdDSA', 'es256', 'ES256 '])(
    '%s over a good ES256 signature is refused: the algorithm is the key’s',
    async (alg) => {
      await expectRefused(await fixture.forge({}, { alg }));
    },
  );
});

describe('ASVS 9.1.3: kid', () => {
  it.each(['../../dev/null', "' OR 1=1 --", 'a'.repeat(3000), '', '__proto__', 42, null, undefined, ['x']])(
    'kid %j is refused without a look at the store',
    async (kid) => {
      const token = await fixture.forge({}, { kid });
      fixture.clock.advance(30);
      const before = fixture.store.reads;
      await expectRefused(token);
      expect(fixture.store.reads).toBe(before);
    },
  );

  it('a foreign key under our kid is refused', async () => {
    const { kid } = await fixture.ring.signingKey();
    const payload = JSON.parse(
      Buffer.from((await fixture.sign()).split('.')[1] as string, 'base64url').toString(),
    );
    const header = { alg: 'ES256', typ: 'at+jwt', kid };
    await expectRefused(fixture.compact(header, payload, foreignKey().privateKey));
  });
});

describe('JWT-04: a token that brings or names its key', () => {
  const forgeWith = async (header: Record<string, unknown>, key: KeyObject) => {
    const [, payload] = (await fixture.sign()).split('.') as [string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const { kid } = await fixture.ring.signingKey();
    return fixture.compact({ alg: 'ES256', typ: 'at+jwt', kid, ...header }, claims, key);
  };

  it('jwk, jku, x5u and x5c are refused, whoever signed', async () => {
    const { publicKey, privateKey } = foreignKey();
    const jwk = publicKey.export({ format: 'jwk' });
    const headers = [
      { jwk },
      { jwk, kid: undefined },
      { jku: 'http://127.0.0.1:1/jwks.json' },
      { x5u: 'http://127.0.0.1:1/cert.pem' },
      { x5c: ['MIIB'] },
      { x5t: 'abc' },
    ];
    for (const header of headers) {
      await expectRefused(await forgeWith(header, privateKey));
      await expectRefused(await fixture.forge({}, header));
    }
  });
});

describe('JWT-06: crit', () => {
  it.each([[['x']], [[]], [['exp']], ['x'], [null], [{}]])('crit %j is refused', async (crit) => {
    await expectRefused(await fixture.forge({}, { crit, x: 1 }));
    await expectRefused(await fixture.forge({}, { crit }));
  });

  it.each([{ b64: false }, { zip: 'DEF' }, { cty: 'JWT' }])('so is %j', async (header) => {
    await expectRefused(await fixture.forge({}, header));
  });
});

describe('ASVS 9.2.2: a token of another kind', () => {
  it.each(['JWT', 'jwt', 'id+jwt', 'at+jwtx', 'AT+JWT', '', undefined, 1])(
    'typ %j is refused',
    async (typ) => {
      await expectRefused(await fixture.forge({}, { typ }));
    },
  );
});

describe('JWT-08: claims that are missing or of the wrong type', () => {
  const hour = 3600;
  const now = Date.parse('2026-01-01T00:00:00Z') / 1000;
  const cases: readonly Record<string, unknown>[] = [
    ...[
      undefined,
      'never',
      String(now + 900),
      1e20,
      -1,
      now + 0.5,
      null,
      [now + 900],
      Number.MAX_SAFE_INTEGER,
    ].map((exp) => ({ exp })),
    ...[undefined, 'now', -1, now + 0.5, now + 61, now + hour, null].map((iat) => ({
      iat,
      exp: now + 2 * hour,
    })),
    ...[now + hour, 'soon', -1, 1.5, null].map((nbf) => ({ nbf })),
    { iat: now, exp: now - 1 },
    ...[undefined, 42, ['x'], {}, '', 'admin', null].flatMap((id) => [{ sub: id }, { sid: id }, { jti: id }]),
    ...[undefined, [settings.audience], ['a', settings.audience], `${settings.audience}/`, '', null].map(
      (aud) => ({ aud }),
    ),
    ...[undefined, [settings.issuer], `${settings.issuer}/`, 'https://evil.example', null].map((iss) => ({
      iss,
    })),
    ...[undefined, 'admin', [1], {}].map((roles) => ({ roles })),
    { client_id: undefined },
    { client_id: 'other' },
  ];

  it.each(cases.map((claims) => [claims]))('%j is refused', async (claims) => {
    await expectRefused(await fixture.forge(claims));
  });

  it('a clock that is a minute ahead is borne with', async () => {
    const token = await fixture.forge({ iat: now + 60, nbf: now + 60, exp: now + hour });
    await expect(fixture.tokens.verify(token)).resolves.toBeDefined();
  });

  it.each(['[]', '"text"', 'null', '1', '{', ''])('a payload of %j is refused', async (payload) => {
    const { kid, privateKey } = await fixture.ring.signingKey();
    const header = JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid });
    await expectRefused(signText(header, payload, privateKey));
  });

  it.each(['[]', 'null', '"x"', '{', ''])('a header of %j is refused', async (header) => {
    const { privateKey } = await fixture.ring.signingKey();
    await expectRefused(signText(header, '{}', privateKey));
  });
});

describe('what is no token', () => {
  it('is refused in any form, and cheaply when it is long', async () => {
    const token = await fixture.sign();
    for (const text of [
      '',
      '.',
      '..',
      '...',
      'a.b.c',
      ` ${token}`,
      `${token} `,
      `${token}\n`,
      `Bearer ${token}`,
    ]) {
      await expectRefused(text);
    }
    await expectRefused(await fixture.forge({ padding: 'x'.repeat(12_288) }));
  });

  it('is never an unexpected error', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.tuple(fc.object(), fc.object()).map(([a, b]) => `${encode(a)}.${encode(b)}.AAAA`),
    );
    await fc.assert(fc.asyncProperty(text, expectRefused));
  });

  it('is a token with any changed character', async () => {
    const token = await fixture.sign();
    const [head, payload] = token.split('.') as [string, string];
    const signed = head.length + payload.length + 1;
    await fc.assert(
      fc.asyncProperty(fc.nat(signed - 1), fc.constantFrom(...'AZaz09-_.'), async (at, character) => {
        fc.pre(token[at] !== character);
        await expectRefused(token.slice(0, at) + character + token.slice(at + 1));
      }),
    );
  });
});
