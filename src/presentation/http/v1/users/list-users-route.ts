import type { ListUsers } from '#application/users/list-users.js';
import { forbidden } from '#domain/access/errors.js';
import { envelopeOf } from '../../routing/envelope.js';
import { arrayOf } from '../../routing/json-schema.js';
import { type RouteDefinition, route } from '../../routing/route-definition.js';
import type { Executes } from '../../use-case.js';
import { ListUsersQueryDto } from './dto.js';
import { presentUserList } from './presenter.js';
import { userListLinks, userListMeta, windowOf } from './user-page.js';
import { userSchema } from './user-presenter.js';

const schema = envelopeOf(arrayOf(userSchema), { meta: userListMeta, links: userListLinks });

export function listUsersRoute(url: string, listUsers: Executes<ListUsers>): RouteDefinition {
  return route({
    method: 'GET',
    url,
    operationId: 'listUsers',
    tag: 'users',
    summary: 'List and search users, by page or by cursor',
    access: 'signed-in',
    permission: 'users:read',
    rateLimit: 'lists',
    isCompressible: true,
    query: ListUsersQueryDto,
    responses: { 200: { description: 'A page of users.', schema } },
    errors: [forbidden],
    handle: async ({ query }, context) => {
      const { page: _page, pageSize: _pageSize, cursor: _cursor, limit: _limit, sort, ...filter } = query;
      const window = windowOf(query);
      const result = await listUsers.execute({ filter, sort: sort ?? 'createdAt', window }, context);
      return presentUserList(url, { ...filter, sort }, window, result);
    },
  });
}
