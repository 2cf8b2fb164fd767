import type { RequestContext } from '#application/shared/request-context.js';
import type { UserView } from '#application/users/user-queries.js';

/**
 * Makes good what a mailed link promises, for tokens of a form of its own: whoever verifies an address asks these before
 * looking among the tokens of accounts. @public
 */
export interface TokenRedeemer {
  /** Whether the token has the form of those that this one knows. Cheap, and tells nothing of its worth. */
  accepts(token: string): boolean;
  /** @returns whose address it has verified. @throws AppError TOKEN_INVALID, or what stands in the way. */
  redeem(token: string, context: RequestContext): Promise<UserView>;
}
