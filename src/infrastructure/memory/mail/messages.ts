import type { MailHistory, MailRecord } from '#application/mail/mail-history.js';
import type { MailClaim, MailMessages, QueuedMail } from '#application/mail/mail-messages.js';
import type { Clock } from '#application/shared/clock.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { Retention } from '#application/shared/retention.js';
import type { MemoryDatabase } from '../database.js';
import { memoryRetention } from '../retention.js';
import type { MemoryTable } from '../table.js';
import { defineMemoryTable } from '../table-definition.js';

interface MailRow extends Omit<QueuedMail, 'encryptedData'> {
  readonly encryptedData: string | null;
  readonly state: 'waiting' | 'sent' | 'refused';
  readonly attempts: number;
  readonly claimedUntil: Date | null;
  readonly createdAt: Date;
}

export const mailTable = defineMemoryTable<MailRow>('mail messages');

export class MemoryMailMessages implements MailMessages, MailHistory {
  readonly #rows: MemoryTable<MailRow>;

  constructor(
    private readonly database: MemoryDatabase,
    private readonly clock: Clock,
  ) {
    this.#rows = database.table(mailTable);
  }

  async add(mail: QueuedMail): Promise<void> {
    const createdAt = this.clock.now();
    this.database.write(() =>
      this.#rows.set(mail.id, { ...mail, state: 'waiting', attempts: 0, claimedUntil: null, createdAt }),
    );
  }

  async claim(id: string, seconds: number): Promise<MailClaim | 'busy' | 'over'> {
    const row = this.#rows.get(id);
    const now = this.clock.now();
    if (row === undefined || row.state !== 'waiting' || row.encryptedData === null) return 'over';
    if (row.claimedUntil !== null && row.claimedUntil > now) return 'busy';
    const attempt = row.attempts + 1;
    const claimedUntil = new Date(now.getTime() + seconds * 1000);
    this.#rows.set(id, { ...row, attempts: attempt, claimedUntil });
    const { messageId, recipient, locale, template, encryptedData } = row;
    return { mail: { id, messageId, recipient, locale, template, encryptedData }, attempt };
  }

  async release({ mail: { id }, attempt }: MailClaim): Promise<void> {
    const row = this.#rows.get(id);
    if (row?.attempts === attempt) this.#rows.set(id, { ...row, claimedUntil: null });
  }

  async finish(id: string, outcome: 'sent' | 'refused'): Promise<void> {
    const row = this.#rows.get(id);
    if (row?.state !== 'waiting') return;
    this.#rows.set(id, { ...row, state: outcome, encryptedData: null, claimedUntil: null });
  }

  async pageTo(recipient: string, limit: number, cursor: string | null): Promise<CursorPage<MailRecord>> {
    const rows = this.#rows
      .where((row) => row.recipient === recipient && (cursor === null || row.id > cursor))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, limit);
    const items = rows.map(({ template, locale, state, createdAt }) => ({
      template,
      locale,
      state,
      createdAt,
    }));
    return { items, nextCursor: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
  }
}

export function mailRetention(database: MemoryDatabase, clock: Clock): Retention {
  return memoryRetention(database.table(mailTable), clock, ({ createdAt }, before) => createdAt < before);
}
