import type { OutgoingMail } from './mailer.js';

export interface DevMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly sentAt: Date;
}

/** Where messages end in development: the last ones, for the developer to look at. */
export interface DevMailbox {
  /** The same message twice is kept once. */
  put(mail: OutgoingMail): Promise<void>;
  /** Newest first. @param to one address, or null for everybody's. */
  list(to: string | null): Promise<readonly DevMail[]>;
}

/** How many are kept, of all recipients together. */
export const devMailboxSize = 300;
