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
  audience?: string,
): Promise<SignInView> {
  const issued = await tokens.issue(session, refreshToken, user.state.roles, { audience });
  return { ...issued, user: viewOf(user) };
}
