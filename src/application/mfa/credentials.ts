import type { PasswordHash } from '#domain/users/password-hash.js';
import type { MfaSecrets } from './mfa-secrets.js';

/** What tells whether the account still has the password that it had, and tells nothing else of it. */
export function credentialsOf(passwordHash: PasswordHash | null, secrets: MfaSecrets): string {
  return secrets.digestOf(passwordHash?.encoded ?? 'none');
}
