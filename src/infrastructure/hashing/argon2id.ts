import { randomBytes } from 'node:crypto';
import { type ParsedHashOptions, parseOptions } from '@node-rs/argon2';
import type { HashPool } from './hash-pool.js';
import { argon2Limits } from './parameter-limits.js';
import type { PasswordAlgorithm } from './password-algorithm.js';

const form = '$argon2id$v=19$';
// What the library makes hashes of.
const saltBytes = 16;
const outputBytes = 32;

export interface Argon2Parameters {
  readonly memoryKib: number;
  readonly iterations: number;
  readonly parallelism: number;
}

/** Argon2id (RFC 9106) as PHC strings. */
export class Argon2id implements PasswordAlgorithm {
  readonly #prefix: string;

  constructor(
    private readonly parameters: Argon2Parameters,
    private readonly pool: HashPool,
  ) {
    const { memoryKib, iterations, parallelism } = parameters;
    this.#prefix = `${form}m=${memoryKib},t=${iterations},p=${parallelism}$`;
  }

  accepts(encoded: string): boolean {
    return encoded.startsWith(form) && isWithinArgon2Limits(encoded);
  }

  hash(password: string): Promise<string> {
    const { memoryKib: memoryCost, iterations: timeCost, parallelism } = this.parameters;
    return this.pool.run('hashArgon2id', { password, options: { memoryCost, timeCost, parallelism } });
  }

  verify(password: string, encoded: string): Promise<boolean> {
    return this.pool.run('verifyArgon2id', { password, encoded });
  }

  isCurrent(encoded: string): boolean {
    return encoded.startsWith(this.#prefix);
  }

  decoy(): string {
    const encode = (bytes: number) => randomBytes(bytes).toString('base64').replace(/=+$/, '');
    return `${this.#prefix}${encode(saltBytes)}$${encode(outputBytes)}`;
  }
}

/** Whether it is a PHC string of Argon2, of whichever variant, that asks for no more than it may. @public */
export function isWithinArgon2Limits(encoded: string): boolean {
  const options = parse(encoded);
  return (
    options !== null &&
    options.memoryCost <= argon2Limits.memoryKib &&
    options.timeCost <= argon2Limits.iterations &&
    options.parallelism <= argon2Limits.parallelism &&
    options.outputLen <= argon2Limits.outputBytes
  );
}

/** Null for what is no PHC string of Argon2, or has parameters that are too small for it (RFC 9106 §3.1). */
function parse(encoded: string): ParsedHashOptions | null {
  try {
    return parseOptions(encoded);
  } catch {
    return null;
  }
}
