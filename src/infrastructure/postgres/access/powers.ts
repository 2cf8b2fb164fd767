import type { Held, Powers, Standing } from '#application/access/powers.js';
import { advisoryLocks } from '../advisory-locks.js';
import type { Database } from '../database.js';

/** Rows of accounts in the order of their ids, then one advisory lock: the order is the same for all. */
export class PostgresPowers implements Powers {
  constructor(private readonly database: Database) {}

  hold({ actorId, targetId, isExclusive = false }: Held): Promise<Standing | null> {
    return this.database.write(async (manager) => {
      let actor: Standing | null = null;
      const ids = [...new Set([actorId, targetId])].filter((id) => id != null).sort();
      for (const id of ids) {
        const [found]: Standing[] = await manager.query(id === targetId ? lockToChange : lockToKeep, [id]);
        if (id === actorId) actor = found ?? null;
      }
      await manager.query(isExclusive ? lockAlone : lockShared, [...advisoryLocks.powers]);
      return actor;
    });
  }
}

const select = 'SELECT roles, is_active AS "isActive" FROM users WHERE id = $1';
const lockToChange = `${select} FOR UPDATE`;
const lockToKeep = `${select} FOR SHARE`;
const lockAlone = 'SELECT pg_advisory_xact_lock($1, $2)';
const lockShared = 'SELECT pg_advisory_xact_lock_shared($1, $2)';
