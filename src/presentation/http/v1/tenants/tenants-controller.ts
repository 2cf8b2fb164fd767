import type { Executes } from '#application/shared/use-case.js';
import type { ChangeTenant } from '#application/tenants/change-tenant.js';
import type { CreateTenant } from '#application/tenants/create-tenant.js';
import type { DeleteTenant } from '#application/tenants/delete-tenant.js';
import type { ExportTenant } from '#application/tenants/export-tenant.js';
import type { ListTenants } from '#application/tenants/list-tenants.js';
import type { ShowTenant } from '#application/tenants/show-tenant.js';
import { forbidden } from '#domain/access/errors.js';
import { slugTaken, tenantNotFound, tooManyTenants } from '#domain/tenants/errors.js';
import { arrayOf } from '../../routing/json-schema.js';
import {
  accepted,
  acceptedAnswer,
  type Controller,
  created,
  ok,
  ownSession,
  route,
} from '../../routing/route.js';
import { IdParams } from '../shared/id-params.js';
import { expectedVersions } from '../shared/if-match.js';
import { cursorLinks, cursorMeta, cursorPage, defaultPageSize } from '../shared/lists.js';
import { common, membership, tenantsUrl, tenantUrl } from './common.js';
import { ChangeTenantDto, CreateTenantDto, DeleteTenantDto, ListTenantsQueryDto } from './dto.js';
import { entityTagOf, tenantExportSchema, tenantSchema } from './presenter.js';

export interface TenantsUseCases {
  readonly createTenant: Executes<CreateTenant>;
  readonly listTenants: Executes<ListTenants>;
  readonly showTenant: Executes<ShowTenant>;
  readonly changeTenant: Executes<ChangeTenant>;
  readonly deleteTenant: Executes<DeleteTenant>;
  readonly exportTenant: Executes<ExportTenant>;
}

export class TenantsController implements Controller {
  constructor(private readonly useCases: TenantsUseCases) {}

  routes() {
    return [
      route({
        ...common,
        method: 'GET',
        url: tenantsUrl,
        operationId: 'listTenants',
        summary: 'List the tenants that you are in, or all',
        permission: 'a user, or tenants:read for all',
        query: ListTenantsQueryDto,
        responses: {
          200: {
            description: 'In the order of their making.',
            schema: arrayOf(tenantSchema),
            meta: cursorMeta,
            links: cursorLinks,
          },
        },
        errors: [forbidden],
        handle: async ({ query }, context) => {
          const { cursor, limit = defaultPageSize, scope } = query;
          const window = { cursor: cursor || null, limit };
          const asked = { ...window, scope: scope ?? 'mine' } as const;
          const page = await this.useCases.listTenants.execute(asked, context);
          return cursorPage(tenantsUrl, { scope }, window, page);
        },
      }),
      route({
        ...common,
        method: 'POST',
        url: tenantsUrl,
        operationId: 'createTenant',
        summary: 'Make a tenant, whose owner you are',
        permission: ownSession,
        isIdempotent: true,
        body: CreateTenantDto,
        responses: {
          201: { description: 'The tenant.', schema: tenantSchema, headers: ['ETag', 'Location'] },
        },
        errors: [forbidden, slugTaken, tooManyTenants],
        handle: async ({ body }, context) => {
          const tenant = await this.useCases.createTenant.execute(body, context);
          return created(tenant, { ...entityTagOf(tenant), location: `${tenantsUrl}/${tenant.id}` });
        },
      }),
      route({
        ...common,
        method: 'GET',
        url: tenantUrl,
        operationId: 'showTenant',
        summary: 'Show a tenant that you are in',
        permission: membership,
        params: IdParams,
        responses: { 200: { description: 'The tenant.', schema: tenantSchema, headers: ['ETag'] } },
        errors: [tenantNotFound],
        handle: async ({ params }, context) => {
          const tenant = await this.useCases.showTenant.execute({ id: params.id }, context);
          return ok(tenant, entityTagOf(tenant));
        },
      }),
      route({
        ...common,
        method: 'PATCH',
        url: tenantUrl,
        operationId: 'changeTenant',
        summary: 'Change name, slug or metadata of a tenant',
        permission: 'tenant:write in the tenant',
        isConditional: true,
        params: IdParams,
        body: ChangeTenantDto,
        responses: { 200: { description: 'As it is now.', schema: tenantSchema, headers: ['ETag'] } },
        errors: [forbidden, tenantNotFound, slugTaken],
        handle: async ({ params, body, headers }, context) => {
          const command = { ...body, id: params.id, expectedVersions: expectedVersions(headers) };
          const tenant = await this.useCases.changeTenant.execute(command, context);
          return ok(tenant, entityTagOf(tenant));
        },
      }),
      route({
        ...common,
        method: 'DELETE',
        url: tenantUrl,
        operationId: 'deleteTenant',
        summary: 'Delete a tenant; its slug confirms it',
        permission: 'the role owner in the tenant',
        isFresh: true,
        params: IdParams,
        body: DeleteTenantDto,
        responses: { 202: acceptedAnswer },
        errors: [forbidden, tenantNotFound],
        handle: ({ params, body }, context) =>
          accepted(this.useCases.deleteTenant.execute({ id: params.id, slug: body.slug }, context)),
      }),
      route({
        ...common,
        method: 'GET',
        url: `${tenantUrl}/export`,
        operationId: 'exportTenant',
        summary: 'All that is kept of a tenant, without secrets',
        permission: 'the role owner in the tenant',
        isFresh: true,
        params: IdParams,
        responses: { 200: { description: 'One document.', schema: tenantExportSchema } },
        errors: [forbidden, tenantNotFound],
        handle: async ({ params }, context) =>
          ok(await this.useCases.exportTenant.execute({ id: params.id }, context)),
      }),
    ];
  }
}
