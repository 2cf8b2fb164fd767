import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { Argon2id } from '#infrastructure/hashing/argon2id.js';
import { HashPool } from '#infrastructure/hashing/hash-pool.js';

const cheap = { memoryKib: 128, iterations: 1, parallelism: 1 };
const pool = new HashPool(1);
const argon2id = new Argon2id(cheap, pool);

afterAll(() => pool.close());

const salt = 'c29tZXNhbHRzb21lc2FsdA';
const output = 'A'.repeat(43);

describe('argon2id', () => {
  it('makes PHC strings that it verifies, each with a salt of its own', async () => {
    const [first, second] = await Promise.all([
      argon2id.hash('correct horse'),
      argon2id.hash('correct horse'),
    ]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=128,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(first).not.toBe(second);
    expect(argon2id.accepts(first)).toBe(true);
    await expect(argon2id.verify('correct horse', first)).resolves.toBe(true);
    await expect(argon2id.verify('correct horsf', first)).resolves.toBe(false);
  });

  it('reads what the reference implementation writes (its test vector)', async () => {
    const encoded = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';
    expect(argon2id.accepts(encoded)).toBe(true);
    expect(argon2id.isCurrent(encoded)).toBe(false);
    await expect(argon2id.verify('password', encoded)).resolves.toBe(true);
    await expect(argon2id.verify('passwore', encoded)).resolves.toBe(false);
  });

  it('PWD-03, ASVS 6.2.8: takes every byte for its own: NUL, case, spaces and the 73rd', async () => {
    const long = 'a'.repeat(72);
    const pairs = [
      ['abc\0SECRETSECRET', 'abc\0other'],
      ['abc\0SECRETSECRET', 'abc'],
      [`${long}x`, `${long}y`],
      [`${long}x`, long],
      ['Password', 'password'],
      [' password', 'password'],
    ] as const;
    for (const [right, wrong] of pairs) {
      const encoded = await argon2id.hash(right);
      await expect(argon2id.verify(right, encoded)).resolves.toBe(true);
      await expect(argon2id.verify(wrong, encoded)).resolves.toBe(false);
    }
  });

  it('calls a hash current only with exactly its parameters', async () => {
    const encoded = await argon2id.hash('x');
    expect(argon2id.isCurrent(encoded)).toBe(true);
    for (const change of [{ memoryKib: 256 }, { iterations: 2 }, { parallelism: 2 }, { memoryKib: 64 }]) {
      expect(new Argon2id({ ...cheap, ...change }, pool).isCurrent(encoded)).toBe(false);
    }
  });

  it('has decoys of the current form that fit no password', async () => {
    const decoy = argon2id.decoy();
    expect(decoy).not.toBe(argon2id.decoy());
    expect(argon2id.accepts(decoy) && argon2id.isCurrent(decoy)).toBe(true);
    await expect(argon2id.verify('', decoy)).resolves.toBe(false);
  });

  it.each([
    `$argon2id$v=19$m=4194304,t=1000,p=1$${salt}$${output}`,
    `$argon2id$v=19$m=1048577,t=1,p=1$${salt}$${output}`,
    `$argon2id$v=19$m=128,t=11,p=1$${salt}$${output}`,
    `$argon2id$v=19$m=1024,t=1,p=17$${salt}$${output}`,
    `$argon2id$v=19$m=4294967296,t=1,p=1$${salt}$${output}`,
    `$argon2id$v=19$m=128,t=0,p=1$${salt}$${output}`,
    `$argon2id$v=19$m=15,t=1,p=2$${salt}$${output}`,
    `$argon2id$v=19$m=0128,t=1,p=1$${salt}$${output}`,
    `$argon2id$v=19$m=1e3,t=1,p=1$${salt}$${output}`,
    `$argon2id$v=16$m=128,t=1,p=1$${salt}$${output}`,
    `$argon2id$m=128,t=1,p=1$${salt}$${output}`,
    `$argon2i$v=19$m=128,t=1,p=1$${salt}$${output}`,
    `$argon2id$v=19$m=128,t=1,p=1$${salt}$${'A'.repeat(100_000)}`,
    `$argon2id$v=19$m=128,t=1,p=1$$${output}`,
    `$argon2id$v=19$m=128,t=1,p=1$${salt}`,
    `$argon2id$v=19$m=128,t=1,p=1$${salt}$${output}\n`,
    '$argon2id$',
    '',
  ])('PWD-08: does not accept %j', (encoded) => {
    expect(argon2id.accepts(encoded)).toBe(false);
  });

  it('accepts what is at its limits', () => {
    expect(argon2id.accepts(`$argon2id$v=19$m=1048576,t=10,p=16$${salt}$${output}`)).toBe(true);
  });

  it('does not throw for any text', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string().map((rest) => `$argon2id$v=19$m=128,t=1,p=1$${salt}$${rest}`),
    );
    fc.assert(
      fc.property(text, (encoded) => {
        expect(typeof argon2id.accepts(encoded)).toBe('boolean');
      }),
    );
  });
});
