import type { SignInView } from '#application/auth/sign-in-view.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { challengeFailed } from '#domain/auth/errors.js';
import { TotpCode } from '#domain/mfa/totp-code.js';
import type { AnsweredChallenges } from './answered-challenges.js';
import type { RecoveryCodesView } from './confirm-my-totp.js';
import { totpMethods } from './second-factor-check.js';
import type { SignInCompletion } from './sign-in-completion.js';
import type { TotpEnrolment } from './totp-enrolment.js';

export interface CompleteRequiredEnrolmentCommand {
  readonly challengeToken: string;
  readonly code: string;
}

/** Confirms the factor that `BeginRequiredEnrolment` has begun, and signs in with it. */
export class CompleteRequiredEnrolment {
  constructor(
    private readonly challenges: AnsweredChallenges,
    private readonly enrolment: TotpEnrolment,
    private readonly completion: SignInCompletion,
  ) {}

  /**
   * @throws AppError VALIDATION_ERROR; CHALLENGE_FAILED, also once there is a factor; FACTOR_NOT_FOUND before one is begun;
   * INVALID_CREDENTIALS, LOGIN_LOCKED, OVERLOADED or ACCOUNT_INACTIVE.
   */
  async execute(
    command: CompleteRequiredEnrolmentCommand,
    context: RequestContext,
  ): Promise<SignInView & RecoveryCodesView> {
    const { challengeToken } = command;
    const code = TotpCode.parse(command.code);
    const { signedIn, recoveryCodes, audience } = await this.challenges.answer(
      challengeToken,
      'mfa_enrollment',
      context,
      async (challenge) => {
        const user = await this.challenges.claimant(challenge);
        // Otherwise the password alone would add a factor beside those that are to protect it.
        if (user.state.hasSecondFactor) throw challengeFailed();
        const codes = await this.enrolment.confirm(user, null, code);
        if (codes === null) return null;
        await this.challenges.consume(challengeToken);
        const opened = await this.completion.open(user, [...challenge.amr, ...totpMethods], context);
        return { signedIn: opened, recoveryCodes: codes, audience: challenge.audience };
      },
    );
    return { ...(await this.completion.view(signedIn, audience ?? undefined)), recoveryCodes };
  }
}
