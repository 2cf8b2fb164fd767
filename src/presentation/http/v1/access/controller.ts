import type { ListRoles } from '#application/access/list-roles.js';
import type { Executes } from '#application/shared/use-case.js';
import { forbidden } from '#domain/access/errors.js';
import { allRoles } from '#domain/access/role.js';
import type { RolePermissions } from '#domain/access/role-permissions.js';
import { arrayOf, named, objectOf } from '../../routing/json-schema.js';
import { type Controller, ok, route } from '../../routing/route.js';

export interface RolesUseCases {
  readonly rolePermissions: RolePermissions;
  readonly listRoles: Executes<ListRoles>;
}

export class RolesController implements Controller {
  constructor(private readonly useCases: RolesUseCases) {}

  routes() {
    const permissions = this.useCases.rolePermissions.permissions.map(({ name }) => name);
    const roleSchema = objectOf({
      name: { type: 'string', enum: allRoles },
      permissions: arrayOf({ type: 'string', enum: permissions }),
    });
    return [
      route({
        method: 'GET',
        url: '/api/v1/roles',
        operationId: 'listRoles',
        tag: 'roles',
        summary: 'List the roles and what they allow',
        access: 'signed-in',
        permission: 'users:read',
        rateLimit: 'lists',
        responses: { 200: { description: 'Strongest first.', schema: arrayOf(named('Role', roleSchema)) } },
        errors: [forbidden],
        handle: async (_request, context) => ok(await this.useCases.listRoles.execute(context)),
      }),
    ];
  }
}
