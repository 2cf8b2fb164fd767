import type { RequestContext } from '#application/shared/request-context.js';
import type { ErrorDefinition } from '#domain/shared/app-error.js';
import type { Proof } from './proof.js';

/** What may stand between somebody who has shown who they are and a session. Whoever has not is never told. @public */
export interface SignInPolicy {
  /** Those with a lower rank are asked first. */
  readonly rank: number;
  /** All that `check` throws, for the documents of the routes that sign in. */
  readonly errors: readonly ErrorDefinition[];
  /** @throws AppError for what stands in the way; with a `challenge` where another step would do. */
  check(proof: Proof, context: RequestContext): Promise<void>;
}
