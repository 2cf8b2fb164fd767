import { type MailboxLimits, mailboxLimit, mailboxOf } from '#application/mail/mailbox-limits.js';
import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { Email } from '#domain/users/email.js';
import type { MemoryDatabase } from '../database.js';
import { memoryRetention } from '../retention.js';
import { defineMemoryTable } from '../table-definition.js';

interface MailboxCounter {
  readonly count: number;
  readonly resetsAt: Date;
}

const mailboxTable = defineMemoryTable<MailboxCounter>('mailbox limits');

export class MemoryMailboxLimits implements MailboxLimits {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly clock: Clock,
  ) {}

  async take(recipient: Email): Promise<boolean> {
    return this.database.write(() => {
      const table = this.database.table(mailboxTable);
      const key = mailboxOf(recipient);
      const now = this.clock.now();
      const stored = table.get(key);
      const open = stored !== undefined && stored.resetsAt > now ? stored : null;
      if ((open?.count ?? 0) >= mailboxLimit.messages) return false;
      const resetsAt = open?.resetsAt ?? new Date(now.getTime() + mailboxLimit.windowSeconds * 1000);
      table.set(key, { count: (open?.count ?? 0) + 1, resetsAt });
      return true;
    });
  }
}

export function mailboxRetention(database: MemoryDatabase, clock: Clock): Retention {
  return memoryRetention(database.table(mailboxTable), clock, ({ resetsAt }, before) => resetsAt <= before);
}
