import { describe, expect, it } from 'vitest';
import { DisplayName } from '#domain/users/display-name.js';
import { Email } from '#domain/users/email.js';
import { Locale } from '#domain/users/locale.js';
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
    const state: Omit<UserState, 'mustChangePassword' | 'hasSecondFactor' | 'isActive'> = {
      id: aUserId(),
      email: Email.parse('anna@example.com'),
      emailVerifiedAt: day(5),
      username: Username.parse('anna'),
      displayName: DisplayName.parse('Anna'),
      locale: Locale.parse('de'),
      metadata: { tier: 'gold' },
      passwordHash: new PasswordHash('$hash'),
      passwordVersion: 3,
      roles: ['admin', 'user'],
      createdAt: day(1),
      updatedAt: day(2),
      lastLoginAt: day(3),
      version: 4,
    };
    expectAllDifferent(state);
    const flags = ['mustChangePassword', 'hasSecondFactor', 'isActive'] as const;
    for (const flag of flags) {
      const whole = {
        ...state,
        mustChangePassword: false,
        hasSecondFactor: false,
        isActive: false,
        [flag]: true,
      };
      expect(users.toDomain(users.toRow(User.rehydrate(whole))).state).toEqual(whole);
    }
  });
});
