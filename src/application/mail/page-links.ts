import type { MailLinks } from './mails.js';

const pageForm = /^[a-z]+(-[a-z]+)*$/;

/** To the pages of accounts, below the address of the service. */
export class PageLinks implements MailLinks {
  /** @param base without a slash at its end, as it is known when a link is made. */
  constructor(private readonly base: () => string) {}

  to(page: string, token: string): string {
    if (!pageForm.test(page)) throw new Error(`"${page}" is no name of a page`);
    return `${this.base()}/account/${page}#token=${encodeURIComponent(token)}`;
  }
}
