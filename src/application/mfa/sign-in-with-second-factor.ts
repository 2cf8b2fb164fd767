import type { SignInView } from '#application/auth/sign-in-view.js';
import type { TokenAudiences } from '#application/sessions/token-audiences.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { RecoveryCode } from '#domain/mfa/recovery-code.js';
import { TotpCode } from '#domain/mfa/totp-code.js';
import { invalidField } from '#domain/shared/validation.js';
import type { User } from '#domain/users/user.js';
import type { AnsweredChallenges } from './answered-challenges.js';
import type { DeviceTrust } from './device-trust.js';
import type { SecondFactorCheck } from './second-factor-check.js';
import type { SignInCompletion } from './sign-in-completion.js';

export interface SignInWithSecondFactorCommand {
  readonly challengeToken: string;
  /** Exactly one of `code` and `recoveryCode`. */
  readonly code?: string | undefined;
  readonly recoveryCode?: string | undefined;
  readonly rememberDevice?: boolean | undefined;
  /** Of the access token; absent: what the sign-in was begun with. */
  readonly audience?: string | undefined;
}

export interface SignInWithSecondFactorResult extends SignInView {
  /** Where the device was to be remembered, and may be. */
  readonly deviceToken?: string;
}

export class SignInWithSecondFactor {
  constructor(
    private readonly challenges: AnsweredChallenges,
    private readonly check: SecondFactorCheck,
    private readonly completion: SignInCompletion,
    private readonly devices: DeviceTrust,
    private readonly audiences: TokenAudiences,
  ) {}

  /** @throws AppError VALIDATION_ERROR, CHALLENGE_FAILED, INVALID_CREDENTIALS, LOGIN_LOCKED, OVERLOADED or ACCOUNT_INACTIVE. */
  async execute(
    command: SignInWithSecondFactorCommand,
    context: RequestContext,
  ): Promise<SignInWithSecondFactorResult> {
    const wanted = this.audiences.require(command.audience);
    const code = codeOf(command);
    const { challengeToken, rememberDevice = false } = command;
    const remember = (user: User) => (rememberDevice ? this.devices.remember(user) : undefined);
    const { signedIn, deviceToken, audience } = await this.challenges.answer(
      challengeToken,
      'mfa',
      context,
      async (challenge) => {
        const user = await this.challenges.claimant(challenge);
        const shown = await this.check.spend(user.id, code);
        if (shown === null) return null;
        await this.challenges.consume(challengeToken);
        const opened = await this.completion.open(user, [...challenge.amr, ...shown], context);
        return {
          signedIn: opened,
          deviceToken: await remember(user),
          audience: wanted ?? challenge.audience,
        };
      },
    );
    return {
      ...(await this.completion.view(signedIn, audience ?? undefined)),
      ...(deviceToken !== undefined && { deviceToken }),
    };
  }
}

function codeOf({ code, recoveryCode }: SignInWithSecondFactorCommand): TotpCode | RecoveryCode {
  if (code !== undefined && recoveryCode === undefined) return TotpCode.parse(code);
  if (code === undefined && recoveryCode !== undefined) return RecoveryCode.parse(recoveryCode);
  throw invalidField('code', 'send either a code or a recoveryCode');
}
