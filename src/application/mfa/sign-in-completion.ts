import type { Proof } from '#application/auth/proof.js';
import type { SignedIn, SignIn } from '#application/auth/sign-in.js';
import { type SignInView, signInView } from '#application/auth/sign-in-view.js';
import type { TokenIssuer } from '#application/sessions/token-issuer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { challengeFailed } from '#domain/auth/errors.js';
import type { User } from '#domain/users/user.js';

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
  view(signedIn: SignedIn, audience?: string): Promise<SignInView> {
    return signInView(this.tokens, signedIn, audience);
  }
}
