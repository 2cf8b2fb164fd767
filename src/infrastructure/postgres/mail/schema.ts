import { EntitySchema } from 'typeorm';
import type { DevMail } from '#application/mail/dev-mailbox.js';
import type { QueuedMail } from '#application/mail/mail-messages.js';

const time = { type: 'timestamptz', precision: 3 } as const;

export interface MailRow extends Omit<QueuedMail, 'encryptedData'> {
  /** Null when the message is over. */
  readonly encryptedData: string | null;
  readonly state: 'waiting' | 'sent' | 'refused';
  readonly attempts: number;
  readonly claimedUntil: Date | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

export const mailMessageSchema = new EntitySchema<MailRow>({
  name: 'MailMessage',
  tableName: 'mail_messages',
  columns: {
    id: { type: 'uuid', primary: true },
    messageId: { type: 'text', name: 'message_id' },
    recipient: { type: 'text' },
    locale: { type: 'text', nullable: true },
    template: { type: 'text' },
    encryptedData: { type: 'text', name: 'data_encrypted', nullable: true },
    state: { type: 'text' },
    attempts: { type: 'integer' },
    claimedUntil: { ...time, name: 'claimed_until', nullable: true },
    createdAt: { ...time, name: 'created_at' },
    endedAt: { ...time, name: 'ended_at', nullable: true },
  },
});

export const devMailSchema = new EntitySchema<DevMail>({
  name: 'DevMail',
  tableName: 'dev_mailbox',
  columns: {
    id: { type: 'uuid', primary: true },
    to: { type: 'text', name: 'recipient' },
    subject: { type: 'text' },
    text: { type: 'text' },
    html: { type: 'text' },
    // Several a millisecond must not change places.
    sentAt: { ...time, name: 'sent_at', precision: 6 },
  },
});
