import { expect, it } from 'vitest';
import { ReservedUsernames } from '#domain/users/reserved-usernames.js';
import { Username } from '#domain/users/username.js';

const reserved = new ReservedUsernames(['acme-support']);

it.each(['admin', 'ADMIN', 'a.d-m_in', 'no-reply', 'noreply', 'Postmaster', 'acme-support', 'acmesupport'])(
  '%s is taken by nobody',
  (name) => {
    expect(() => reserved.refuse(Username.parse(name))).toThrow(
      expect.objectContaining({ code: 'USERNAME_TAKEN' }),
    );
  },
);

it.each(['alice', 'administratrix', 'supporter', 'acme'])('%s is free', (name) => {
  expect(() => reserved.refuse(Username.parse(name))).not.toThrow();
});
