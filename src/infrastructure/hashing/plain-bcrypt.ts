import { timingSafeEqual } from 'node:crypto';
import type { HashPool } from './hash-pool.js';
import { bcryptLimits } from './parameter-limits.js';
import type { PasswordVerifier } from './password-algorithm.js';

const form = /^\$2[aby]\$(\d{2})\$[./A-Za-z0-9]{53}$/;
const maxBytes = 72;

/**
 * Hashes that came from elsewhere: `$2a$`, `$2b$`, `$2y$`. bcrypt would take a password that goes on after 72
 * bytes, or after a NUL, for the one it was cut to (CVE-2020-7689), so such a password is never right.
 */
export class PlainBcrypt implements PasswordVerifier {
  constructor(private readonly pool: HashPool) {}

  accepts(encoded: string): boolean {
    const cost = Number(form.exec(encoded)?.[1]);
    return cost >= bcryptLimits.minCost && cost <= bcryptLimits.cost;
  }

  async verify(password: string, encoded: string): Promise<boolean> {
    const isCut = Buffer.byteLength(password, 'utf8') > maxBytes || password.includes('\0');
    const computed = await this.pool.run('bcrypt', { password: isCut ? '' : password, setting: encoded });
    // Only the digests: the unused bits at the end of a salt may be set in one and not in the other.
    const isEqual = timingSafeEqual(digestOf(computed), digestOf(encoded));
    return isEqual && !isCut;
  }
}

function digestOf(encoded: string): Buffer {
  return Buffer.from(encoded.slice(-31));
}
