import { type Devices, knownForSeconds } from '#application/notices/devices.js';
import type { SessionState } from '#domain/sessions/session.js';
import type { SessionId } from '#domain/shared/ids.js';
import type { MemoryDatabase } from '../database.js';
import { sessionTable } from '../sessions/repository.js';
import { userTable } from '../users/repository.js';

export class MemoryDevices implements Devices {
  constructor(private readonly database: MemoryDatabase) {}

  async newAmong(sessions: readonly SessionId[]): Promise<readonly SessionId[]> {
    return sessions.filter((id) => {
      const session = this.database.table(sessionTable).get(id);
      return session !== undefined && this.#isNew(session);
    });
  }

  #isNew(session: SessionState): boolean {
    const { userId, network, userAgent, createdAt } = session;
    const earlier = this.database
      .table(sessionTable)
      .where((other) => other.userId === userId && isBefore(other, session));
    if (earlier.some((other) => other.network === network && other.userAgent === userAgent)) return false;
    const registeredAt = this.database.table(userTable).get(userId)?.createdAt ?? createdAt;
    const isYoung = createdAt.getTime() - registeredAt.getTime() <= knownForSeconds * 1000;
    return earlier.length > 0 || !isYoung;
  }
}

function isBefore(one: SessionState, other: SessionState): boolean {
  const difference = one.createdAt.getTime() - other.createdAt.getTime();
  return difference < 0 || (difference === 0 && one.id < other.id);
}
