import { expect, it } from 'vitest';
import { mailboxOf } from '#domain/mail-requests/mailbox.js';
import { Email } from '#domain/users/email.js';

it.each([
  ['ada@example.com', 'ada@example.com'],
  ['Ada@EXAMPLE.com', 'ada@example.com'],
  ['ada+news@example.com', 'ada@example.com'],
  ['a.d.a+news+more@example.com', 'ada@example.com'],
  ['+@example.com', '+@example.com'],
  ['ada@sub.example.com', 'ada@sub.example.com'],
  ['ada-news@example.com', 'ada-news@example.com'],
])('the mailbox of %s is %s', (address, mailbox) => {
  expect(mailboxOf(Email.parse(address))).toBe(mailbox);
});
