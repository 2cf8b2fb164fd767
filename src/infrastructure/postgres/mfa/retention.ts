import type { Database } from '../database.js';
import { PostgresRetention } from '../retention.js';

export function challengeRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, 'mfa_challenges', 'digest', [
    'expires_at < now() - make_interval(secs => $1)',
  ]);
}

export function deviceRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, 'mfa_trusted_devices', 'digest', [
    'expires_at < now() - make_interval(secs => $1)',
  ]);
}

/** Of factors whose enrolment was given up. */
export function pendingFactorRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, 'mfa_factors', 'id', [
    'confirmed_at IS NULL AND created_at < now() - make_interval(secs => $1)',
  ]);
}
