import type { ListRoles } from '#application/access/list-roles.js';
import type { Executes } from '#application/shared/use-case.js';
import { forbidden } from '#domain/access/errors.js';
import type { RolePermissions } from '#domain/access/role-permissions.js';
import { envelopeOf } from '../../routing/json-schema.js';
import { type Controller, route } from '../../routing/route.js';
import { ok } from '../../routing/route-result.js';
import { presentRoles, rolesSchema } from './presenter.js';

export interface RolesUseCases {
  readonly rolePermissions: RolePermissions;
  readonly listRoles: Executes<ListRoles>;
}

export class RolesController implements Controller {
  constructor(private readonly useCases: RolesUseCases) {}

  routes() {
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
        responses: {
          200: {
            description: 'Strongest first.',
            schema: envelopeOf(
              rolesSchema(this.useCases.rolePermissions.permissions.map(({ name }) => name)),
            ),
          },
        },
        errors: [forbidden],
        handle: async (_request, context) => ok(presentRoles(await this.useCases.listRoles.execute(context))),
      }),
    ];
  }
}
