import type { MailData, MailDefinition } from './mail.js';

/** A message as people get to read it. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** In which it is written (BCP 47). */
  readonly locale: string;
}

/** What messages look like. */
export interface MailTemplates {
  /** Every message there is, in the order of the features. */
  readonly definitions: readonly MailDefinition[];
  /**
   * @param locale BCP 47: it, its language or the one of the service is taken, the first in which there is a template.
   * @throws PermanentFailure for a template that there is not, and for data that do not fit it.
   */
  render(template: string, locale: string | null, data: MailData): RenderedMail;
}
