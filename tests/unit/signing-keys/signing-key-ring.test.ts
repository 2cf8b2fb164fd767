import { beforeEach, describe, expect, it } from 'vitest';
import { AesGcmCipher } from '#infrastructure/crypto/aes-gcm-cipher.js';
import { JwtAccessTokens } from '#infrastructure/jwt/sessions/jwt-access-tokens.js';
import { generateSigningKey } from '#infrastructure/jwt/signing-keys/signing-key.js';
import { UuidV7Generator } from '#infrastructure/system/uuid-v7-generator.js';
import { AccessTokenFixture, settings } from '../support/access-token-fixture.js';
import { encryptionKey } from '../support/encryption-keys.js';

let fixture: AccessTokenFixture;

beforeEach(() => {
  fixture = new AccessTokenFixture();
});

const kids = async () => (await fixture.ring.published()).map(({ kid }) => kid);

describe('the signing keys', () => {
  it('begin with one that is made at the first start, and only then', async () => {
    await fixture.ring.prepare();
    await fixture.newRing().prepare();
    expect(fixture.store.keys).toHaveLength(1);
    expect(fixture.store.keys[0]).toMatchObject({
      kid: expect.stringMatching(/^[\w-]{43}$/),
      algorithm: 'ES256',
      encryptedPrivateKey: expect.stringMatching(/^v1\.k1\./),
      activatesAt: fixture.clock.now(),
      retiresAt: null,
    });
  });

  it('are stored without the private part in the open', async () => {
    await fixture.ring.prepare();
    expect(JSON.stringify(fixture.store.keys)).not.toMatch(/"d"|PRIVATE KEY/);
    expect(JSON.stringify(await fixture.tokens.publicKeys())).not.toMatch(/"d"|PRIVATE KEY/);
  });

  it('are the other instance’s when it was first', async () => {
    const [first, second] = [fixture.newRing(), fixture.newRing()];
    await Promise.all([first.prepare(), second.prepare()]);
    expect((await first.signingKey()).kid).toBe((await second.signingKey()).kid);
  });

  it('are read once a minute, and once for many who ask at the same time', async () => {
    await fixture.ring.prepare();
    expect(fixture.store.reads).toBe(1);
    fixture.clock.advance(59);
    await fixture.ring.signingKey();
    expect(fixture.store.reads).toBe(1);
    fixture.clock.advance(1);
    await Promise.all(Array.from({ length: 20 }, () => fixture.ring.signingKey()));
    expect(fixture.store.reads).toBe(2);
    const fresh = fixture.newRing();
    await Promise.all(Array.from({ length: 20 }, () => fresh.signingKey()));
    expect(fixture.store.reads).toBe(3);
  });

  it('serve on while the store fails, and are asked for again', async () => {
    const token = await fixture.sign();
    fixture.clock.advance(60);
    fixture.store.failure = new Error('down');
    await expect(fixture.tokens.verify(token)).resolves.toBeDefined();
    fixture.clock.advance(60);
    await expect(fixture.tokens.verify(token)).resolves.toBeDefined();
    fixture.store.failure = null;
    fixture.clock.advance(60);
    await expect(fixture.tokens.verify(token)).resolves.toBeDefined();
  });
});

