import type { Role } from '#domain/access/role.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';

/** The signed-in user on whose behalf a use case runs. */
export interface Actor {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly roles: readonly Role[];
}

/** Of what a client says of itself; the rest is cut off. */
export const userAgentMaxLength = 256;

/** Who asks, and from where. */
export interface RequestContext {
  /** Null for a visitor, and for the service itself. */
  readonly actor: Actor | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
}

/** What the service does of its own accord. */
export const systemContext: RequestContext = { actor: null, ip: null, userAgent: null, requestId: null };
