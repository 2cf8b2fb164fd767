import type { EndMySession } from '#application/sessions/end-my-session.js';
import type { EndMySessions } from '#application/sessions/end-my-sessions.js';
import type { EndUserSessions } from '#application/sessions/end-user-sessions.js';
import type { ListMySessions } from '#application/sessions/list-my-sessions.js';
import type { ListUserSessions } from '#application/sessions/list-user-sessions.js';
import type { LogOut } from '#application/sessions/log-out.js';
import type { RefreshSession } from '#application/sessions/refresh-session.js';
import type { Executes } from '#application/shared/use-case.js';
import { forbidden } from '#domain/access/errors.js';
import { mfaEnrollmentRequired } from '#domain/mfa/errors.js';
import { refreshTokenInvalid, refreshTokenReused, sessionNotFound } from '#domain/sessions/errors.js';
import { tenantNotFound } from '#domain/tenants/errors.js';
import { userNotFound } from '#domain/users/errors.js';
import { type Controller, noContent, ok, ownSession, route } from '../../routing/route.js';
import { IdParams } from '../shared/id-params.js';
import { RefreshDto } from './dto.js';
import { sessionsSchema, tokensSchema } from './presenter.js';

export interface SessionsUseCases {
  readonly refreshSession: Executes<RefreshSession>;
  readonly logOut: Executes<LogOut>;
  readonly listMySessions: Executes<ListMySessions>;
  readonly endMySession: Executes<EndMySession>;
  readonly endMySessions: Executes<EndMySessions>;
  readonly listUserSessions: Executes<ListUserSessions>;
  readonly endUserSessions: Executes<EndUserSessions>;
}

const ended = { 204: { description: 'Ended.' } };
const own = { tag: 'auth', access: 'signed-in', permission: ownSession } as const;
const mine = { ...own, tag: 'sessions', url: '/api/v1/me/sessions' } as const;
const theirs = {
  tag: 'sessions',
  access: 'signed-in',
  url: '/api/v1/users/:id/sessions',
  permission: 'sessions:revoke',
  params: IdParams,
  errors: [forbidden, userNotFound],
} as const;

export class SessionsController implements Controller {
  constructor(private readonly useCases: SessionsUseCases) {}

  routes() {
    return [
      route({
        method: 'POST',
        url: '/api/v1/auth/refresh',
        operationId: 'refresh',
        tag: 'auth',
        summary: 'Exchange a refresh token for new tokens',
        access: 'public',
        rateLimit: 'refresh',
        body: RefreshDto,
        responses: {
          200: { description: 'New tokens; the old refresh token is spent.', schema: tokensSchema },
        },
        errors: [refreshTokenInvalid, refreshTokenReused, mfaEnrollmentRequired, tenantNotFound],
        handle: async ({ body }, context) => ok(await this.useCases.refreshSession.execute(body, context)),
      }),
      route({
        ...own,
        method: 'POST',
        url: '/api/v1/auth/logout',
        operationId: 'logOut',
        summary: 'End this session',
        responses: { 204: { description: 'Its access token is refused from now on.' } },
        handle: (_request, context) => noContent(this.useCases.logOut.execute(context)),
      }),
      route({
        ...own,
        method: 'POST',
        url: '/api/v1/auth/logout-all',
        operationId: 'logOutEverywhere',
        summary: 'End all of your sessions',
        responses: { 204: { description: 'All access tokens of yours are refused from now on.' } },
        handle: (_request, context) =>
          noContent(this.useCases.endMySessions.execute({ isThisKept: false }, context)),
      }),
      route({
        ...mine,
        method: 'GET',
        operationId: 'listMySessions',
        summary: 'List where you are signed in',
        responses: { 200: { description: 'Your sessions, latest use first.', schema: sessionsSchema } },
        handle: async (_request, context) => ok(await this.useCases.listMySessions.execute(context)),
      }),
      route({
        ...mine,
        method: 'DELETE',
        url: `${mine.url}/:id`,
        operationId: 'endMySession',
        summary: 'End one of your sessions',
        params: IdParams,
        responses: ended,
        errors: [sessionNotFound],
        handle: ({ params: { id } }, context) =>
          noContent(this.useCases.endMySession.execute({ id }, context)),
      }),
      route({
        ...mine,
        method: 'DELETE',
        operationId: 'endMyOtherSessions',
        summary: 'End all of your sessions but this one',
        responses: ended,
        handle: (_request, context) =>
          noContent(this.useCases.endMySessions.execute({ isThisKept: true }, context)),
      }),
      route({
        ...theirs,
        method: 'GET',
        operationId: 'listUserSessions',
        summary: 'List the sessions of a user',
        rateLimit: 'lists',
        responses: { 200: { description: 'Their sessions, latest use first.', schema: sessionsSchema } },
        handle: async ({ params }, context) =>
          ok(await this.useCases.listUserSessions.execute({ userId: params.id }, context)),
      }),
      route({
        ...theirs,
        isFresh: true,
        method: 'DELETE',
        operationId: 'endUserSessions',
        summary: 'End all sessions of a user',
        responses: ended,
        handle: ({ params }, context) =>
          noContent(this.useCases.endUserSessions.execute({ userId: params.id }, context)),
      }),
    ];
  }
}
