import type { UserView } from '#application/users/user-queries.js';
import type { Role } from '#domain/access/role.js';
import type { UserId } from '#domain/shared/ids.js';
import { Email } from '#domain/users/email.js';
import { PasswordHash } from '#domain/users/password-hash.js';
import { User } from '#domain/users/user.js';
import { Username } from '#domain/users/username.js';
import { selectList } from '../columns.js';
import { type UserRow, userSchema } from './schema.js';

export type StoredUser = Omit<UserRow, 'emailDomain'>;

export function toRow(user: User): StoredUser {
  const { email, username, passwordHash, roles, ...state } = user.state;
  return {
    ...state,
    email: email.value,
    username: username.value,
    passwordHash: passwordHash.encoded,
    roles: [...roles],
  };
}

export function toDomain(row: StoredUser): User {
  return User.rehydrate({
    id: row.id as UserId,
    email: Email.rehydrate(row.email),
    username: Username.rehydrate(row.username),
    passwordHash: new PasswordHash(row.passwordHash),
    roles: row.roles as Role[],
    isActive: row.isActive,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    lastLoginAt: row.lastLoginAt,
    version: row.version,
  });
}

/** The columns of a view: never the password hash. */
export const viewColumns = [
  'id',
  'email',
  'username',
  'roles',
  'isActive',
  'createdAt',
  'updatedAt',
  'lastLoginAt',
  'version',
] as const satisfies readonly (keyof UserRow)[];

/** Its rows are `StoredUser`s. */
export const selectUser = `SELECT ${selectList(userSchema, [...viewColumns, 'passwordHash'])} FROM users`;

export type UserViewRow = Pick<UserRow, (typeof viewColumns)[number]>;

export function toView(row: UserViewRow): UserView {
  return { ...row, id: row.id as UserId, roles: row.roles as Role[] };
}
