import type { CursorPage } from '#application/shared/pages.js';

/** That a message was handed in: what was in it is not kept. */
export interface MailRecord {
  readonly template: string;
  readonly locale: string | null;
  readonly state: 'waiting' | 'sent' | 'refused';
  readonly createdAt: Date;
}

/** What is still known of messages. */
export interface MailHistory {
  /** From the oldest on. @param recipient in canonical form. @param cursor of the page before; null for the first. */
  pageTo(recipient: string, limit: number, cursor: string | null): Promise<CursorPage<MailRecord>>;
}