describe('JWT-13: rotation', () => {
  it('publishes the new key before it signs, and knows the old one until its last token has expired', async () => {
    const { kid: old } = await fixture.ring.signingKey();
    const next = await fixture.ring.rotate();
    expect(await kids()).toEqual([old, next]);
    expect((await fixture.ring.signingKey()).kid).toBe(old);

    fixture.clock.advance(settings.keyActivationSeconds - 1);
    const last = await fixture.sign();
    fixture.clock.advance(1);
    expect((await fixture.ring.signingKey()).kid).toBe(next);
    fixture.clock.advance(settings.accessTokenSeconds - 2);
    await expect(fixture.tokens.verify(last)).resolves.toBeDefined();

    fixture.clock.advance(2 + 119);
    expect(await kids()).toEqual([old, next]);
    fixture.clock.advance(1);
    expect(await kids()).toEqual([next]);
    await expect(fixture.tokens.verify(last)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('leaves no token refused while other instances catch up', async () => {
    const other = new JwtAccessTokens(fixture.newRing(), fixture.clock, new UuidV7Generator(), settings);
    await other.verify(await fixture.sign());
    await fixture.ring.rotate();
    for (let second = 0; second < 2000; second += 20) {
      fixture.clock.advance(20);
      await expect(other.verify(await fixture.sign())).resolves.toBeDefined();
    }
  });

  it('does not put off the retirement of keys that retire already', async () => {
    await fixture.ring.prepare();
    await fixture.ring.rotate();
    const retiresAt = fixture.store.keys[0]?.retiresAt;
    fixture.clock.advance(10);
    await fixture.ring.rotate();
    expect(fixture.store.keys[0]?.retiresAt).toEqual(retiresAt);
    expect(fixture.store.keys.map((key) => key.retiresAt === null)).toEqual([false, false, true]);
  });

  it('is the way out when every key has retired: the new one signs at once', async () => {
    await fixture.ring.prepare();
    fixture.store.retireFirst(fixture.clock.now());
    fixture.clock.advance(60);
    await expect(fixture.ring.signingKey()).rejects.toThrow('Rotate the signing keys');
    const kid = await fixture.ring.rotate();
    expect((await fixture.ring.signingKey()).kid).toBe(kid);
  });
});

describe('ASVS 9.1.3: an unknown kid', () => {
  it('is looked for in the store at once, but not again within ten seconds', async () => {
    await fixture.ring.prepare();
    fixture.clock.advance(10);
    for (let attempt = 0; attempt < 50; attempt += 1) {
      expect(
        await fixture.ring.verificationKey(`${'A'.repeat(40)}${String(attempt).padStart(3, '0')}`),
      ).toBeNull();
    }
    expect(fixture.store.reads).toBe(2);
    fixture.clock.advance(10);
    await fixture.ring.verificationKey('A'.repeat(43));
    expect(fixture.store.reads).toBe(3);
  });

  it('of a key that another instance has made is found', async () => {
    await fixture.ring.prepare();
    const added = await generateSigningKey(fixture.cipher, fixture.clock.now(), fixture.clock.now());
    fixture.store.keys.push(added);
    fixture.clock.advance(10);
    expect((await fixture.ring.verificationKey(added.kid))?.kid).toBe(added.kid);
  });
});

describe('a stored key that cannot be decrypted', () => {
  const lost = new AesGcmCipher([encryptionKey('lost')]);

  it('keeps the service from starting, and tells which encryption key is missing', async () => {
    await fixture.newRing(lost).prepare();
    await expect(fixture.ring.prepare()).rejects.toThrow(
      /cannot be decrypted with ENCRYPTION_KEY.*"lost": put it back/s,
    );
    await expect(fixture.ring.signingKey()).rejects.toThrow('"lost"');
  });

  it('is on record once when another instance has made it, with the encryption key that is missing', async () => {
    await fixture.ring.prepare();
    expect(fixture.logger.records).toEqual([]);
    fixture.store.keys.push(await generateSigningKey(lost, fixture.clock.now(), fixture.clock.now()));
    for (const _ of [1, 2, 3]) {
      fixture.clock.advance(60);
      await fixture.ring.signingKey();
    }
    expect(fixture.logger.records).toMatchObject([
      { level: 'warn', fields: { reason: expect.stringContaining('"lost": put it back') } },
    ]);
  });

  it('is no longer in the way once it has retired', async () => {
    await fixture.newRing(lost).prepare();
    fixture.store.retireFirst(fixture.clock.now());
    fixture.store.keys.push(
      await generateSigningKey(fixture.cipher, fixture.clock.now(), fixture.clock.now()),
    );
    await expect(fixture.ring.prepare()).resolves.toBeUndefined();
  });

  it('is not trusted when somebody wrote it into the database, whatever its public part says', async () => {
    await fixture.ring.prepare();
    const foreign = await generateSigningKey(lost, fixture.clock.now(), fixture.clock.now());
    const [own] = fixture.store.keys;
    fixture.store.keys.push(foreign, {
      ...foreign,
      kid: 'B'.repeat(43),
      encryptedPrivateKey: own?.encryptedPrivateKey ?? '',
    });
    fixture.clock.advance(60);
    expect(await kids()).toEqual([own?.kid]);
    expect(await fixture.ring.verificationKey(foreign.kid)).toBeNull();
  });

  it('nor is one whose kid names another key', async () => {
    const kid = 'B'.repeat(43);
    const own = await generateSigningKey(fixture.cipher, fixture.clock.now(), fixture.clock.now());
    const pem = fixture.cipher.decrypt(own.encryptedPrivateKey, `signing-key:${own.kid}`);
    const encryptedPrivateKey = fixture.cipher.encrypt(pem, `signing-key:${kid}`);
    fixture.store.keys.push({ ...own, kid, encryptedPrivateKey });
    expect(await fixture.ring.verificationKey(kid)).toBeNull();
  });
});
