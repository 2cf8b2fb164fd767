import type { EndMyOtherSessions } from '#application/sessions/end-my-other-sessions.js';
import type { EndMySession } from '#application/sessions/end-my-session.js';
import type { EndUserSessions } from '#application/sessions/end-user-sessions.js';
import type { ListMySessions } from '#application/sessions/list-my-sessions.js';
import type { ListUserSessions } from '#application/sessions/list-user-sessions.js';
import { forbidden } from '#domain/access/errors.js';
import { sessionNotFound } from '#domain/sessions/errors.js';
import { userNotFound } from '#domain/users/errors.js';
import { envelopeOf } from '../../routing/envelope.js';
import { type Controller, type RouteDefinition, route } from '../../routing/route-definition.js';
import { noContent, ok } from '../../routing/route-result.js';
import type { Executes } from '../../use-case.js';
import { IdParams } from '../shared/id-params.js';
import { presentSessions, sessionsSchema } from './presenter.js';

export interface SessionsUseCases {
  readonly listMySessions: Executes<ListMySessions>;
  readonly endMySession: Executes<EndMySession>;
  readonly endMyOtherSessions: Executes<EndMyOtherSessions>;
  readonly listUserSessions: Executes<ListUserSessions>;
  readonly endUserSessions: Executes<EndUserSessions>;
}

const tag = 'sessions';
const mine = '/api/v1/me/sessions';
const theirs = '/api/v1/users/:id/sessions';
const schema = envelopeOf(sessionsSchema);

export class SessionsController implements Controller {
  constructor(private readonly useCases: SessionsUseCases) {}

  routes(): readonly RouteDefinition[] {
    return [this.#listMine(), this.#endMine(), this.#endMyOthers(), this.#listTheirs(), this.#endTheirs()];
  }

  #listMine(): RouteDefinition {
    return route({
      method: 'GET',
      url: mine,
      operationId: 'listMySessions',
      tag,
      summary: 'List where you are signed in',
      access: 'signed-in',
      responses: { 200: { description: 'Your sessions, latest use first.', schema } },
      handle: async (_request, context) =>
        ok(presentSessions(await this.useCases.listMySessions.execute(context))),
    });
  }

  #endMine(): RouteDefinition {
    return route({
      method: 'DELETE',
      url: `${mine}/:id`,
      operationId: 'endMySession',
      tag,
      summary: 'End one of your sessions',
      access: 'signed-in',
      params: IdParams,
      responses: { 204: { description: 'Ended.' } },
      errors: [sessionNotFound],
      handle: async ({ params }, context) => {
        await this.useCases.endMySession.execute({ id: params.id }, context);
        return noContent();
      },
    });
  }

  #endMyOthers(): RouteDefinition {
    return route({
      method: 'DELETE',
      url: mine,
      operationId: 'endMyOtherSessions',
      tag,
      summary: 'End all of your sessions but this one',
      access: 'signed-in',
      responses: { 204: { description: 'Ended.' } },
      handle: async (_request, context) => {
        await this.useCases.endMyOtherSessions.execute(context);
        return noContent();
      },
    });
  }

  #listTheirs(): RouteDefinition {
    return route({
      method: 'GET',
      url: theirs,
      operationId: 'listUserSessions',
      tag,
      summary: 'List the sessions of a user',
      access: 'signed-in',
      permission: 'sessions:revoke',
      rateLimit: 'lists',
      params: IdParams,
      responses: { 200: { description: 'Their sessions, latest use first.', schema } },
      errors: [forbidden, userNotFound],
      handle: async ({ params }, context) =>
        ok(presentSessions(await this.useCases.listUserSessions.execute({ userId: params.id }, context))),
    });
  }

  #endTheirs(): RouteDefinition {
    return route({
      method: 'DELETE',
      url: theirs,
      operationId: 'endUserSessions',
      tag,
      summary: 'End all sessions of a user',
      access: 'signed-in',
      permission: 'sessions:revoke',
      params: IdParams,
      responses: { 204: { description: 'Ended.' } },
      errors: [forbidden, userNotFound],
      handle: async ({ params }, context) => {
        await this.useCases.endUserSessions.execute({ userId: params.id }, context);
        return noContent();
      },
    });
  }
}
