import type { RequestContext } from '#application/shared/request-context.js';
import { refreshTokenInvalid, refreshTokenReused } from '#domain/sessions/errors.js';
import type { RefreshToken, RefreshTokens } from './refresh-tokens.js';
import type { SessionRotation } from './session-rotation.js';
import type { TokenAudiences } from './token-audiences.js';
import type { TokenIssuer, TokensView } from './token-issuer.js';

export interface RefreshSessionCommand {
  readonly refreshToken: string;
  /** Of the access token. */
  readonly audience?: string | undefined;
}

export class RefreshSession {
  constructor(
    private readonly refreshTokens: RefreshTokens,
    private readonly rotation: SessionRotation,
    private readonly tokens: TokenIssuer,
    private readonly audiences: TokenAudiences,
  ) {}

  /** @throws AppError VALIDATION_ERROR for another audience, REFRESH_TOKEN_INVALID or REFRESH_TOKEN_REUSED. */
  async execute(command: RefreshSessionCommand, context: RequestContext): Promise<TokensView> {
    const audience = this.audiences.require(command.audience);
    const presented = this.refreshTokens.parse(command.refreshToken);
    if (presented === null) throw refreshTokenInvalid();
    const rotation = await this.rotation.rotate(presented.sessionId, presented, context);
    if (!('session' in rotation)) {
      throw rotation.outcome.kind === 'reused' ? refreshTokenReused() : refreshTokenInvalid();
    }
    const { session, outcome, roles } = rotation;
    const successor = presented.successors[outcome.successor] as RefreshToken;
    return this.tokens.issue(session, successor, roles, audience);
  }
}
