import { createCipheriv, createHash, pbkdf2Sync, scryptSync } from 'node:crypto';
import { hashSync } from '@node-rs/argon2';
import { hashSync as bcryptSync } from 'bcryptjs';
import { afterAll, describe, expect, it } from 'vitest';
import { foreignVerifiers } from '#infrastructure/hashing/create-password-hasher.js';
import { KnownHashes, parseFirebaseParameters } from '#infrastructure/hashing/foreign-hashes.js';
import { HashPool } from '#infrastructure/hashing/hash-pool.js';

/** Of the library, whose enumerations are gone when it is compiled. */
const [argon2d, argon2i, version1] = [0, 1, 0] as const;

const pool = new HashPool(1);
const verifiers = foreignVerifiers(pool);
afterAll(() => pool.close());

const password = 'correct horse bättery';
const salt = Buffer.from('0123456789abcdef');
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '');
const pbkdf2 = (digest: string, length: number) => base64(pbkdf2Sync(password, salt, 1000, length, digest));
const sha = (name: string) =>
  Buffer.concat([createHash(name).update(password).update(salt).digest(), salt]).toString('base64');

/** The example that Firebase publishes with its scrypt. */
const firebase = parseFirebaseParameters(`hash_config {
  algorithm: SCRYPT,
  base64_signer_key: jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==,
  base64_salt_separator: Bw==,
  rounds: 8,
  mem_cost: 14,
}`);
const firebaseHash =
  'lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==';
const firebaseSalt = '42xEC+ixf3L2lw==';

async function isRight(hash: string, word: string, saltText: string | null = null): Promise<boolean> {
  const encoded = new KnownHashes(firebase).parse(hash, saltText)?.encoded;
  if (encoded === undefined) throw new Error('It is not taken');
  const verifier = verifiers.find((candidate) => candidate.accepts(encoded));
  return (await verifier?.verify(word, encoded)) ?? false;
}

describe('a hash of another system', () => {
  const argon2 = { memoryCost: 128, timeCost: 1, parallelism: 1 };
  it.each([
    ['bcrypt', bcryptSync(password, 4).replace('$2b$', '$2y$')],
    ['argon2i', hashSync(password, { ...argon2, algorithm: argon2i })],
    ['argon2d', hashSync(password, { ...argon2, algorithm: argon2d })],
    ['argon2id 1.0', hashSync(password, { ...argon2, version: version1 })],
    [
      'scrypt',
      `$scrypt$ln=10,r=8,p=2$${base64(salt)}$${base64(scryptSync(password, salt, 32, { N: 1024, r: 8, p: 2 }))}`,
    ],
    ['PBKDF2 with SHA-256', `$pbkdf2-sha256$i=1000,l=32$${base64(salt)}$${pbkdf2('sha256', 32)}`],
    ['PBKDF2 with SHA-512', `$pbkdf2-sha512$i=1000$${base64(salt)}$${pbkdf2('sha512', 64)}`],
    ['PBKDF2 of Passlib', `$pbkdf2-sha256$1000$${base64(salt)}$${pbkdf2('sha256', 32).replaceAll('+', '.')}`],
    ['PBKDF2 with SHA-1', `$pbkdf2$1000$${base64(salt)}$${pbkdf2('sha1', 20)}`],
    ['SSHA', `{SSHA}${sha('sha1')}`],
    ['SSHA256', `{SSHA256}${sha('sha256')}`],
    ['SSHA512', `{SSHA512}${sha('sha512')}`],
  ])('%s is verified', async (_name, hash) => {
    expect(await isRight(hash, password)).toBe(true);
    expect(await isRight(hash, `${password}x`)).toBe(false);
    expect(await isRight(hash, '')).toBe(false);
  });

  it('is verified as the standards have it (RFC 6070, RFC 7914 §12)', async () => {
    const rfc6070 = Buffer.from('4b007901b765489abead49d926f721d065a429c1', 'hex');
    expect(
      await isRight(`$pbkdf2$i=4096$${base64(Buffer.from('salt'))}$${base64(rfc6070)}`, 'password'),
    ).toBe(true);
    const rfc7914 = Buffer.from(
      'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
      'hex',
    );
    const hash = `$scrypt$ln=10,r=8,p=16$${base64(Buffer.from('NaCl'))}$${base64(rfc7914)}`;
    expect(await isRight(hash, 'password')).toBe(true);
  });

  it('of Firebase is verified, with the parameters of the project', async () => {
    expect(await isRight(firebaseHash, 'user1password', firebaseSalt)).toBe(true);
    expect(await isRight(firebaseHash, 'user2password', firebaseSalt)).toBe(false);
    const key = scryptSync('other', Buffer.concat([Buffer.from('salt'), Buffer.from('Bw==', 'base64')]), 32, {
      N: 2 ** 14,
      r: 8,
      p: 1,
    });
    const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
    const made = cipher.update(firebase?.signerKey as Uint8Array).toString('base64url');
    expect(await isRight(made, 'other', Buffer.from('salt').toString('base64url'))).toBe(true);
  });

  it('of Firebase is not taken without its salt or the parameters', () => {
    expect(new KnownHashes(firebase).parse(firebaseHash, null)).toBeNull();
    expect(new KnownHashes(null).parse(firebaseHash, firebaseSalt)).toBeNull();
    expect(parseFirebaseParameters('{"rounds": 8}')).toBeNull();
  });

  const digest = base64(Buffer.alloc(32, 1));
  it.each([
    '',
    'plain text',
    '5f4dcc3b5aa765d61d8327deb882cf99',
    '$md5$x',
    `$scrypt$ln=25,r=8,p=1$${base64(salt)}$${digest}`,
    `$scrypt$ln=17,r=8,p=17$${base64(salt)}$${digest}`,
    `$scrypt$ln=0,r=8,p=1$${base64(salt)}$${digest}`,
    `$scrypt$ln=10,r=8,p=1$${base64(salt)}$${base64(Buffer.alloc(8))}`,
    `$scrypt$ln=10,r=8,p=1$${base64(salt)}$not base64`,
    `$pbkdf2-sha256$i=2000001,l=32$${base64(salt)}$${digest}`,
    `$pbkdf2-sha256$i=0,l=32$${base64(salt)}$${digest}`,
    `$pbkdf2-sha256$i=1000,l=20$${base64(salt)}$${digest}`,
    `$pbkdf2-md5$i=1000,l=32$${base64(salt)}$${digest}`,
    `$argon2i$v=19$m=2097152,t=1,p=1$${base64(salt)}$${digest}`,
    `$argon2i$v=19$m=128,t=11,p=1$${base64(salt)}$${digest}`,
    '{SSHA}c2hvcnQ=',
    `{SHA}${createHash('sha1').update(password).digest('base64')}`,
    `{SSHA}${createHash('sha1').update(password).digest('base64')}`,
    `$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw,sk=${base64(Buffer.alloc(20, 1))}$${base64(salt)}$${digest}`,
    `$2b$31$${'A'.repeat(53)}`,
  ])('PWD-08: %j is not taken', (hash) => {
    expect(new KnownHashes(firebase).parse(hash, null)).toBeNull();
  });
});
