import { viewOf } from '#application/users/user-queries.js';
import { DisplayName } from '#domain/users/display-name.js';
import { Email } from '#domain/users/email.js';
import { Locale } from '#domain/users/locale.js';
import type { Metadata } from '#domain/users/metadata.js';
import { PasswordHash } from '#domain/users/password-hash.js';
import { User } from '#domain/users/user.js';
import { Username } from '#domain/users/username.js';
import { selectList } from '../columns.js';
import { type UserRow, userSchema } from './schema.js';

/** @public */
export function toRow(user: User): UserRow {
  return { ...viewOf(user), passwordHash: user.state.passwordHash?.encoded ?? null };
}

/** @public */
export function toDomain(row: UserRow): User {
  return User.rehydrate({
    ...row,
    email: Email.rehydrate(row.email),
    username: Username.rehydrate(row.username),
    metadata: row.metadata as Metadata,
    displayName: row.displayName === null ? null : DisplayName.rehydrate(row.displayName),
    locale: row.locale === null ? null : Locale.rehydrate(row.locale),
    passwordHash: row.passwordHash === null ? null : new PasswordHash(row.passwordHash),
  });
}

/** The columns of a `UserView`: never the password hash. */
export const viewList = selectList(userSchema, [
  'id',
  'email',
  'emailVerifiedAt',
  'username',
  'displayName',
  'locale',
  'metadata',
  'passwordVersion',
  'mustChangePassword',
  'hasSecondFactor',
  'roles',
  'isActive',
  'createdAt',
  'updatedAt',
  'lastLoginAt',
  'version',
]);
