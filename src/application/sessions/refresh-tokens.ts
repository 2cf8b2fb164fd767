import type { PresentedToken } from '#domain/sessions/session.js';
import type { SessionId } from '#domain/shared/ids.js';

export interface RefreshToken {
  /** What the client keeps. */
  readonly value: string;
  /** SHA-256 of it, which is what is stored. */
  readonly hash: string;
}

export interface ParsedRefreshToken extends PresentedToken {
  readonly sessionId: SessionId;
  /** In the order of `successorHashes`. */
  readonly successors: readonly RefreshToken[];
}

/**
 * Opaque refresh tokens with 256 random bits. The successor of a token is a keyed digest of it, so that each
 * retry, on whichever instance, gets the same one although only digests are stored.
 */
export interface RefreshTokens {
  issue(sessionId: SessionId): RefreshToken;
  /** Null for what is no refresh token at all. */
  parse(value: string): ParsedRefreshToken | null;
}
