import type { SessionState } from '#domain/sessions/session.js';
import { defineMemoryTable } from '../table-definition.js';
import { userTable } from '../users/table.js';

export const sessionTable = defineMemoryTable<SessionState>('sessions', {
  parent: { table: userTable, keyOf: ({ userId }) => userId },
});
