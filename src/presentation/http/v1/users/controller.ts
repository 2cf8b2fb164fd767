import type { Executes } from '#application/shared/use-case.js';
import type { ChangeUser } from '#application/users/change-user.js';
import type { CreateUser } from '#application/users/create-user.js';
import type { DeleteUser } from '#application/users/delete-user.js';
import type { ListUsers } from '#application/users/list-users.js';
import type { ShowUser } from '#application/users/show-user.js';
import { forbidden, stepUpRequired } from '#domain/access/errors.js';
import { passwordBreached, weakPassword } from '#domain/auth/errors.js';
import { emailTaken, lastAdmin, userNotFound, usernameTaken } from '#domain/users/errors.js';
import { arrayOf } from '../../routing/json-schema.js';
import { type Controller, noContent, route } from '../../routing/route.js';
import { IdParams } from '../shared/id-params.js';
import { expectedVersions } from '../shared/if-match.js';
import { windowLinks, windowMeta, windowOf, windowPage } from '../shared/lists.js';
import { CreateUserDto, ListUsersQueryDto, PatchUserDto, ReplaceUserDto } from './dto.js';
import { newAccount, newUser, oneUser, userSchema } from './user-presenter.js';

export interface UsersUseCases {
  readonly listUsers: Executes<ListUsers>;
  readonly createUser: Executes<CreateUser>;
  readonly showUser: Executes<ShowUser>;
  readonly changeUser: Executes<ChangeUser>;
  readonly deleteUser: Executes<DeleteUser>;
}

const url = '/api/v1/users';
const administration = { tag: 'users', access: 'signed-in' } as const;
/** What PUT and PATCH have in common. */
const change = {
  ...administration,
  url: `${url}/:id`,
  permission: 'users:write',
  isConditional: true,
  params: IdParams,
  responses: { 200: { description: 'As it is now.', schema: userSchema, headers: ['ETag'] } },
  errors: [forbidden, stepUpRequired, userNotFound, emailTaken, usernameTaken, lastAdmin],
} as const;

/** Administration of accounts. */
export class UsersController implements Controller {
  constructor(private readonly useCases: UsersUseCases) {}

  routes() {
    return [
      route({
        ...administration,
        method: 'GET',
        url,
        operationId: 'listUsers',
        summary: 'List and search users, by page or by cursor',
        permission: 'users:read',
        rateLimit: 'lists',
        isCompressible: true,
        query: ListUsersQueryDto,
        responses: {
          200: {
            description: 'A page of users.',
            schema: arrayOf(userSchema),
            meta: windowMeta,
            links: windowLinks,
          },
        },
        errors: [forbidden],
        handle: async ({ query }, context) => {
          const { page: _page, pageSize: _pageSize, cursor: _cursor, limit: _limit, sort, ...filter } = query;
          const window = windowOf(query);
          const asked = { filter, sort: sort ?? 'createdAt', window };
          const result = await this.useCases.listUsers.execute(asked, context);
          return windowPage(url, { ...filter, sort }, window, result);
        },
      }),
      route({
        ...administration,
        method: 'POST',
        url,
        operationId: 'createUser',
        summary: 'Make an account for somebody',
        permission: 'users:write',
        isIdempotent: true,
        body: CreateUserDto,
        newPassword: 'password',
        responses: { 201: newAccount },
        errors: [forbidden, stepUpRequired, emailTaken, usernameTaken, passwordBreached, weakPassword],
        handle: async ({ body }, context) => newUser(await this.useCases.createUser.execute(body, context)),
      }),
      route({
        ...administration,
        method: 'GET',
        url: `${url}/:id`,
        operationId: 'showUser',
        summary: 'Show a user',
        permission: 'users:read, or self',
        rateLimit: 'lists',
        params: IdParams,
        responses: { 200: { description: 'The user.', schema: userSchema, headers: ['ETag'] } },
        errors: [forbidden, userNotFound],
        handle: async ({ params: { id } }, context) =>
          oneUser(await this.useCases.showUser.execute({ id }, context)),
      }),
      route({
        ...change,
        method: 'PUT',
        operationId: 'replaceUser',
        summary: 'Replace what can be changed of a user',
        body: ReplaceUserDto,
        handle: async ({ params, body, headers }, context) => {
          const command = { ...body, id: params.id, expectedVersions: expectedVersions(headers) };
          return oneUser(await this.useCases.changeUser.execute(command, context));
        },
      }),
      route({
        ...change,
        method: 'PATCH',
        operationId: 'patchUser',
        summary: 'Change some of a user',
        body: PatchUserDto,
        handle: async ({ params, body, headers }, context) => {
          const command = { ...body, id: params.id, expectedVersions: expectedVersions(headers) };
          return oneUser(await this.useCases.changeUser.execute(command, context));
        },
      }),
      route({
        ...administration,
        method: 'DELETE',
        url: `${url}/:id`,
        operationId: 'deleteUser',
        summary: 'Delete a user and end their sessions',
        permission: 'users:delete',
        isFresh: true,
        params: IdParams,
        responses: { 204: { description: 'Gone.' } },
        errors: [forbidden, userNotFound, lastAdmin],
        handle: ({ params: { id } }, context) => noContent(this.useCases.deleteUser.execute({ id }, context)),
      }),
    ];
  }
}
