import type { Clock } from '#application/shared/clock.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { emailNotVerified } from '#domain/auth/errors.js';
import { factorNotFound } from '#domain/mfa/errors.js';
import { FactorId } from '#domain/mfa/second-factors.js';
import type { SecondFactorsRepository } from '#domain/mfa/second-factors-repository.js';
import type { TotpCode } from '#domain/mfa/totp-code.js';
import type { User } from '#domain/users/user.js';
import type { FactorSecrets } from './factor-secrets.js';
import type { SecondFactorChange } from './second-factor-change.js';
import type { Totp, TotpProvision } from './totp.js';

/** The secret is shown this once. */
export interface TotpEnrolmentView extends TotpProvision {
  readonly id: FactorId;
  /** In base32, for those who cannot scan. */
  readonly secret: string;
}

/** Adds an authenticator app to an account, in two steps. */
export class TotpEnrolment {
  constructor(
    private readonly factors: SecondFactorsRepository,
    private readonly totp: Totp,
    private readonly factorSecrets: FactorSecrets,
    private readonly change: SecondFactorChange,
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  /**
   * Only for an address that is its owner's: otherwise whoever registers a foreign one could keep its owner out for good.
   * @param lock gives the account, within the unit of work.
   * @throws AppError EMAIL_NOT_VERIFIED or TOO_MANY_FACTORS.
   */
  async begin(
    name: string | null,
    context: RequestContext,
    lock: () => Promise<User>,
  ): Promise<TotpEnrolmentView> {
    const id = FactorId.parse(this.ids.next());
    const secret = await this.totp.newSecret();
    const account = await this.unitOfWork.run(context, async () => {
      const { id: userId, state } = await lock();
      if (state.emailVerifiedAt === null) throw emailNotVerified();
      const factors = await this.factors.find(userId);
      factors.begin(
        { id, name, sealedSecret: this.factorSecrets.seal(secret, userId, id) },
        this.clock.now(),
      );
      await this.factors.save(factors);
      return state.email.value;
    });
    return { id, secret, ...(await this.totp.provision(secret, account)) };
  }

  /**
   * Within a unit of work that holds the account: puts the factor in force. The code is spent.
   * @param id null for whichever is being enrolled.
   * @returns the recovery codes that come with the first one; null for a wrong code.
   * @throws AppError FACTOR_NOT_FOUND.
   */
  async confirm(user: User, id: FactorId | null, code: TotpCode): Promise<readonly string[] | null> {
    const at = this.clock.now();
    const factors = await this.factors.find(user.id);
    const { pending } = factors;
    if (pending === null || (id !== null && pending.id !== id)) throw factorNotFound();
    const step = await this.totp.stepOf(code, this.factorSecrets.open({ ...pending, userId: user.id }), at);
    if (step === null) return null;
    const { shown, digests } = this.change.newRecoveryCodes();
    const isFirst = factors.confirm(pending.id, step, digests, at);
    await this.change.save(user, factors);
    return isFirst ? shown : [];
  }
}
