import type { Executes } from '#application/shared/use-case.js';
import type { ChangeTenantRole } from '#application/tenants/change-tenant-role.js';
import type { CreateTenantRole } from '#application/tenants/create-tenant-role.js';
import type { DeleteTenantRole } from '#application/tenants/delete-tenant-role.js';
import type { ListTenantRoles } from '#application/tenants/list-tenant-roles.js';
import { builtIn, forbidden, roleInUse, roleNotFound, roleTaken } from '#domain/access/errors.js';
import { tenantNotFound, tooManyTenantRoles } from '#domain/tenants/errors.js';
import { arrayOf } from '../../routing/json-schema.js';
import { type Controller, created, noContent, ok, route } from '../../routing/route.js';
import { IdParams } from '../shared/id-params.js';
import { common, membership, tenantUrl } from './common.js';
import { ChangeTenantRoleDto, CreateTenantRoleDto, TenantRoleParams } from './dto.js';
import { tenantRoleSchema } from './presenter.js';

export interface TenantRolesUseCases {
  readonly listTenantRoles: Executes<ListTenantRoles>;
  readonly createTenantRole: Executes<CreateTenantRole>;
  readonly changeTenantRole: Executes<ChangeTenantRole>;
  readonly deleteTenantRole: Executes<DeleteTenantRole>;
}

const url = `${tenantUrl}/roles`;
const permission = 'roles:write in the tenant';

export class TenantRolesController implements Controller {
  constructor(private readonly useCases: TenantRolesUseCases) {}

  routes() {
    return [
      route({
        ...common,
        method: 'GET',
        url,
        operationId: 'listTenantRoles',
        summary: 'List the roles of a tenant',
        permission: membership,
        params: IdParams,
        responses: { 200: { description: 'The built-in ones first.', schema: arrayOf(tenantRoleSchema) } },
        errors: [tenantNotFound],
        handle: async ({ params: { id } }, context) =>
          ok(await this.useCases.listTenantRoles.execute({ id }, context)),
      }),
      route({
        ...common,
        method: 'POST',
        url,
        operationId: 'createTenantRole',
        summary: 'Make a role of the tenant',
        permission,
        isIdempotent: true,
        params: IdParams,
        body: CreateTenantRoleDto,
        responses: { 201: { description: 'The role.', schema: tenantRoleSchema } },
        errors: [forbidden, tenantNotFound, builtIn, roleTaken, tooManyTenantRoles],
        handle: async ({ params, body }, context) =>
          created(await this.useCases.createTenantRole.execute({ ...body, id: params.id }, context)),
      }),
      route({
        ...common,
        method: 'PATCH',
        url: `${url}/:name`,
        operationId: 'changeTenantRole',
        summary: 'Change what a role of the tenant allows',
        permission,
        params: TenantRoleParams,
        body: ChangeTenantRoleDto,
        responses: { 200: { description: 'As it is now.', schema: tenantRoleSchema } },
        errors: [forbidden, tenantNotFound, builtIn, roleNotFound],
        handle: async ({ params, body }, context) =>
          ok(await this.useCases.changeTenantRole.execute({ ...body, ...params }, context)),
      }),
      route({
        ...common,
        method: 'DELETE',
        url: `${url}/:name`,
        operationId: 'deleteTenantRole',
        summary: 'Delete a role of the tenant that nobody has',
        permission,
        params: TenantRoleParams,
        responses: { 204: { description: 'Gone.' } },
        errors: [forbidden, tenantNotFound, builtIn, roleNotFound, roleInUse],
        handle: ({ params }, context) =>
          noContent(this.useCases.deleteTenantRole.execute({ ...params }, context)),
      }),
    ];
  }
}
