import { RetentionJob } from '#application/jobs/retention-job.js';
import { AuthenticateRequest } from '#application/sessions/authenticate-request.js';
import { EndMySession } from '#application/sessions/end-my-session.js';
import { EndMySessions } from '#application/sessions/end-my-sessions.js';
import { EndUserSessions } from '#application/sessions/end-user-sessions.js';
import { ListMySessions } from '#application/sessions/list-my-sessions.js';
import { ListUserSessions } from '#application/sessions/list-user-sessions.js';
import { LogOut } from '#application/sessions/log-out.js';
import { RefreshSession } from '#application/sessions/refresh-session.js';
import { SessionOpening } from '#application/sessions/session-opening.js';
import { SessionRotation } from '#application/sessions/session-rotation.js';
import { SessionTermination } from '#application/sessions/session-termination.js';
import { SessionsSection } from '#application/sessions/sessions-section.js';
import { TokenAudiences } from '#application/sessions/token-audiences.js';
import { TokenIssuer } from '#application/sessions/token-issuer.js';
import { TokenPermissions } from '#application/sessions/token-permissions.js';
import * as errors from '#domain/sessions/errors.js';
import * as events from '#domain/sessions/events.js';
import { revokeSessions } from '#domain/sessions/permissions.js';
import { userNotFound } from '#domain/users/errors.js';
import { cachedSessionQueries } from '#infrastructure/cache/sessions/cached-session-queries.js';
import { rememberingAccessTokens } from '#infrastructure/cache/sessions/remembering-access-tokens.js';
import { OpaqueRefreshTokens } from '#infrastructure/crypto/sessions/refresh-tokens.js';
import { JwtAccessTokens } from '#infrastructure/jwt/sessions/jwt-access-tokens.js';
import { MemorySessionHistory } from '#infrastructure/memory/sessions/history.js';
import { MemorySessionQueries } from '#infrastructure/memory/sessions/queries.js';
import { MemorySessionRepository } from '#infrastructure/memory/sessions/repository.js';
import { sessionRetention as memoryRetention } from '#infrastructure/memory/sessions/retention.js';
import { TypeOrmSessionHistory } from '#infrastructure/postgres/sessions/history.js';
import { TypeOrmSessionQueries } from '#infrastructure/postgres/sessions/queries.js';
import { TypeOrmSessionRepository } from '#infrastructure/postgres/sessions/repository.js';
import { sessionRetention as postgresRetention } from '#infrastructure/postgres/sessions/retention.js';
import { sessionSchema } from '#infrastructure/postgres/sessions/schema.js';
import { SessionsController } from '#presentation/http/v1/sessions/controller.js';
import { contributed } from '../contributions.js';
import { defineFeature } from '../define-feature.js';
import { cacheSettings } from '../platform/cache.feature.js';
import { cacheTokens } from '../platform/cache.tokens.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { accessTokens } from './access.tokens.js';
import { auditTokens } from './audit.tokens.js';
import { accessTokenSettings, sessionSettings } from './sessions.settings.js';
import { sessionsTokens } from './sessions.tokens.js';
import { signingKeysTokens } from './signing-keys.tokens.js';
import { tenantsTokens } from './tenants.tokens.js';
import { usersTokens } from './users.tokens.js';

/** They tell from which networks a user has signed in. */
const keptSeconds = 30 * 86_400;

