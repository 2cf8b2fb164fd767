import { expect, it } from 'vitest';
import { ReservedUsernames } from '#domain/users/reserved-usernames.js';
import { Username } from '#domain/users/username.js';

const reserved = new ReservedUsernames(['acme-support']);

it.each(['admin', 'ADMIN', 'a.d-m_in', 'no-reply', 'noreply', 'Postmaster', 'acme-support', 'acmesupport'])(
  '%s is taken by nobody',
  (name) => {
    expect(() => reserved.refuse(Username.parse(name), 'name')).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_ERROR',
        details: [expect.objectContaining({ field: 'name' })],
      }),
    );
  },
);

it.each(['alice', 'administratrix', 'supporter', 'acme'])('%s is free', (name) => {
  expect(() => reserved.refuse(Username.parse(name))).not.toThrow();
});
