import { hashSync, type Options, verifySync } from '@node-rs/argon2';
import { hashSync as bcryptSync } from 'bcryptjs';

// Runs in a worker thread, in the tests from this very file: so no decorators, enums or `#` imports.

export function hashArgon2id({ password, options }: { password: string; options: Options }): string {
  return hashSync(password, options);
}

export function verifyArgon2id({ password, encoded }: { password: string; encoded: string }): boolean {
  return verifySync(encoded, password);
}

/** @param setting `$2b$<cost>$<salt>`, or a whole hash that begins so. */
export function bcrypt({ password, setting }: { password: string; setting: string }): string {
  return bcryptSync(password, setting);
}
