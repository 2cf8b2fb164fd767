import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { MemoryDatabase } from '../database.js';
import { memoryRetention } from '../retention.js';
import { invitationTable, memberTable, tenantRoleTable, tenantTable, userTenantTable } from './tables.js';

export function tenantRetention(database: MemoryDatabase, clock: Clock): Retention {
  // What goes with a tenant is opened here, since a table that nobody has opened is not known to the others.
  database.table(memberTable);
  database.table(userTenantTable);
  database.table(invitationTable);
  database.table(tenantRoleTable);
  const isOver = ({ deletedAt }: { readonly deletedAt: Date | null }, before: Date) =>
    deletedAt !== null && deletedAt <= before;
  return memoryRetention(database.table(tenantTable), clock, isOver);
}
