import type { RequestContext } from '#application/shared/request-context.js';
import { challengeFailed } from '#domain/auth/errors.js';
import type { AnsweredChallenges } from './answered-challenges.js';
import type { TotpEnrolment, TotpEnrolmentView } from './totp-enrolment.js';

export interface BeginRequiredEnrolmentCommand {
  readonly challengeToken: string;
}

/** For whoever must have a second factor to sign in, and has none. */
export class BeginRequiredEnrolment {
  constructor(
    private readonly challenges: AnsweredChallenges,
    private readonly enrolment: TotpEnrolment,
  ) {}

  /** @throws AppError CHALLENGE_FAILED, also once there is a factor; EMAIL_NOT_VERIFIED. */
  async execute(
    { challengeToken }: BeginRequiredEnrolmentCommand,
    context: RequestContext,
  ): Promise<TotpEnrolmentView> {
    const challenge = await this.challenges.find(challengeToken, 'mfa_enrollment');
    return this.enrolment.begin(null, context, async () => {
      const user = await this.challenges.claimant(challenge);
      if (user.state.hasSecondFactor) throw challengeFailed();
      return user;
    });
  }
}
