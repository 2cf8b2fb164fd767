import { EntitySchema } from 'typeorm';
import type { SessionState } from '#domain/sessions/session.js';

const time = { type: 'timestamptz', precision: 3 } as const;

export const sessionSchema = new EntitySchema<SessionState>({
  name: 'Session',
  tableName: 'sessions',
  columns: {
    id: { type: 'uuid', primary: true },
    userId: { type: 'uuid', name: 'user_id' },
    amr: { type: 'text', array: true },
    authenticatedAt: { ...time, name: 'authenticated_at' },
    tokenHash: { type: 'text', name: 'token_hash' },
    spentTokenHash: { type: 'text', name: 'spent_token_hash', nullable: true },
    rotatedAt: { ...time, name: 'rotated_at', nullable: true },
    createdAt: { ...time, name: 'created_at' },
    lastUsedAt: { ...time, name: 'last_used_at' },
    idleExpiresAt: { ...time, name: 'idle_expires_at' },
    expiresAt: { ...time, name: 'expires_at' },
    ip: { type: 'text' },
    network: { type: 'text' },
    userAgent: { type: 'text', name: 'user_agent', nullable: true },
    endedAt: { ...time, name: 'ended_at', nullable: true },
    endReason: { type: 'text', name: 'end_reason', nullable: true },
    version: { type: 'integer' },
  },
});
