import type { SessionLifetimes } from '#domain/sessions/session.js';

export interface SessionSettings extends SessionLifetimes {
  /** Of one user at a time; the one that was used longest ago makes room (ASVS 7.1.2). */
  readonly maxPerUser: number;
}
