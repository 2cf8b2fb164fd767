import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { ApiKeyState } from '#domain/service-accounts/api-key.js';
import type { MemoryDatabase } from '../database.js';
import { memoryRetention } from '../retention.js';
import { keysOf } from './tables.js';

export function keyRetention(database: MemoryDatabase, clock: Clock): Retention {
  const hasEnded = ({ revokedAt, expiresAt }: Readonly<ApiKeyState>, before: Date) =>
    [revokedAt, expiresAt].some((end) => end !== null && end < before);
  const { user, service } = keysOf(database);
  const [users, services] = [user, service].map((table) => memoryRetention(table, clock, hasEnded)) as [
    Retention,
    Retention,
  ];
  return {
    async deleteOverFor(seconds, limit) {
      const deleted = await users.deleteOverFor(seconds, limit);
      return deleted + (await services.deleteOverFor(seconds, limit - deleted));
    },
  };
}
