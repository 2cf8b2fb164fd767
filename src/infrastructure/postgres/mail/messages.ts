import type { MailHistory, MailRecord } from '#application/mail/mail-history.js';
import type { MailClaim, MailMessages, QueuedMail } from '#application/mail/mail-messages.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { Database } from '../database.js';
import { PostgresRetention } from '../retention.js';

type Claimed = QueuedMail & { readonly attempts: number };

/** But for the first, each statement commits by itself: what is done about a message goes out of the database anyway. */
export class TypeOrmMailMessages implements MailMessages, MailHistory {
  constructor(private readonly database: Database) {}

  async add({ id, messageId, recipient, locale, template, encryptedData }: QueuedMail): Promise<void> {
    const values = [id, messageId, recipient, locale, template, encryptedData];
    await this.database.write((manager) => manager.query(insert, values));
  }

  async claim(id: string, seconds: number): Promise<MailClaim | 'busy' | 'over'> {
    const [[claimed]]: [Claimed[]] = await this.database.standalone((manager) =>
      manager.query(claim, [id, seconds]),
    );
    if (claimed !== undefined) {
      const { attempts: attempt, ...mail } = claimed;
      return { mail, attempt };
    }
    const waiting: unknown[] = await this.database.standalone((manager) => manager.query(findWaiting, [id]));
    return waiting.length > 0 ? 'busy' : 'over';
  }

  async release({ mail, attempt }: MailClaim): Promise<void> {
    await this.database.repeatable((manager) => manager.query(release, [mail.id, attempt]));
  }

  async finish(id: string, outcome: 'sent' | 'refused'): Promise<void> {
    await this.database.repeatable((manager) => manager.query(finish, [id, outcome]));
  }

  async pageTo(recipient: string, limit: number, cursor: string | null): Promise<CursorPage<MailRecord>> {
    const rows: (MailRecord & { id: string })[] = await this.database.read((manager) =>
      manager.query(selectPage, [recipient, limit, cursor]),
    );
    const items = rows.map(({ id: _, ...record }) => record);
    return { items, nextCursor: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
  }
}

const insert = `
  INSERT INTO mail_messages (id, message_id, recipient, locale, template, data_encrypted)
  VALUES ($1, $2, $3, $4, $5, $6)`;

const claim = `
  UPDATE mail_messages
  SET attempts = attempts + 1, claimed_until = clock_timestamp() + make_interval(secs => $2)
  WHERE id = $1 AND state = 'waiting' AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())
  RETURNING id, message_id AS "messageId", recipient, locale, template, data_encrypted AS "encryptedData", attempts`;

const findWaiting = `SELECT FROM mail_messages WHERE id = $1 AND state = 'waiting'`;

const release = `
  UPDATE mail_messages SET claimed_until = NULL WHERE id = $1 AND state = 'waiting' AND attempts = $2`;

const finish = `
  UPDATE mail_messages
  SET state = $2, data_encrypted = NULL, claimed_until = NULL, ended_at = clock_timestamp()
  WHERE id = $1 AND state = 'waiting'`;

const selectPage = `
  SELECT id, template, locale, state, created_at AS "createdAt" FROM mail_messages
  WHERE recipient = $1 AND ($3::uuid IS NULL OR id > $3) ORDER BY id LIMIT $2`;

/** Sent or not: what has not left in all that time is of no use to anybody. */
export function mailRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, 'mail_messages', 'id', [
    'created_at < now() - make_interval(secs => $1)',
  ]);
}
