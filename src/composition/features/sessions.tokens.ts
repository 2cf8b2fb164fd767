import type { AccessTokens } from '#application/sessions/access-tokens.js';
import type { AuthenticateRequest } from '#application/sessions/authenticate-request.js';
import type { EndMySession } from '#application/sessions/end-my-session.js';
import type { EndMySessions } from '#application/sessions/end-my-sessions.js';
import type { EndUserSessions } from '#application/sessions/end-user-sessions.js';
import type { ListMySessions } from '#application/sessions/list-my-sessions.js';
import type { ListUserSessions } from '#application/sessions/list-user-sessions.js';
import type { LogOut } from '#application/sessions/log-out.js';
import type { RefreshSession } from '#application/sessions/refresh-session.js';
import type { RefreshTokens } from '#application/sessions/refresh-tokens.js';
import type { SessionHistory } from '#application/sessions/session-history.js';
import type { SessionOpening } from '#application/sessions/session-opening.js';
import type { SessionQueries } from '#application/sessions/session-queries.js';
import type { SessionRotation } from '#application/sessions/session-rotation.js';
import type { SessionTermination } from '#application/sessions/session-termination.js';
import type { TokenAudiences } from '#application/sessions/token-audiences.js';
import type { TokenIssuer } from '#application/sessions/token-issuer.js';
import type { TokenPermissions } from '#application/sessions/token-permissions.js';
import type { Retention } from '#application/shared/retention.js';
import type { Executes } from '#application/shared/use-case.js';
import type { SessionRepository } from '#domain/sessions/session-repository.js';
import { token } from '../token.js';

export const sessionsTokens = {
  repository: token<SessionRepository>('sessions.repository'),
  history: token<SessionHistory>('sessions.history'),
  queries: token<SessionQueries>('sessions.queries'),
  /** Without the memory in front of them, which the others are to use. */
  authenticateRequest: token<AuthenticateRequest>('AuthenticateRequest'),
  storedQueries: token<SessionQueries>('sessions.storedQueries'),
  accessTokens: token<AccessTokens>('sessions.accessTokens'),
  signedAccessTokens: token<AccessTokens>('sessions.signedAccessTokens'),
  refreshTokens: token<RefreshTokens>('sessions.refreshTokens'),
  retention: token<Retention>('sessions.retention'),
  opening: token<SessionOpening>('sessions.opening'),
  rotation: token<SessionRotation>('sessions.rotation'),
  termination: token<SessionTermination>('sessions.termination'),
  tokenPermissions: token<TokenPermissions>('sessions.tokenPermissions'),
  audiences: token<TokenAudiences>('sessions.audiences'),
  tokenIssuer: token<TokenIssuer>('sessions.tokenIssuer'),
  refreshSession: token<Executes<RefreshSession>>('RefreshSession'),
  logOut: token<Executes<LogOut>>('LogOut'),
  listMySessions: token<Executes<ListMySessions>>('ListMySessions'),
  endMySession: token<Executes<EndMySession>>('EndMySession'),
  endMySessions: token<Executes<EndMySessions>>('EndMySessions'),
  listUserSessions: token<Executes<ListUserSessions>>('ListUserSessions'),
  endUserSessions: token<Executes<EndUserSessions>>('EndUserSessions'),
};
