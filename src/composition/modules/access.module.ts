import { Authorizer } from '#application/access/authorizer.js';
import { ListRoles } from '#application/access/list-roles.js';
import { RolePermissions } from '#domain/access/role-permissions.js';
import { readAudit } from '#domain/audit/permissions.js';
import { revokeSessions } from '#domain/sessions/permissions.js';
import { deleteUsers, readUsers, writeUsers } from '#domain/users/permissions.js';
import { tokens } from '../tokens.js';
import type { Wiring } from '../wiring.js';

export function accessModule(wiring: Wiring): void {
  wiring.value(
    tokens.access.rolePermissions,
    new RolePermissions([readUsers, writeUsers, deleteUsers, revokeSessions, readAudit]),
  );
  wiring.instance(tokens.shared.authorizer, Authorizer, [tokens.access.rolePermissions, tokens.audit.trail]);
  wiring.instance(tokens.access.listRoles, ListRoles, [
    tokens.shared.authorizer,
    tokens.access.rolePermissions,
  ]);
}
