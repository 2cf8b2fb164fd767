import type { UserSort, UserView } from '#application/users/user-queries.js';
import { isUuid } from '#domain/shared/ids.js';
import { invalidField } from '#domain/shared/validation.js';

/** What each sort orders by; ties are ordered by id in the same direction. */
export const sortKeys = {
  createdAt: { key: 'createdAt', isDescending: false },
  '-createdAt': { key: 'createdAt', isDescending: true },
  email: { key: 'email', isDescending: false },
  username: { key: 'username', isDescending: false },
} as const satisfies Record<UserSort, { key: keyof UserView; isDescending: boolean }>;

export interface UserCursor {
  readonly key: Date | string;
  readonly id: string;
}

const maxLength = 1024;
const keyMaxLength = 254;
/** What `Date.toISOString` makes of the years that PostgreSQL and ISO 8601 have in common. */
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The place behind a user in a list: base64url of `[sort, key, id]`. */
export function encodeUserCursor(user: UserView, sort: UserSort): string {
  const key = user[sortKeys[sort].key];
  return Buffer.from(JSON.stringify([sort, key, user.id])).toString('base64url');
}

/** @throws AppError VALIDATION_ERROR for anything that was not made for this sort. */
export function decodeUserCursor(cursor: string, sort: UserSort): UserCursor {
  const invalid = () => invalidField('cursor', 'must be the nextCursor of a page with the same sort');
  if (cursor.length > maxLength) throw invalid();
  const parts = parse(cursor);
  if (!Array.isArray(parts) || parts.length !== 3) throw invalid();
  const [madeFor, key, id] = parts as unknown[];
  if (madeFor !== sort || typeof key !== 'string' || typeof id !== 'string' || !isUuid(id)) throw invalid();
  if (sortKeys[sort].key === 'createdAt') {
    const time = new Date(key);
    if (!isoTime.test(key) || Number.isNaN(time.getTime())) throw invalid();
    return { key: time, id };
  }
  if (key.length > keyMaxLength || key.includes('\0') || !key.isWellFormed()) throw invalid();
  return { key, id };
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
