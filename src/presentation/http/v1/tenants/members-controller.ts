import type { Executes } from '#application/shared/use-case.js';
import type { ChangeMember } from '#application/tenants/change-member.js';
import type { ListMembers } from '#application/tenants/list-members.js';
import type { RemoveMember } from '#application/tenants/remove-member.js';
import { forbidden } from '#domain/access/errors.js';
import { lastOwner, memberNotFound, tenantNotFound } from '#domain/tenants/errors.js';
import { arrayOf } from '../../routing/json-schema.js';
import { type Controller, noContent, ok, route } from '../../routing/route.js';
import { IdParams } from '../shared/id-params.js';
import { CursorQueryDto, cursorLinks, cursorMeta, cursorPage, defaultPageSize } from '../shared/lists.js';
import { common, membership, tenantsUrl, tenantUrl } from './common.js';
import { ChangeMemberDto, MemberParams } from './dto.js';
import { memberSchema } from './presenter.js';

export interface MembersUseCases {
  readonly listMembers: Executes<ListMembers>;
  readonly changeMember: Executes<ChangeMember>;
  readonly removeMember: Executes<RemoveMember>;
}

export class MembersController implements Controller {
  constructor(private readonly useCases: MembersUseCases) {}

  routes() {
    return [
      route({
        ...common,
        method: 'GET',
        url: `${tenantUrl}/members`,
        operationId: 'listTenantMembers',
        summary: 'List the members of a tenant',
        permission: membership,
        params: IdParams,
        query: CursorQueryDto,
        responses: {
          200: {
            description: 'In the order in which their accounts were made.',
            schema: arrayOf(memberSchema),
            meta: cursorMeta,
            links: cursorLinks,
          },
        },
        errors: [tenantNotFound],
        handle: async ({ params: { id }, query }, context) => {
          const window = { cursor: query.cursor || null, limit: query.limit ?? defaultPageSize };
          const page = await this.useCases.listMembers.execute({ id, ...window }, context);
          return cursorPage(`${tenantsUrl}/${id}/members`, {}, window, page);
        },
      }),
      route({
        ...common,
        method: 'PATCH',
        url: `${tenantUrl}/members/:userId`,
        operationId: 'changeTenantMember',
        summary: 'Give a member other roles',
        permission: 'members:write in the tenant',
        params: MemberParams,
        body: ChangeMemberDto,
        responses: { 200: { description: 'As it is now.', schema: memberSchema } },
        errors: [forbidden, tenantNotFound, memberNotFound, lastOwner],
        handle: async ({ params, body }, context) =>
          ok(await this.useCases.changeMember.execute({ ...params, roles: body.roles }, context)),
      }),
      route({
        ...common,
        method: 'DELETE',
        url: `${tenantUrl}/members/:userId`,
        operationId: 'removeTenantMember',
        summary: 'Remove a member, or leave',
        permission: 'members:write in the tenant, or self',
        params: MemberParams,
        responses: { 204: { description: 'A member no more.' } },
        errors: [forbidden, tenantNotFound, memberNotFound, lastOwner],
        handle: ({ params }, context) =>
          noContent(this.useCases.removeMember.execute({ ...params }, context)),
      }),
    ];
  }
}
