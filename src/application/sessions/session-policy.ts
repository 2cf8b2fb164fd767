import type { OwnedSession } from '#domain/sessions/session-repository.js';

/** What may stand between a session that is alive and its next tokens. @public */
export interface SessionPolicy {
  /** @throws AppError for what stands in the way; the refresh token stays as good as it is. */
  check(owner: OwnedSession['owner']): void;
}
