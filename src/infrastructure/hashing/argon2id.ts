import { randomBytes } from 'node:crypto';
import { parseOptions } from '@node-rs/argon2';
import type { HashPool } from './hash-pool.js';
import { argon2Limits } from './parameter-limits.js';
import type { PasswordAlgorithm } from './password-algorithm.js';

// `Algorithm.Argon2id`: an ambient const enum cannot be used where modules are compiled one by one.
const argon2idType = 2;
const saltBytes = 16;
const outputBytes = 32;

// PHC string; salt 8 to 48 bytes, output 16 to 64.
const form =
  /^\$argon2id\$v=19\$m=([1-9]\d{0,9}),t=([1-9]\d{0,9}),p=([1-9]\d{0,2})\$[A-Za-z0-9+/]{11,64}\$[A-Za-z0-9+/]{22,86}$/;

export interface Argon2Parameters {
  readonly memoryKib: number;
  readonly iterations: number;
  readonly parallelism: number;
}

/** Argon2id (RFC 9106) as PHC strings. */
export class Argon2id implements PasswordAlgorithm {
  constructor(
    private readonly parameters: Argon2Parameters,
    private readonly pool: HashPool,
  ) {}

  accepts(encoded: string): boolean {
    const match = form.exec(encoded);
    if (match === null) return false;
    const [memoryKib, iterations, parallelism] = match.slice(1).map(Number) as [number, number, number];
    return (
      memoryKib <= argon2Limits.memoryKib &&
      iterations <= argon2Limits.iterations &&
      parallelism <= argon2Limits.parallelism &&
      isDecodable(encoded)
    );
  }

  hash(password: string): Promise<string> {
    const { memoryKib, iterations, parallelism } = this.parameters;
    const options = {
      algorithm: argon2idType,
      memoryCost: memoryKib,
      timeCost: iterations,
      parallelism,
      outputLen: outputBytes,
      salt: randomBytes(saltBytes),
    };
    return this.pool.run('hashArgon2id', { password, options });
  }

  verify(password: string, encoded: string): Promise<boolean> {
    return this.pool.run('verifyArgon2id', { password, encoded });
  }

  isCurrent(encoded: string): boolean {
    return encoded.startsWith(this.#prefix());
  }

  decoy(): string {
    const encode = (bytes: number) => randomBytes(bytes).toString('base64').replace(/=+$/, '');
    return `${this.#prefix()}${encode(saltBytes)}$${encode(outputBytes)}`;
  }

  #prefix(): string {
    const { memoryKib, iterations, parallelism } = this.parameters;
    return `$argon2id$v=19$m=${memoryKib},t=${iterations},p=${parallelism}$`;
  }
}

/** Canonical base64, and at least 8 KiB for each lane (RFC 9106 §3.1). */
function isDecodable(encoded: string): boolean {
  try {
    parseOptions(encoded);
    return true;
  } catch {
    return false;
  }
}
