import type { Proof } from '#application/auth/proof.js';
import type { SignedIn, SignIn } from '#application/auth/sign-in.js';
import type { TokenIssuer, TokensView } from '#application/sessions/token-issuer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { type UserView, viewOf } from '#application/users/user-queries.js';
import { challengeFailed } from '#domain/auth/errors.js';
import type { User } from '#domain/users/user.js';

/** What signing in answers, in whatever way. */
export interface SignInView extends TokensView {
  readonly user: UserView;
}

/** The end of a sign-in that has shown two factors. */
export class SignInCompletion {
  constructor(
    private readonly signIn: SignIn,
    private readonly tokens: TokenIssuer,
  ) {}

  /** Within a unit of work that holds the account. @throws AppError ACCOUNT_INACTIVE, or what else stands in the way. */
  async open(user: User, amr: readonly string[], context: RequestContext): Promise<SignedIn> {
    const proof: Proof = { user, verified: user.state.passwordHash, amr: [...new Set(amr)] };
    const outcome = await this.signIn.complete(proof, context);
    if (outcome.kind === 'outdated') throw challengeFailed();
    return outcome;
  }

  /** When that is committed. */
  async view({ session, refreshToken, user }: SignedIn): Promise<SignInView> {
    return { ...(await this.tokens.issue(session, refreshToken, user.state.roles)), user: viewOf(user) };
  }
}
