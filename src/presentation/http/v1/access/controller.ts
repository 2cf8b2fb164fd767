import type { ChangeRole } from '#application/access/change-role.js';
import type { CreatePermission } from '#application/access/create-permission.js';
import type { CreateRole } from '#application/access/create-role.js';
import type { DeletePermission } from '#application/access/delete-permission.js';
import type { DeleteRole } from '#application/access/delete-role.js';
import type { ListPermissions } from '#application/access/list-permissions.js';
import type { ListRoles } from '#application/access/list-roles.js';
import type { ShowRole } from '#application/access/show-role.js';
import type { Executes } from '#application/shared/use-case.js';
import {
  builtIn,
  forbidden,
  permissionInUse,
  permissionNotFound,
  permissionTaken,
  roleInUse,
  roleNotFound,
  roleTaken,
} from '#domain/access/errors.js';
import { lastAdmin } from '#domain/users/errors.js';
import { arrayOf } from '../../routing/json-schema.js';
import { type Controller, created, noContent, ok, route } from '../../routing/route.js';
import { expectedVersions } from '../shared/if-match.js';
import { ChangeRoleDto, CreatePermissionDto, CreateRoleDto, NameParams } from './dto.js';
import { entityTagOf, permissionSchema, roleSchema } from './presenter.js';

export interface AccessUseCases {
  readonly listPermissions: Executes<ListPermissions>;
  readonly createPermission: Executes<CreatePermission>;
  readonly deletePermission: Executes<DeletePermission>;
  readonly listRoles: Executes<ListRoles>;
  readonly createRole: Executes<CreateRole>;
  readonly showRole: Executes<ShowRole>;
  readonly changeRole: Executes<ChangeRole>;
  readonly deleteRole: Executes<DeleteRole>;
}

const permissionsUrl = '/api/v1/permissions';
const rolesUrl = '/api/v1/roles';
const reading = { tag: 'roles', access: 'signed-in', permission: 'users:read', rateLimit: 'lists' } as const;
const writing = { tag: 'roles', access: 'signed-in', permission: 'roles:write' } as const;

export class AccessController implements Controller {
  constructor(private readonly useCases: AccessUseCases) {}

  routes() {
    return [
      route({
        ...reading,
        method: 'GET',
        url: permissionsUrl,
        operationId: 'listPermissions',
        summary: 'List the permissions that there are',
        responses: {
          200: { description: 'Those that are built in first.', schema: arrayOf(permissionSchema) },
        },
        errors: [forbidden],
        handle: async (_request, context) => ok(await this.useCases.listPermissions.execute(context)),
      }),
      route({
        ...writing,
        method: 'POST',
        url: permissionsUrl,
        operationId: 'createPermission',
        summary: 'Make a permission for an application',
        isIdempotent: true,
        body: CreatePermissionDto,
        responses: { 201: { description: 'The new permission.', schema: permissionSchema } },
        errors: [forbidden, builtIn, permissionTaken],
        handle: async ({ body }, context) =>
          created(await this.useCases.createPermission.execute(body, context)),
      }),
      route({
        ...writing,
        method: 'DELETE',
        url: `${permissionsUrl}/:name`,
        operationId: 'deletePermission',
        summary: 'Delete a permission that no role has',
        params: NameParams,
        responses: { 204: { description: 'Gone.' } },
        errors: [forbidden, builtIn, permissionNotFound, permissionInUse],
        handle: ({ params }, context) => noContent(this.useCases.deletePermission.execute(params, context)),
      }),
      route({
        ...reading,
        method: 'GET',
        url: rolesUrl,
        operationId: 'listRoles',
        summary: 'List the roles and what they allow',
        responses: {
          200: {
            description: 'Those that are built in first, strongest first, then the others by name.',
            schema: arrayOf(roleSchema),
          },
        },
        errors: [forbidden],
        handle: async (_request, context) => ok(await this.useCases.listRoles.execute(context)),
      }),
      route({
        ...writing,
        method: 'POST',
        url: rolesUrl,
        operationId: 'createRole',
        summary: 'Make a role of permissions that you have',
        isFresh: true,
        isIdempotent: true,
        body: CreateRoleDto,
        responses: {
          201: { description: 'The new role.', schema: roleSchema, headers: ['ETag', 'Location'] },
        },
        errors: [forbidden, builtIn, roleTaken],
        handle: async ({ body }, context) => {
          const role = await this.useCases.createRole.execute(body, context);
          return created(role, { ...entityTagOf(role), location: `${rolesUrl}/${role.name}` });
        },
      }),
      route({
        ...reading,
        method: 'GET',
        url: `${rolesUrl}/:name`,
        operationId: 'showRole',
        summary: 'Show a role',
        params: NameParams,
        responses: { 200: { description: 'The role.', schema: roleSchema, headers: ['ETag'] } },
        errors: [forbidden, roleNotFound],
        handle: async ({ params }, context) => {
          const role = await this.useCases.showRole.execute(params, context);
          return ok(role, entityTagOf(role));
        },
      }),
      route({
        ...writing,
        method: 'PATCH',
        url: `${rolesUrl}/:name`,
        operationId: 'changeRole',
        summary: 'Change what a role allows, or its description',
        isFresh: true,
        isConditional: true,
        params: NameParams,
        body: ChangeRoleDto,
        responses: { 200: { description: 'As it is now.', schema: roleSchema, headers: ['ETag'] } },
        errors: [forbidden, builtIn, roleNotFound, lastAdmin],
        handle: async ({ params, body, headers }, context) => {
          const command = { ...body, ...params, expectedVersions: expectedVersions(headers) };
          const role = await this.useCases.changeRole.execute(command, context);
          return ok(role, entityTagOf(role));
        },
      }),
      route({
        ...writing,
        method: 'DELETE',
        url: `${rolesUrl}/:name`,
        operationId: 'deleteRole',
        summary: 'Delete a role that nobody has',
        isFresh: true,
        params: NameParams,
        responses: { 204: { description: 'Gone.' } },
        errors: [forbidden, builtIn, roleNotFound, roleInUse],
        handle: ({ params }, context) => noContent(this.useCases.deleteRole.execute(params, context)),
      }),
    ];
  }
}
