import type { Role } from '#domain/access/role.js';

export interface MfaSettings {
  /** Whoever has one of these signs in with a second factor only. */
  readonly requiredRoles: readonly Role[];
  /** For which a device need not show the second factor; 0: not at all. */
  readonly rememberDays: number;
}
