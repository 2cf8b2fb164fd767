import { hashSync } from 'bcryptjs';
import { afterAll, describe, expect, it } from 'vitest';
import { BcryptSha256 } from '#infrastructure/hashing/bcrypt-sha256.js';
import { HashPool } from '#infrastructure/hashing/hash-pool.js';
import { PlainBcrypt } from '#infrastructure/hashing/plain-bcrypt.js';

const pool = new HashPool(1);
const bcrypt = new BcryptSha256(4, pool);
const plain = new PlainBcrypt(pool);
const body = 'A'.repeat(53);

afterAll(() => pool.close());

describe('bcrypt over HMAC-SHA256', () => {
  it('makes hashes that it verifies, each with a salt of its own', async () => {
    const [first, second] = await Promise.all([bcrypt.hash('correct horse'), bcrypt.hash('correct horse')]);
    expect(first).toMatch(/^\$bcrypt-sha256\$v=2,t=2b,r=4\$[./A-Za-z0-9]{22}\$[./A-Za-z0-9]{31}$/);
    expect(first).not.toBe(second);
    expect(bcrypt.accepts(first) && bcrypt.isCurrent(first)).toBe(true);
    await expect(bcrypt.verify('correct horse', first)).resolves.toBe(true);
    await expect(bcrypt.verify('correct horsf', first)).resolves.toBe(false);
  });

  it('reads what Passlib writes (its test vectors)', async () => {
    const encoded = '$bcrypt-sha256$v=2,t=2b,r=5$5Hg1DKFqPE8C2aflZ5vVoe$wOK1VFFtS8IGTrGa7.h5fs0u84qyPbS';
    const ofNothing = '$bcrypt-sha256$v=2,t=2b,r=5$E/e/2AOhqM5W/KJTFQzLce$WFPIZKtDDTriqWwlmRFfHiOTeheAZWe';
    await expect(bcrypt.verify('password', encoded)).resolves.toBe(true);
    await expect(bcrypt.verify('', ofNothing)).resolves.toBe(true);
    await expect(bcrypt.verify('password', ofNothing)).resolves.toBe(false);
    expect(bcrypt.isCurrent(encoded)).toBe(false);
  });

  it('PWD-03, ASVS 6.2.8: takes every byte for its own: NUL, and the 73rd', async () => {
    const long = 'a'.repeat(72);
    for (const [right, wrong] of [
      ['abc\0SECRETSECRET', 'abc\0other'],
      ['abc\0SECRETSECRET', 'abc'],
      ['abc\0abc', 'abc'],
      [`${long}x`, `${long}y`],
      [`${long}x`, long],
    ] as const) {
      const encoded = await bcrypt.hash(right);
      await expect(bcrypt.verify(right, encoded)).resolves.toBe(true);
      await expect(bcrypt.verify(wrong, encoded)).resolves.toBe(false);
    }
  });

  it('has decoys of the current form that fit no password', async () => {
    const decoy = bcrypt.decoy();
    expect(decoy).not.toBe(bcrypt.decoy());
    expect(bcrypt.accepts(decoy) && bcrypt.isCurrent(decoy)).toBe(true);
    await expect(bcrypt.verify('', decoy)).resolves.toBe(false);
  });

  it.each([
    `$bcrypt-sha256$v=2,t=2b,r=31$${'A'.repeat(22)}$${'A'.repeat(31)}`,
    `$bcrypt-sha256$v=2,t=2b,r=16$${'A'.repeat(22)}$${'A'.repeat(31)}`,
    `$bcrypt-sha256$v=2,t=2b,r=3$${'A'.repeat(22)}$${'A'.repeat(31)}`,
    `$bcrypt-sha256$v=1,t=2b,r=4$${'A'.repeat(22)}$${'A'.repeat(31)}`,
    `$bcrypt-sha256$v=2,t=2b,r=4$${'A'.repeat(22)}$${'A'.repeat(32)}`,
    `$2b$04$${body}`,
    '',
  ])('PWD-08: does not accept %j', (encoded) => {
    expect(bcrypt.accepts(encoded)).toBe(false);
  });
});

describe('plain bcrypt', () => {
  it.each(['2a', '2b', '2y'])('$%s$ is verified', async (variant) => {
    const encoded = hashSync('correct horse', 4).replace('$2b$', `$${variant}$`);
    expect(plain.accepts(encoded)).toBe(true);
    await expect(plain.verify('correct horse', encoded)).resolves.toBe(true);
    await expect(plain.verify('correct horsf', encoded)).resolves.toBe(false);
  });

  it('ASVS 6.2.8: never fits a password that bcrypt would cut at 72 bytes', async () => {
    const long = 'é'.repeat(36);
    const encoded = hashSync(long, 4);
    await expect(plain.verify(long, encoded)).resolves.toBe(true);
    await expect(plain.verify(`${long}x`, encoded)).resolves.toBe(false);
    await expect(plain.verify('', encoded)).resolves.toBe(false);
  });

  it('PWD-03: never fits a password with a NUL, which repeats to the same key', async () => {
    const encoded = hashSync('abc', 4);
    await expect(plain.verify('abc', encoded)).resolves.toBe(true);
    await expect(plain.verify('abc\0', encoded)).resolves.toBe(false);
    await expect(plain.verify('abc\0abc', encoded)).resolves.toBe(false);
    await expect(plain.verify('\0', hashSync('', 4))).resolves.toBe(false);
  });

  it.each([
    `$2b$31$${body}`,
    `$2b$16$${body}`,
    `$2b$03$${body}`,
    `$2x$04$${body}`,
    `$2b$4$${body}`,
    `$2b$04$${body}A`,
    '',
  ])('PWD-08: does not accept %j', (encoded) => {
    expect(plain.accepts(encoded)).toBe(false);
  });
});
