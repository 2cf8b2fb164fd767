import { Email } from '#domain/users/email.js';

/** Whom messages are from. */
export interface Sender {
  /** What mail programs show; the service calls itself so in messages too. */
  readonly name: string;
  readonly address: Email;
}

const form = /^(?:([^<>"\p{Cc}]*?)\s*<([^<>]+)>|([^<>]+))$/u;

/**
 * `Example <no-reply@example.com>`, or the address alone, whose domain is the name then.
 * @throws AppError VALIDATION_ERROR when there is no address in it.
 */
export function parseSender(text: string): Sender {
  const [, name = '', bracketed, bare = ''] = form.exec(text.trim()) ?? [];
  const address = Email.parse(bracketed ?? bare, 'MAIL_FROM');
  return { name: name === '' ? address.domain : name, address };
}
