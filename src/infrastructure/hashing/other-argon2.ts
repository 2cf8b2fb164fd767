import { isWithinArgon2Limits } from './argon2id.js';
import type { HashPool } from './hash-pool.js';
import { foreignLimits } from './parameter-limits.js';
import type { PasswordVerifier } from './password-algorithm.js';
import { decodeBase64 } from './phc.js';

const form = /^\$argon2(?:i|d|id)\$v=(?:16|19)\$m=\d+,t=\d+,p=\d+\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Argon2i and Argon2d, and version 1.0 of all three, as PHC strings that came from elsewhere. */
export class OtherArgon2 implements PasswordVerifier {
  constructor(private readonly pool: HashPool) {}

  accepts(encoded: string): boolean {
    const [, salt = '', digest = ''] = form.exec(encoded) ?? [];
    const [saltBytes, digestBytes] = [decodeBase64(salt), decodeBase64(digest)];
    return (
      saltBytes !== null &&
      saltBytes.length <= foreignLimits.saltBytes &&
      digestBytes !== null &&
      digestBytes.length >= foreignLimits.minDigestBytes &&
      isWithinArgon2Limits(encoded)
    );
  }

  verify(password: string, encoded: string): Promise<boolean> {
    return this.pool.run('verifyArgon2id', { password, encoded });
  }
}
