import type { RequestContext, UserPrincipal } from '#application/shared/request-context.js';
import type { UserView } from '#application/users/user-queries.js';
import { authTokens } from '#composition/features/auth.tokens.js';
import { mfaTokens } from '#composition/features/mfa.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import type { Role } from '#domain/access/role.js';
import type { AppError, Challenge } from '#domain/shared/app-error.js';
import type { User } from '#domain/users/user.js';
import { password, TestKit } from '#testing/test-kit.js';
import { totpCode, wrongTotpCode } from '../../support/totp.js';

export interface Enrolled {
  readonly user: UserView;
  readonly id: string;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  /** Of the session that has enrolled. */
  readonly context: RequestContext & { readonly principal: UserPrincipal };
}

export class MfaKit extends TestKit {
  async verifiedPerson(...roles: readonly Role[]): Promise<UserView> {
    const user = await this.person(...roles);
    await this.change(user, (stored) => stored.verifyEmail(this.clock.now()));
    return user;
  }

  async change(user: UserView, change: (stored: User) => void): Promise<void> {
    const users = await this.get(usersTokens.repository);
    await (await this.get(platform.unitOfWork)).run(this.visitor(), async () => {
      const stored = (await users.findByIdForUpdate(user.id)) as User;
      change(stored);
      await users.save(stored);
    });
  }

  /** With a factor whose last code is of a step that is over. */
  async enrolled(...roles: readonly Role[]): Promise<Enrolled> {
    const user = await this.verifiedPerson(...roles);
    const context = await this.as(user);
    return { user, context, ...(await this.enrol(context)) };
  }

  async enrol(context: RequestContext, name?: string) {
    const { id, secret } = await (await this.get(mfaTokens.beginMyTotp)).execute({ name }, context);
    const confirm = await this.get(mfaTokens.confirmMyTotp);
    const { recoveryCodes } = await confirm.execute({ id, code: this.code(secret) }, context);
    this.nextStep();
    return { id, secret, recoveryCodes };
  }

  nextStep(): void {
    this.clock.advance(30);
  }

  code(secret: string, stepsAway = 0): string {
    return totpCode(secret, this.clock.now(), stepsAway);
  }

  wrongCode(secret: string): string {
    return wrongTotpCode(secret, this.clock.now());
  }

  /** How a sign-in with the password ends. */
  async refusal(
    user: UserView,
    more: { deviceToken?: string } = {},
  ): Promise<{ code: string; challenge: Challenge }> {
    const logIn = await this.get(authTokens.logIn);
    return logIn.execute({ email: user.email, password, ...more }, this.visitor()).then(
      () => {
        throw new Error('It signed in');
      },
      ({ code, challenge }: AppError) => ({ code, challenge: challenge as Challenge }),
    );
  }

  async challengeToken(user: UserView): Promise<string> {
    return (await this.refusal(user)).challenge.token;
  }

  async answer(challengeToken: string, proof: object, ip?: string) {
    const signIn = await this.get(mfaTokens.signInWithSecondFactor);
    return signIn.execute({ challengeToken, ...proof }, this.visitor(ip));
  }

  async signIn({ user, secret }: Pick<Enrolled, 'user' | 'secret'>, more: object = {}) {
    const challengeToken = await this.challengeToken(user);
    return this.answer(challengeToken, { code: this.code(secret), ...more });
  }
}

export function codeOf(attempt: Promise<unknown>): Promise<string | null> {
  return attempt.then(
    () => null,
    (error: { code?: string }) => error.code ?? String(error),
  );
}
