import type { SessionState } from '#domain/sessions/session.js';
import { defineMemoryTable } from '../table-definition.js';

export const sessionTable = defineMemoryTable<SessionState>('sessions');
