import type { AuditTrail } from '#application/audit/audit-trail.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { accountInactive } from '#domain/auth/errors.js';
import { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { OpenedSession, SessionOpening } from '../sessions/session-opening.js';
import type { Proof } from './proof.js';
import type { SignInPolicy } from './sign-in-policy.js';

export interface SignedIn extends OpenedSession {
  readonly kind: 'signed_in';
  readonly user: User;
}

/** `outdated`: the account was changed since the proof was looked at, so that it proves nothing any more. */
export type SignInOutcome = SignedIn | { readonly kind: 'outdated' };

/** The end of every way to sign in: applies the policy to somebody who has shown who they are, and opens a session. @public */
export class SignIn {
  readonly #policies: readonly SignInPolicy[];

  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionOpening,
    private readonly unitOfWork: UnitOfWork,
    private readonly auditTrail: AuditTrail,
    private readonly clock: Clock,
    policies: readonly SignInPolicy[],
  ) {
    this.#policies = policies.toSorted((one, other) => one.rank - other.rank);
  }

  /** @throws AppError ACCOUNT_INACTIVE, or what else stands in the way. */
  async complete(proof: Proof, context: RequestContext): Promise<SignInOutcome> {
    await this.#refuseInactive(proof, context);
    for (const policy of this.#policies) await policy.check(proof, context);
    const { amr, verified } = proof;
    const { id: userId, roles, hasSecondFactor } = proof.user.state;
    const sessionId = this.sessions.nextId();
    const at = this.clock.now();
    const origin: RequestContext = {
      ...context,
      principal: {
        kind: 'user',
        userId,
        sessionId,
        keyId: null,
        scope: null,
        impersonatorId: null,
        roles,
        amr,
        authenticatedAt: at,
        hasSecondFactor,
        tenantId: null,
      },
    };
    return this.unitOfWork.run<SignInOutcome>(origin, async () => {
      const user = User.rehydrate(proof.user.state);
      user.recordLogin(sessionId, at);
      if (!(await this.users.saveLogin(user, verified))) return { kind: 'outdated' };
      return {
        kind: 'signed_in',
        user,
        ...(await this.sessions.open({ id: sessionId, userId, amr }, origin)),
      };
    });
  }

  async #refuseInactive({ user }: Proof, context: RequestContext): Promise<void> {
    if (user.state.isActive) return;
    await this.auditTrail.record(context, {
      action: 'auth.inactive_account_refused',
      outcome: 'denied',
      targetId: user.id,
      details: {},
    });
    throw accountInactive();
  }
}
