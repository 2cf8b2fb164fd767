import { hashSync } from 'bcryptjs';
import { afterEach, describe, expect, it } from 'vitest';
import { Password } from '#domain/auth/password.js';
import { PasswordHash } from '#domain/users/password-hash.js';
import { BoundedPasswordHasher } from '#infrastructure/hashing/bounded-password-hasher.js';
import {
  createPasswordHasher,
  type PasswordHasherSettings,
} from '#infrastructure/hashing/create-password-hasher.js';
import type { PasswordAlgorithm } from '#infrastructure/hashing/password-algorithm.js';
import { BoundedQueue } from '#infrastructure/shared/bounded-queue.js';

const config: PasswordHasherSettings = {
  hasher: 'argon2id',
  argon2: { memoryKib: 128, iterations: 1, parallelism: 1 },
  bcryptCost: 4,
  concurrency: 2,
  maxQueue: 10,
  maxWaitMs: 10_000,
};
const password = Password.parse('correct horse');
const wrong = Password.parse('correct horsf');
const opened: BoundedPasswordHasher[] = [];

function open(change: Partial<PasswordHasherSettings> = {}): BoundedPasswordHasher {
  const hasher = createPasswordHasher({ ...config, ...change });
  opened.push(hasher);
  return hasher;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((hasher) => hasher.close()));
});

/** Notes what it is asked to verify. */
class RecordingAlgorithm implements PasswordAlgorithm {
  readonly verified: string[] = [];
  accepts = (encoded: string) => encoded.startsWith('$test$');
  isCurrent = (encoded: string) => encoded.startsWith('$test$2$');
  decoy = () => '$test$2$decoy';
  hash = async (text: string) => `$test$2$${text}`;
  verify = async (text: string, encoded: string) => {
    this.verified.push(encoded);
    return encoded === `$test$2$${text}`;
  };
}

