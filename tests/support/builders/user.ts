import type { Role } from '#domain/access/role.js';
import type { UserId } from '#domain/shared/ids.js';
import { Email } from '#domain/users/email.js';
import { PasswordHash } from '#domain/users/password-hash.js';
import { User } from '#domain/users/user.js';
import { Username } from '#domain/users/username.js';
import { aUserId, nextSerial } from '#testing/ids.js';

export interface UserTraits {
  readonly id?: UserId;
  readonly email?: string;
  readonly username?: string;
  readonly passwordHash?: string;
  readonly roles?: readonly Role[];
  readonly at?: Date;
}

export const registeredAt = new Date('2026-03-01T12:00:00.123Z');

/** A registered user, not stored yet, unlike every other one. */
export function aUser(traits: UserTraits = {}): User {
  const serial = nextSerial();
  return User.register(
    {
      id: traits.id ?? aUserId(),
      email: Email.parse(traits.email ?? `user${serial}@example.com`),
      username: Username.parse(traits.username ?? `user${serial}`),
      passwordHash: new PasswordHash(traits.passwordHash ?? `$test$${serial}`),
      roles: traits.roles ?? ['user'],
    },
    traits.at ?? registeredAt,
  );
}
