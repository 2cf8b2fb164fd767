import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { encodeBase64, genSaltSync } from 'bcryptjs';
import type { HashPool } from './hash-pool.js';
import { bcryptLimits } from './parameter-limits.js';
import type { PasswordAlgorithm } from './password-algorithm.js';

const form = /^\$bcrypt-sha256\$v=2,t=2b,r=(\d{1,2})\$([./A-Za-z0-9]{22})\$([./A-Za-z0-9]{31})$/;
const saltBytes = 16;
const digestBytes = 23;

/**
 * `$bcrypt-sha256$v=2,t=2b,r=<cost>$<salt>$<digest>`, version 2 of Passlib's format: bcrypt of the base64 of
 * HMAC-SHA256 with the encoded salt as its key. So the whole password counts, which bcrypt cuts at 72 bytes
 * and at a NUL (ASVS 6.2.8), and a stolen unsalted SHA-256 is of no use in guessing it.
 */
export class BcryptSha256 implements PasswordAlgorithm {
  constructor(
    private readonly cost: number,
    private readonly pool: HashPool,
  ) {}

  accepts(encoded: string): boolean {
    return parse(encoded) !== null;
  }

  async hash(password: string): Promise<string> {
    // Of `$2b$04$<salt>`; the cost in it is not used.
    const salt = genSaltSync(bcryptLimits.minCost).slice(-22);
    return `${this.#prefix()}${salt}$${await this.#digest(password, this.cost, salt)}`;
  }

  async verify(password: string, encoded: string): Promise<boolean> {
    const parsed = parse(encoded);
    if (parsed === null) return false;
    const digest = await this.#digest(password, parsed.cost, parsed.salt);
    return timingSafeEqual(Buffer.from(digest), Buffer.from(parsed.digest));
  }

  isCurrent(encoded: string): boolean {
    return parse(encoded)?.cost === this.cost;
  }

  decoy(): string {
    const encode = (bytes: number) => encodeBase64(randomBytes(bytes), bytes);
    return `${this.#prefix()}${encode(saltBytes)}$${encode(digestBytes)}`;
  }

  async #digest(password: string, cost: number, salt: string): Promise<string> {
    const key = createHmac('sha256', salt).update(password, 'utf8').digest('base64');
    const setting = `$2b$${String(cost).padStart(2, '0')}$${salt}`;
    const encoded = await this.pool.run('bcrypt', { password: key, setting });
    return encoded.slice(-31);
  }

  #prefix(): string {
    return `$bcrypt-sha256$v=2,t=2b,r=${this.cost}$`;
  }
}

function parse(encoded: string): { cost: number; salt: string; digest: string } | null {
  const [, rounds, salt, digest] = form.exec(encoded) ?? [];
  if (rounds === undefined || salt === undefined || digest === undefined) return null;
  const cost = Number(rounds);
  return cost >= bcryptLimits.minCost && cost <= bcryptLimits.cost ? { cost, salt, digest } : null;
}