describe('the password hasher', () => {
  it.each(['argon2id', 'bcrypt'] as const)('makes %s hashes and verifies them', async (hasher) => {
    const hashes = open({ hasher });
    const hash = await hashes.hash(password);
    expect(hash.encoded).toMatch(hasher === 'bcrypt' ? /^\$bcrypt-sha256\$/ : /^\$argon2id\$/);
    await expect(hashes.verify(password, hash)).resolves.toBe(true);
    await expect(hashes.verify(wrong, hash)).resolves.toBe(false);
    await expect(hashes.verifyNothing(password)).resolves.toBe(false);
    expect(hashes.needsRehash(hash)).toBe(false);
  });

  it('verifies the hashes of the other algorithm and plain bcrypt, and wants them replaced', async () => {
    const [argon2id, bcrypt] = [open(), open({ hasher: 'bcrypt' })];
    const [byArgon2id, byBcrypt] = [await argon2id.hash(password), await bcrypt.hash(password)];
    const imported = new PasswordHash(hashSync(password.value, 4));
    await expect(argon2id.verify(password, byBcrypt)).resolves.toBe(true);
    await expect(bcrypt.verify(password, byArgon2id)).resolves.toBe(true);
    await expect(argon2id.verify(password, imported)).resolves.toBe(true);
    await expect(argon2id.verify(wrong, imported)).resolves.toBe(false);
    expect(argon2id.needsRehash(byBcrypt) && bcrypt.needsRehash(byArgon2id)).toBe(true);
    expect(argon2id.needsRehash(imported) && bcrypt.needsRehash(imported)).toBe(true);
  });

  it('wants a hash replaced whose parameters are not the configured ones, or that nobody can read', async () => {
    const hash = await open().hash(password);
    const stronger = { argon2: { ...config.argon2, iterations: 2 } };
    expect(open(stronger).needsRehash(hash)).toBe(true);
    expect(open().needsRehash(await open(stronger).hash(password))).toBe(true);
    for (const unreadable of ['unknown', '$argon2id$v=19$m=128,t=1,p=1$', `${hash.encoded}=`]) {
      expect(open().needsRehash(new PasswordHash(unreadable))).toBe(true);
    }
  });

  it.each([
    '$argon2id$v=19$m=4194304,t=1000,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '$2b$31$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '$pbkdf2-sha512$1000000000$c2FsdA$AAAA',
    'password',
    '',
  ])('PWD-08: never verifies with the parameters of %j', async (encoded) => {
    await expect(open().verify(password, new PasswordHash(encoded))).resolves.toBe(false);
    const algorithm = new RecordingAlgorithm();
    const recording = new BoundedPasswordHasher(algorithm, [], new BoundedQueue(config));
    await expect(recording.verify(password, new PasswordHash(encoded))).resolves.toBe(false);
    expect(algorithm.verified).toEqual(['$test$2$decoy']);
  });

  it('does the work of a verification for an unknown user (ASVS 6.3.8), and does not believe its result', async () => {
    const algorithm = new RecordingAlgorithm();
    const hashes = new BoundedPasswordHasher(algorithm, [], new BoundedQueue(config));
    await expect(hashes.verifyNothing(Password.parse('decoy'))).resolves.toBe(false);
    expect(algorithm.verified).toEqual(['$test$2$decoy']);
  });

  it('fails with the same work for every kind of hash and for none, once it has met one that is behind', async () => {
    const algorithm = new RecordingAlgorithm();
    const hashes = new BoundedPasswordHasher(algorithm, [], new BoundedQueue(config));
    const behind = new PasswordHash('$test$1$digest');
    await hashes.verify(wrong, behind);
    const work = async (attempt: () => Promise<boolean>) => {
      algorithm.verified.length = 0;
      expect(await attempt()).toBe(false);
      return algorithm.verified.map((encoded) => encoded.slice(0, '$test$1'.length)).sort();
    };
    const all = ['$test$1', '$test$2'];
    expect(await work(() => hashes.verify(wrong, behind))).toEqual(all);
    expect(await work(() => hashes.verify(wrong, new PasswordHash('$test$2$other')))).toEqual(all);
    expect(await work(() => hashes.verifyNothing(wrong))).toEqual(all);
    algorithm.verified.length = 0;
    await expect(hashes.verify(password, new PasswordHash(`$test$2$${password.value}`))).resolves.toBe(true);
    expect(algorithm.verified).toHaveLength(1);
    for (let kind = 3; kind < 20; kind += 1)
      await hashes.verify(wrong, new PasswordHash(`$test$${kind}$digest`));
    expect((await work(() => hashes.verifyNothing(wrong))).length).toBe(1 + 4);
  });

  it('verifies decoys of every form', async () => {
    const [byArgon2id, byBcrypt] = [
      await open().hash(password),
      await open({ hasher: 'bcrypt' }).hash(password),
    ];
    const hashes = open({ argon2: { ...config.argon2, iterations: 2 } });
    for (const hash of [byArgon2id, byBcrypt, new PasswordHash(hashSync(password.value, 4))]) {
      await expect(hashes.verify(wrong, hash)).resolves.toBe(false);
    }
    await expect(hashes.verifyNothing(password)).resolves.toBe(false);
    await expect(hashes.verify(password, byBcrypt)).resolves.toBe(true);
  });

  it('is bounded in all it does', async () => {
    const hash = await open().hash(password);
    const started = Promise.withResolvers<void>();
    const algorithm = new RecordingAlgorithm();
    algorithm.hash = () => started.promise.then(() => 'x');
    const queue = new BoundedQueue({ concurrency: 1, maxQueue: 0, maxWaitMs: 1000 });
    const hashes = new BoundedPasswordHasher(algorithm, [], queue);
    const running = hashes.hash(password);
    for (const attempt of [
      hashes.hash(password),
      hashes.verify(password, hash),
      hashes.verifyNothing(password),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'OVERLOADED', retryAfter: 1 });
    }
    started.resolve();
    await running;
  });

  it('is refused after it was closed', async () => {
    const hashes = open();
    await hashes.close();
    await expect(hashes.hash(password)).rejects.toMatchObject({ code: 'OVERLOADED' });
  });
});

describe.each(['argon2id', 'bcrypt'] as const)('with %s', (hasher) => {
  it('PWD-03: a NUL never reaches the hasher, which would know what is behind it', async () => {
    for (const text of ['abc\0SECRETSECRET', 'abc\0other', '\0']) {
      expect(() => Password.parse(text)).toThrow();
    }
    const hash = await open({ hasher }).hash(Password.parse('abcSECRETSECRET'));
    await expect(open({ hasher }).verify(Password.parse('abc'), hash)).resolves.toBe(false);
  });

  it('PWD-04: lone surrogates never reach the hasher, and U+FFFD is a character like others', async () => {
    for (const text of ['pass\ud800word', 'pass\ud801word', 'pass\udc00word']) {
      expect(() => Password.parse(text)).toThrow();
    }
    const hash = await open({ hasher }).hash(Password.parse('pass\u{10000}word'));
    await expect(open({ hasher }).verify(Password.parse('pass\ufffdword'), hash)).resolves.toBe(false);
    await expect(open({ hasher }).verify(Password.parse('pass\u{10001}word'), hash)).resolves.toBe(false);
  });

  it('ASVS 6.2.8: passwords that differ in their last byte are two, up to 1024 bytes', async () => {
    const long = 'x'.repeat(1023);
    const hashes = open({ hasher });
    const hash = await hashes.hash(Password.parse(`${long}a`));
    await expect(hashes.verify(Password.parse(`${long}a`), hash)).resolves.toBe(true);
    await expect(hashes.verify(Password.parse(`${long}b`), hash)).resolves.toBe(false);
  });
});
