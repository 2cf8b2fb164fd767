import type { Principal } from '../shared/request-context.js';

/**
 * Establishes who a bearer credential speaks for. Each feature contributes its own; the first that accepts a
 * credential decides.
 * @public
 */
export interface RequestAuthenticator {
  readonly name: string;
  /** Whether the credential has the form of those that this one knows. Cheap, and tells nothing of its worth. */
  accepts(credential: string): boolean;
  /** @throws AppError of the kind `unauthenticated` or `forbidden`. */
  authenticate(credential: string): Promise<Principal>;
}
