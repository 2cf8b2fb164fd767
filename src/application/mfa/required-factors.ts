import type { SessionPolicy } from '#application/sessions/session-policy.js';
import { mfaEnrollmentRequired } from '#domain/mfa/errors.js';
import type { UserState } from '#domain/users/user.js';
import type { MfaSettings } from './mfa-settings.js';

type Holder = Pick<UserState, 'roles' | 'hasSecondFactor'>;

/** Which accounts have to have a second factor, by the roles that they hold. */
export class RequiredFactors implements SessionPolicy {
  constructor(private readonly settings: MfaSettings) {}

  /** Whether somebody who has to have one has none. */
  areMissing({ roles, hasSecondFactor }: Holder): boolean {
    return !hasSecondFactor && roles.some((role) => this.settings.requiredRoles.includes(role));
  }

  /**
   * A session of before the role, or before the setting, gets no tokens any more. There is no challenge here: whoever holds
   * no more than a token of it may not enrol.
   * @throws AppError MFA_ENROLLMENT_REQUIRED.
   */
  check(owner: Holder): void {
    if (this.areMissing(owner)) throw mfaEnrollmentRequired();
  }
}
