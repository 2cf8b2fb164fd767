import type { Clock } from '#application/shared/clock.js';
import type { Role } from '#domain/access/role.js';
import type { Session } from '#domain/sessions/session.js';
import type { AccessTokens } from './access-tokens.js';
import type { RefreshToken } from './refresh-tokens.js';

/** Lifetimes are in seconds (RFC 6749 §5.1). @public */
export interface TokensView {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly tokenType: 'Bearer';
  readonly expiresIn: number;
  readonly refreshExpiresIn: number;
}

export type AccessTokenView = Pick<TokensView, 'accessToken' | 'tokenType' | 'expiresIn'>;

/** Puts the two tokens of a session together. */
export class TokenIssuer {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly clock: Clock,
  ) {}

  /** @param audience of the access token; this service itself where it is left out. */
  async issue(
    session: Session,
    refreshToken: RefreshToken,
    roles: readonly Role[],
    audience?: string,
  ): Promise<TokensView> {
    const { idleExpiresAt } = session.state;
    return {
      ...(await this.issueAccess(session, roles, audience)),
      refreshToken: refreshToken.value,
      refreshExpiresIn: Math.round((idleExpiresAt.getTime() - this.clock.now().getTime()) / 1000),
    };
  }

  /** An access token beside the refresh token that the client has. */
  async issueAccess(session: Session, roles: readonly Role[], audience?: string): Promise<AccessTokenView> {
    const { id, userId, amr, authenticatedAt, idleExpiresAt } = session.state;
    const subject = { kind: 'session' as const, userId, sessionId: id, amr, authenticatedAt, roles };
    const { token, expiresIn } = await this.accessTokens.sign(subject, idleExpiresAt, audience);
    return { accessToken: token, tokenType: 'Bearer', expiresIn };
  }
}
