import { hash } from 'node:crypto';
import type { MailCounters } from '#application/mail-requests/mail-counters.js';
import type { Database } from '../database.js';

/** The mailbox is stored as a digest only: counting needs no address. */
export class TypeOrmMailCounters implements MailCounters {
  constructor(private readonly database: Database) {}

  async count(mailbox: string, most: number, seconds: number): Promise<boolean> {
    const counted: unknown[] = await this.database.write((manager) =>
      manager.query(countMail, [hash('sha256', mailbox, 'base64url'), most, seconds]),
    );
    return counted.length > 0;
  }
}

const window = 'make_interval(secs => $3)';

/** `clock_timestamp()`, since the statement may have waited for the row. */
const recent = `FROM unnest(stored.counted_at) AS sent (at) WHERE sent.at > clock_timestamp() - ${window}`;

const countMail = `
  INSERT INTO mail_counters AS stored (mailbox, counted_at, forget_at)
  SELECT $1, ARRAY[clock_timestamp()], clock_timestamp() + ${window} WHERE $2::integer > 0
  ON CONFLICT (mailbox) DO UPDATE SET
    counted_at = ARRAY(SELECT sent.at ${recent}) || clock_timestamp()::timestamptz(3),
    forget_at = excluded.forget_at
  WHERE (SELECT count(*) ${recent}) < $2::integer
  RETURNING mailbox`;
