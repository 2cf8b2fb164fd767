import { describe, expect, it } from 'vitest';
import { Email } from '#domain/users/email.js';
import { PasswordHash } from '#domain/users/password-hash.js';
import { User, type UserState } from '#domain/users/user.js';
import { Username } from '#domain/users/username.js';
import * as users from '#infrastructure/postgres/users/mapper.js';
import { aUserId } from '#testing/ids.js';

const day = (number: number) => new Date(Date.UTC(2026, 0, number, 1, 2, 3, number));

/** Two fields with the same value could be swapped unnoticed. */
function expectAllDifferent(state: object): void {
  const values = Object.values(state).map((value) => JSON.stringify(value));
  expect(new Set(values).size).toBe(values.length);
}

describe('the mapper of', () => {
  it('users loses and swaps nothing', () => {
    const state: UserState = {
      id: aUserId(),
      email: Email.parse('anna@example.com'),
      username: Username.parse('anna'),
      passwordHash: new PasswordHash('$hash'),
      roles: ['admin', 'user'],
      isActive: false,
      createdAt: day(1),
      updatedAt: day(2),
      lastLoginAt: day(3),
      version: 4,
    };
    expectAllDifferent(state);
    expect(users.toDomain(users.toRow(User.rehydrate(state))).state).toEqual(state);
  });
});
