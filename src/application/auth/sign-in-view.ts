import type { TokenIssuer, TokensView } from '#application/sessions/token-issuer.js';
import { type UserView, viewOf } from '#application/users/user-queries.js';
import type { SignedIn } from './sign-in.js';

/** What signing in answers, in whatever way. @public */
export interface SignInView extends TokensView {
  readonly user: UserView;
}

/** When the sign-in has been committed. @public */
export async function signInView(
  tokens: TokenIssuer,
  { session, refreshToken, user }: SignedIn,
): Promise<SignInView> {
  return { ...(await tokens.issue(session, refreshToken, user.state.roles)), user: viewOf(user) };
}
