import type { ListRolesResult } from '#application/access/list-roles.js';
import { allPermissions } from '#domain/access/permission.js';
import { allRoles } from '#domain/access/role.js';
import { arrayOf, named, objectOf } from '../../routing/json-schema.js';

export const rolesSchema = arrayOf(
  named(
    'Role',
    objectOf({
      name: { type: 'string', enum: allRoles },
      permissions: arrayOf({ type: 'string', enum: allPermissions }),
    }),
  ),
);

export function presentRoles(roles: ListRolesResult) {
  return roles.map(({ name, permissions }) => ({ name, permissions }));
}
