import { type Devices, knownForSeconds } from '#application/notices/devices.js';
import type { SessionId } from '#domain/shared/ids.js';
import type { Database } from '../database.js';

export class TypeOrmDevices implements Devices {
  constructor(private readonly database: Database) {}

  async newAmong(sessions: readonly SessionId[]): Promise<readonly SessionId[]> {
    const rows: { id: SessionId }[] = await this.database.read((manager) =>
      manager.query(selectNew, [sessions, knownForSeconds]),
    );
    return rows.map(({ id }) => id);
  }
}

const earlier = `
  SELECT FROM sessions AS other
  WHERE other.user_id = session.user_id
    AND (other.created_at, other.id) < (session.created_at, session.id)`;

const selectNew = `
  SELECT session.id FROM sessions AS session JOIN users ON users.id = session.user_id
  WHERE session.id = ANY ($1::uuid[])
    AND NOT EXISTS (
      ${earlier} AND other.network = session.network AND other.user_agent IS NOT DISTINCT FROM session.user_agent
    )
    AND (
      users.created_at < session.created_at - make_interval(secs => $2)
      OR EXISTS (${earlier})
    )`;
