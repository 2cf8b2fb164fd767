import type { DataExportSection } from '#application/data-export/data-export-section.js';
import { attemptLimits, type LockoutSettings } from '#domain/auth/lockout-policy.js';
import type { UserId } from '#domain/shared/ids.js';
import type { LoginAttempts } from './login-attempts.js';

/** How many wrong passwords and codes are counted against an account. Those of single networks are kept as digests alone. */
export class FailuresSection implements DataExportSection {
  readonly name = 'signInFailures';

  constructor(
    private readonly attempts: LoginAttempts,
    private readonly settings: LockoutSettings,
  ) {}

  async collect(userId: UserId): Promise<unknown> {
    const { account, owner } = attemptLimits(this.settings, { userId }, '');
    const counts = await this.attempts.look([account, owner]);
    return counts.map(({ limit, failures, resetSeconds }) => ({
      from: limit === owner ? 'networks of your own' : 'other networks',
      failures,
      forgottenInSeconds: resetSeconds,
    }));
  }
}
