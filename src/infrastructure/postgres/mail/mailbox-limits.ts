import { hash } from 'node:crypto';
import { type MailboxLimits, mailboxLimit, mailboxOf } from '#application/mail/mailbox-limits.js';
import type { Email } from '#domain/users/email.js';
import type { Database } from '../database.js';
import { PostgresRetention } from '../retention.js';

/** Addresses of people who may have no account are stored as digests only. */
export class TypeOrmMailboxLimits implements MailboxLimits {
  constructor(private readonly database: Database) {}

  async take(recipient: Email): Promise<boolean> {
    const { messages, windowSeconds } = mailboxLimit;
    const key = hash('sha256', mailboxOf(recipient), 'base64url');
    const rows: unknown[] = await this.database.write((manager) =>
      manager.query(countMessage, [key, messages, windowSeconds]),
    );
    return rows.length === 1;
  }
}

/** The condition sees what was committed while the statement waited for the row. */
const countMessage = `
  INSERT INTO mailbox_limits AS stored (mailbox, count, resets_at)
  VALUES ($1, 1, clock_timestamp() + make_interval(secs => $3))
  ON CONFLICT (mailbox) DO UPDATE SET
    count = CASE WHEN stored.resets_at > clock_timestamp() THEN stored.count + 1 ELSE 1 END,
    resets_at = CASE WHEN stored.resets_at > clock_timestamp() THEN stored.resets_at ELSE excluded.resets_at END
  WHERE stored.resets_at <= clock_timestamp() OR stored.count < $2
  RETURNING mailbox`;

export function mailboxRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, 'mailbox_limits', 'mailbox', [
    'resets_at <= now() - make_interval(secs => $1)',
  ]);
}
