import type { Email } from '#domain/users/email.js';
import type { MailData, MailDefinition } from './mail.js';

/** Whom a message is for. An account will do. @public */
export interface Recipient {
  readonly email: Email;
  /** BCP 47; null for the language of the service. */
  readonly locale: string | null;
}

/** Where messages are handed in. @public */
export interface Mails {
  /**
   * Part of the unit of work: it leaves, by and by, when that is committed, and only then. What it is filled in with is
   * kept encrypted, and is gone when it has left.
   * @throws Error outside one.
   */
  send<Data extends MailData>(mail: MailDefinition<Data>, recipient: Recipient, data: Data): Promise<void>;
}

/** Addresses of pages, for messages. @public */
export interface MailLinks {
  /**
   * `PUBLIC_URL`, the path of a page, and the token in the fragment, which browsers send to nobody.
   * @param page such as `reset-password`.
   */
  to(page: string, token: string): string;
}
