import type { UserView } from '#application/users/user-queries.js';
import { roleNameForm } from '#domain/access/role.js';
import {
  arrayOf,
  flag,
  instant,
  type JsonSchema,
  named,
  nullable,
  objectOf,
  text,
  uuid,
} from '../../routing/json-schema.js';
import { created, ok, type RouteResult } from '../../routing/route.js';

/** @public */
export const userSchema = named(
  'User',
  objectOf({
    id: uuid,
    email: { ...text, examples: ['ada@example.com'] },
    emailVerifiedAt: nullable(instant),
    username: { ...text, examples: ['ada'] },
    displayName: nullable({ ...text, examples: ['Ada Lovelace'] }),
    locale: nullable({ ...text, examples: ['de-AT'] }),
    metadata: { type: 'object', additionalProperties: true },
    roles: arrayOf({ type: 'string', pattern: roleNameForm } satisfies JsonSchema),
    isActive: flag,
    createdAt: instant,
    updatedAt: instant,
    lastLoginAt: nullable(instant),
  }),
);

/** The answer that shows a user. */
export function oneUser(user: UserView): RouteResult {
  return ok(user, entityTagOf(user));
}

/** The answer to who has made one. */
export const newAccount = {
  description: 'The new account.',
  schema: userSchema,
  headers: ['ETag', 'Location'],
} as const;

export function newUser(user: UserView): RouteResult {
  return created(user, { ...entityTagOf(user), location: `/api/v1/users/${user.id}` });
}

/** A strong entity tag (RFC 9110 §8.8.3): what `If-Match` is compared with. */
function entityTagOf({ version }: UserView) {
  return { etag: `"${version}"` };
}
