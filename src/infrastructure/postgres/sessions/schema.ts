import { EntitySchema } from 'typeorm';

export interface SessionRow {
  id: string;
  userId: string;
  amr: string[];
  authenticatedAt: Date;
  tokenHash: string;
  spentTokenHash: string | null;
  rotatedAt: Date | null;
  createdAt: Date;
  lastUsedAt: Date;
  idleExpiresAt: Date;
  expiresAt: Date;
  ip: string;
  network: string;
  userAgent: string | null;
  endedAt: Date | null;
  endReason: string | null;
  version: number;
}

const time = { type: 'timestamptz', precision: 3 } as const;

export const sessionSchema = new EntitySchema<SessionRow>({
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
