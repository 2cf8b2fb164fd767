import type { MailCounters } from '#application/mail-requests/mail-counters.js';
import type { Clock } from '#application/shared/clock.js';
import type { MemoryDatabase } from '../database.js';
import { mailCounterTable } from './table.js';

export class MemoryMailCounters implements MailCounters {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly clock: Clock,
  ) {}

  async count(mailbox: string, most: number, seconds: number): Promise<boolean> {
    const counters = this.database.table(mailCounterTable);
    const now = this.clock.now();
    return this.database.write(() => {
      const counted = counters.get(mailbox)?.countedAt ?? [];
      const recent = counted.filter((at) => at.getTime() > now.getTime() - seconds * 1000);
      if (recent.length >= most) return false;
      const forgetAt = new Date(now.getTime() + seconds * 1000);
      counters.set(mailbox, { mailbox, countedAt: [...recent, now], forgetAt });
      return true;
    });
  }
}
