import type { Authorizer } from '#application/access/authorizer.js';
import type { ListRoles } from '#application/access/list-roles.js';
import type { Executes } from '#application/shared/use-case.js';
import type { RolePermissions } from '#domain/access/role-permissions.js';
import { token } from '../token.js';

export const accessTokens = {
  rolePermissions: token<RolePermissions>('access.rolePermissions'),
  authorizer: token<Authorizer>('access.authorizer'),
  listRoles: token<Executes<ListRoles>>('ListRoles'),
};
