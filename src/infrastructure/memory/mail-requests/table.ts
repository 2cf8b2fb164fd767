import { defineMemoryTable } from '../table-definition.js';

export interface MailCounter {
  readonly mailbox: string;
  readonly countedAt: readonly Date[];
  readonly forgetAt: Date;
}

export const mailCounterTable = defineMemoryTable<MailCounter>('mail counters');
