import { type DevMail, type DevMailbox, devMailboxSize } from '#application/mail/dev-mailbox.js';
import type { OutgoingMail } from '#application/mail/mailer.js';
import type { Database } from '../database.js';

export class TypeOrmDevMailbox implements DevMailbox {
  constructor(private readonly database: Database) {}

  async put({ id, to, subject, text, html }: OutgoingMail): Promise<void> {
    await this.database.repeatable((manager) => manager.query(insert, [id, to, subject, text, html]));
    await this.database.repeatable((manager) => manager.query(deleteOldest));
  }

  list(to: string | null): Promise<readonly DevMail[]> {
    return this.database.read((manager) => manager.query(select, [to]));
  }
}

const insert = `
  INSERT INTO dev_mailbox (id, recipient, subject, text, html) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (id) DO NOTHING`;

const newestFirst = 'ORDER BY sent_at DESC, id DESC';

const deleteOldest = `
  DELETE FROM dev_mailbox WHERE id IN (SELECT id FROM dev_mailbox ${newestFirst} OFFSET ${devMailboxSize})`;

const select = `
  SELECT id, recipient AS "to", subject, text, html, sent_at AS "sentAt" FROM dev_mailbox
  WHERE $1::text IS NULL OR recipient = $1 ${newestFirst}`;