/** Where an account is signed in: sessions, their refresh tokens and access tokens. */
export const sessions = defineFeature({
  name: 'sessions',
  settings: [accessTokenSettings, sessionSettings],
  permissions: [revokeSessions],
  events: Object.values(events),
  errors: Object.values(errors),
  tags: [{ name: 'sessions', description: 'Where an account is signed in' }],
  rateLimits: [{ name: 'refresh', default: '1200/60', meaning: 'Token refreshes of one client.' }],
  entities: [sessionSchema],
  constraints: { sessions_user_id_fkey: () => userNotFound() },

  bind(wiring) {
    const { authorizer } = accessTokens;
    const { unitOfWork, clock, ids } = platform;
    const {
      repository,
      queries,
      refreshTokens,
      opening,
      rotation,
      termination,
      tokenPermissions,
      tokenIssuer,
    } = sessionsTokens;

    wiring.instance(refreshTokens, OpaqueRefreshTokens, [platform.encryptionKeys]);
    wiring.instance(sessionsTokens.signedAccessTokens, JwtAccessTokens, [
      signingKeysTokens.ring,
      clock,
      ids,
      accessTokenSettings.token,
    ]);
    wiring.singleton(
      sessionsTokens.accessTokens,
      (signed, time, { maxEntries }) => rememberingAccessTokens(signed, time, maxEntries),
      [sessionsTokens.signedAccessTokens, clock, cacheSettings.token],
    );
    wiring.instance(opening, SessionOpening, [repository, refreshTokens, ids, clock, sessionSettings.token]);
    wiring.instance(rotation, SessionRotation, [
      repository,
      unitOfWork,
      auditTokens.trail,
      clock,
      sessionSettings.token,
      contributed.sessionPolicies,
    ]);
    wiring.instance(termination, SessionTermination, [repository, clock, contributed.credentialEndings]);
    wiring.singleton(
      sessionsTokens.audiences,
      ({ audience, audiences }) => new TokenAudiences([audience, ...audiences]),
      [accessTokenSettings.token],
    );
    wiring.instance(tokenPermissions, TokenPermissions, [
      accessTokens.catalogue,
      platform.logger,
      accessTokenSettings.token,
    ]);
    wiring.instance(tokenIssuer, TokenIssuer, [
      sessionsTokens.accessTokens,
      clock,
      tokenPermissions,
      tenantsTokens.access,
    ]);
    wiring.instance(sessionsTokens.authenticateRequest, AuthenticateRequest, [
      sessionsTokens.accessTokens,
      queries,
      clock,
      contributed.accessTokenReaders,
    ]);

    wiring.command(sessionsTokens.refreshSession, RefreshSession, [
      refreshTokens,
      rotation,
      tokenIssuer,
      tenantsTokens.access,
      sessionsTokens.audiences,
    ]);
    wiring.command(sessionsTokens.logOut, LogOut, [authorizer, repository, unitOfWork, clock]);
    wiring.query(sessionsTokens.listMySessions, ListMySessions, [authorizer, queries, clock]);
    wiring.command(sessionsTokens.endMySession, EndMySession, [authorizer, repository, unitOfWork, clock]);
    wiring.command(sessionsTokens.endMySessions, EndMySessions, [authorizer, termination, unitOfWork]);
    wiring.query(sessionsTokens.listUserSessions, ListUserSessions, [
      authorizer,
      usersTokens.queries,
      queries,
      clock,
    ]);
    wiring.command(sessionsTokens.endUserSessions, EndUserSessions, [
      authorizer,
      usersTokens.repository,
      termination,
      unitOfWork,
    ]);
    wiring.contribute('authenticator', 'access token', (authenticator) => authenticator, [
      sessionsTokens.authenticateRequest,
    ]);
    wiring.controller(SessionsController, {
      refreshSession: sessionsTokens.refreshSession,
      logOut: sessionsTokens.logOut,
      listMySessions: sessionsTokens.listMySessions,
      endMySession: sessionsTokens.endMySession,
      endMySessions: sessionsTokens.endMySessions,
      listUserSessions: sessionsTokens.listUserSessions,
      endUserSessions: sessionsTokens.endUserSessions,
    });
    wiring.contribute(
      'job',
      'sessions.remove-ended',
      (retention) => new RetentionJob('sessions.remove-ended', retention, keptSeconds),
      [sessionsTokens.retention],
    );
    wiring.contribute('data export section', 'sessions', (kept) => new SessionsSection(kept), [
      sessionsTokens.history,
    ]);
    wiring.singleton(queries, cachedSessionQueries, [
      sessionsTokens.storedQueries,
      cacheTokens.accounts,
      clock,
    ]);
  },

  memory(wiring) {
    const { database, eventAppender } = memoryTokens;
    wiring.instance(sessionsTokens.repository, MemorySessionRepository, [database, eventAppender]);
    wiring.instance(sessionsTokens.history, MemorySessionHistory, [database]);
    wiring.instance(sessionsTokens.storedQueries, MemorySessionQueries, [database]);
    wiring.singleton(sessionsTokens.retention, memoryRetention, [database, platform.clock]);
  },

  postgres(wiring) {
    const { database, eventAppender } = postgresTokens;
    wiring.instance(sessionsTokens.repository, TypeOrmSessionRepository, [database, eventAppender]);
    wiring.instance(sessionsTokens.history, TypeOrmSessionHistory, [database]);
    wiring.instance(sessionsTokens.storedQueries, TypeOrmSessionQueries, [database]);
    wiring.singleton(sessionsTokens.retention, postgresRetention, [database]);
  },
});
