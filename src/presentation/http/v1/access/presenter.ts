import type { RoleView } from '#application/access/list-roles.js';
import { allRoles } from '#domain/access/role.js';
import { arrayOf, named, objectOf } from '../../routing/json-schema.js';

/** @param permissions that there are. */
export const rolesSchema = (permissions: readonly string[]) =>
  arrayOf(
    named(
      'Role',
      objectOf({
        name: { type: 'string', enum: allRoles },
        permissions: arrayOf({ type: 'string', enum: permissions }),
      }),
    ),
  );

export function presentRoles(roles: readonly RoleView[]) {
  return roles.map(({ name, permissions }) => ({ name, permissions }));
}
