import type { PasswordHasher } from '#application/auth/password-hasher.js';
import type { Password } from '#domain/auth/password.js';
import { PasswordHash } from '#domain/users/password-hash.js';

/** For tests only: as fast as nothing, and as safe. It counts what it was asked. */
export class CheapPasswordHasher implements PasswordHasher {
  verifications = 0;

  constructor(private readonly generation = 1) {}

  async hash(password: Password): Promise<PasswordHash> {
    return new PasswordHash(`cheap${this.generation}:${password.value}`);
  }

  async verify(password: Password, hash: PasswordHash): Promise<boolean> {
    this.verifications += 1;
    return hash.encoded.replace(/^cheap\d+:/, '') === password.value;
  }

  async verifyNothing(): Promise<false> {
    this.verifications += 1;
    return false;
  }

  needsRehash(hash: PasswordHash): boolean {
    return !hash.encoded.startsWith(`cheap${this.generation}:`);
  }
}
