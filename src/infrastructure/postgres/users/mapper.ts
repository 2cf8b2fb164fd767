import { viewOf } from '#application/users/user-queries.js';
import { Email } from '#domain/users/email.js';
import { PasswordHash } from '#domain/users/password-hash.js';
import { User } from '#domain/users/user.js';
import { Username } from '#domain/users/username.js';
import { selectList } from '../columns.js';
import { type UserRow, userSchema } from './schema.js';

export function toRow(user: User): UserRow {
  return { ...viewOf(user), passwordHash: user.state.passwordHash.encoded };
}

export function toDomain(row: UserRow): User {
  return User.rehydrate({
    ...row,
    email: Email.rehydrate(row.email),
    username: Username.rehydrate(row.username),
    passwordHash: new PasswordHash(row.passwordHash),
  });
}

/** The columns of a `UserView`: never the password hash. */
export const viewList = selectList(userSchema, [
  'id',
  'email',
  'username',
  'roles',
  'isActive',
  'createdAt',
  'updatedAt',
  'lastLoginAt',
  'version',
]);
