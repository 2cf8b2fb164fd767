import type { HashPool } from './hash-pool.js';
import { pbkdf2Limits } from './parameter-limits.js';
import type { PasswordVerifier } from './password-algorithm.js';
import { isSame, parseParts } from './phc.js';

// `$pbkdf2-sha256$i=310000,l=32$<salt>$<digest>`, and Passlib's `$pbkdf2-sha256$29000$<salt>$<digest>`; without a name it is SHA-1.
const form = /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$(?:i=)?(\d{1,7})(?:,l=(\d{1,2}))?\$([^$]*)\$([^$]+)$/;

/** PBKDF2 (RFC 8018 §5.2) with HMAC, from elsewhere. */
export class Pbkdf2 implements PasswordVerifier {
  constructor(private readonly pool: HashPool) {}

  accepts(encoded: string): boolean {
    return parse(encoded) !== null;
  }

  async verify(password: string, encoded: string): Promise<boolean> {
    const parsed = parse(encoded);
    if (parsed === null) return false;
    const { digest, salt, ...cost } = parsed;
    const computed = await this.pool.run('pbkdf2', {
      password,
      salt,
      length: digest.length,
      iterations: cost.iterations,
      digest: cost.name,
    });
    return isSame(computed, digest);
  }
}

function parse(encoded: string) {
  const [, name = 'sha1', iterations, length, salt, digest] = form.exec(encoded) ?? [];
  const parts = parseParts(salt, digest);
  const count = Number(iterations);
  if (parts === null || count < 1 || count > pbkdf2Limits.iterations) return null;
  if (length !== undefined && Number(length) !== parts.digest.length) return null;
  return { ...parts, name, iterations: count };
}
