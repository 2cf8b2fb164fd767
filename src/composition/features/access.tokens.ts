import type { AccessQueries } from '#application/access/access-queries.js';
import type { Authorizer } from '#application/access/authorizer.js';
import type { ChangeRole } from '#application/access/change-role.js';
import type { CreatePermission } from '#application/access/create-permission.js';
import type { CreateRole } from '#application/access/create-role.js';
import type { DeletePermission } from '#application/access/delete-permission.js';
import type { DeleteRole } from '#application/access/delete-role.js';
import type { ListPermissions } from '#application/access/list-permissions.js';
import type { ListRoles } from '#application/access/list-roles.js';
import type { Powers } from '#application/access/powers.js';
import type { RoleCatalogue } from '#application/access/role-catalogue.js';
import type { ShowRole } from '#application/access/show-role.js';
import type { Executes } from '#application/shared/use-case.js';
import type { AccessRepository } from '#domain/access/access-repository.js';
import type { RolePermissions } from '#domain/access/role-permissions.js';
import { token } from '../token.js';

export const accessTokens = {
  /** What the built-in roles allow. */
  rolePermissions: token<RolePermissions>('access.rolePermissions'),
  repository: token<AccessRepository>('access.repository'),
  storedQueries: token<AccessQueries>('access.storedQueries'),
  powers: token<Powers>('access.powers'),
  /** What all roles allow. */
  catalogue: token<RoleCatalogue>('access.catalogue'),
  authorizer: token<Authorizer>('access.authorizer'),
  listPermissions: token<Executes<ListPermissions>>('ListPermissions'),
  createPermission: token<Executes<CreatePermission>>('CreatePermission'),
  deletePermission: token<Executes<DeletePermission>>('DeletePermission'),
  listRoles: token<Executes<ListRoles>>('ListRoles'),
  showRole: token<Executes<ShowRole>>('ShowRole'),
  createRole: token<Executes<CreateRole>>('CreateRole'),
  changeRole: token<Executes<ChangeRole>>('ChangeRole'),
  deleteRole: token<Executes<DeleteRole>>('DeleteRole'),
};
