import type { CreateUser } from '#application/users/create-user.js';
import type { DeleteUser } from '#application/users/delete-user.js';
import type { ListUsers } from '#application/users/list-users.js';
import type { PatchUser } from '#application/users/patch-user.js';
import type { ReplaceUser } from '#application/users/replace-user.js';
import type { ShowUser } from '#application/users/show-user.js';
import { forbidden } from '#domain/access/errors.js';
import { weakPassword } from '#domain/auth/errors.js';
import { emailTaken, lastAdmin, userNotFound, usernameTaken } from '#domain/users/errors.js';
import { envelopeOf } from '../../routing/envelope.js';
import { type Controller, type RouteDefinition, route } from '../../routing/route-definition.js';
import { created, noContent, ok } from '../../routing/route-result.js';
import type { Executes } from '../../use-case.js';
import { IdParams } from '../shared/id-params.js';
import { expectedVersions } from '../shared/if-match.js';
import { CreateUserDto, PatchUserDto, ReplaceUserDto } from './dto.js';
import { listUsersRoute } from './list-users-route.js';
import { entityTagOf, locationOf, presentUser, userSchema } from './user-presenter.js';

export interface UsersUseCases {
  readonly listUsers: Executes<ListUsers>;
  readonly createUser: Executes<CreateUser>;
  readonly showUser: Executes<ShowUser>;
  readonly replaceUser: Executes<ReplaceUser>;
  readonly patchUser: Executes<PatchUser>;
  readonly deleteUser: Executes<DeleteUser>;
}

const tag = 'users';
const url = '/api/v1/users';
const oneUser = envelopeOf(userSchema);
/** What PUT and PATCH have in common. */
const change = {
  url: `${url}/:id`,
  tag,
  access: 'signed-in',
  permission: 'users:write',
  isConditional: true,
  params: IdParams,
  responses: { 200: { description: 'As it is now.', schema: oneUser, headers: ['ETag'] } },
  errors: [forbidden, userNotFound, emailTaken, usernameTaken, lastAdmin],
} as const;

export class UsersController implements Controller {
  constructor(private readonly useCases: UsersUseCases) {}

  routes(): readonly RouteDefinition[] {
    return [
      listUsersRoute(url, this.useCases.listUsers),
      this.#create(),
      this.#show(),
      this.#replace(),
      this.#patch(),
      this.#delete(),
    ];
  }

  #create(): RouteDefinition {
    return route({
      method: 'POST',
      url,
      operationId: 'createUser',
      tag,
      summary: 'Make an account for somebody',
      access: 'signed-in',
      permission: 'users:write',
      body: CreateUserDto,
      responses: {
        201: { description: 'The new account.', schema: oneUser, headers: ['ETag', 'Location'] },
      },
      errors: [forbidden, emailTaken, usernameTaken, weakPassword],
      handle: async ({ body }, context) => {
        const user = await this.useCases.createUser.execute(body, context);
        return created(presentUser(user), { ...entityTagOf(user), ...locationOf(user) });
      },
    });
  }

  #show(): RouteDefinition {
    return route({
      method: 'GET',
      url: `${url}/:id`,
      operationId: 'showUser',
      tag,
      summary: 'Show a user',
      access: 'signed-in',
      permission: 'users:read, or self',
      rateLimit: 'lists',
      params: IdParams,
      responses: { 200: { description: 'The user.', schema: oneUser, headers: ['ETag'] } },
      errors: [forbidden, userNotFound],
      handle: async ({ params }, context) => {
        const user = await this.useCases.showUser.execute({ id: params.id }, context);
        return ok(presentUser(user), entityTagOf(user));
      },
    });
  }

  #replace(): RouteDefinition {
    return route({
      ...change,
      method: 'PUT',
      operationId: 'replaceUser',
      summary: 'Replace what can be changed of a user',
      body: ReplaceUserDto,
      handle: async ({ params, body, headers }, context) => {
        const command = { ...body, id: params.id, expectedVersions: expectedVersions(headers) };
        const user = await this.useCases.replaceUser.execute(command, context);
        return ok(presentUser(user), entityTagOf(user));
      },
    });
  }

  #patch(): RouteDefinition {
    return route({
      ...change,
      method: 'PATCH',
      operationId: 'patchUser',
      summary: 'Change some of a user',
      body: PatchUserDto,
      handle: async ({ params, body, headers }, context) => {
        const command = { ...body, id: params.id, expectedVersions: expectedVersions(headers) };
        const user = await this.useCases.patchUser.execute(command, context);
        return ok(presentUser(user), entityTagOf(user));
      },
    });
  }

  #delete(): RouteDefinition {
    return route({
      method: 'DELETE',
      url: `${url}/:id`,
      operationId: 'deleteUser',
      tag,
      summary: 'Delete a user and end their sessions',
      access: 'signed-in',
      permission: 'users:delete',
      params: IdParams,
      responses: { 204: { description: 'Gone.' } },
      errors: [forbidden, userNotFound, lastAdmin],
      handle: async ({ params }, context) => {
        await this.useCases.deleteUser.execute({ id: params.id }, context);
        return noContent();
      },
    });
  }
}
