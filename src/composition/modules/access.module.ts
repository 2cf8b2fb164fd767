import { ListRoles } from '#application/access/list-roles.js';
import { Authorizer } from '#application/shared/authorizer.js';
import { tokens } from '../tokens.js';
import type { Wiring } from '../wiring.js';

export function accessModule(wiring: Wiring): void {
  wiring.instance(tokens.shared.authorizer, Authorizer, [tokens.audit.trail]);
  wiring.instance(tokens.access.listRoles, ListRoles, [tokens.shared.authorizer]);
}
