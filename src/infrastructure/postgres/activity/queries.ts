import type { ActivityQueries, TotalDay, UserDay } from '#application/activity/activity-queries.js';
import type { DayRange } from '#domain/activity/day-range.js';
import type { UserId } from '#domain/shared/ids.js';
import type { Database } from '../database.js';

/** Each is one statement, which sees one generation. */
export class TypeOrmActivityQueries implements ActivityQueries {
  constructor(private readonly database: Database) {}

  ofUser(userId: UserId, { from, to }: DayRange): Promise<readonly UserDay[]> {
    return this.database.read((manager) => manager.query(selectUser, [from, to, userId]));
  }

  totals({ from, to }: DayRange): Promise<readonly TotalDay[]> {
    return this.database.read((manager) => manager.query(selectTotals, [from, to]));
  }
}

const day = `to_char(activity.day, 'YYYY-MM-DD') AS day`;
const within = `activity.day BETWEEN $1 AND $2 AND activity.generation = (SELECT generation FROM sign_in_activity_head)`;

const selectUser = `
  SELECT ${day}, sign_ins AS "signIns", lockouts, (
    SELECT count(*)::integer FROM sign_in_devices AS device
    WHERE (device.generation, device.user_id, device.day) = (activity.generation, activity.user_id, activity.day)
  ) AS devices
  FROM sign_in_activity AS activity WHERE ${within} AND activity.user_id = $3 ORDER BY activity.day`;

const selectTotals = `
  SELECT ${day}, sum(sign_ins)::float8 AS "signIns", sum(lockouts)::float8 AS lockouts,
    count(*) FILTER (WHERE sign_ins > 0)::integer AS users
  FROM sign_in_activity AS activity WHERE ${within} GROUP BY activity.day ORDER BY activity.day`;
