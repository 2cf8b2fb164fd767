import type { UserView } from '#application/users/user-queries.js';
import { allRoles } from '#domain/access/role.js';
import {
  arrayOf,
  envelopeOf,
  flag,
  instant,
  type JsonSchema,
  named,
  nullable,
  objectOf,
  text,
  uuid,
} from '../../routing/json-schema.js';
import { created, ok, type RouteResult } from '../../routing/route-result.js';

/** @public */
export const userSchema = named(
  'User',
  objectOf({
    id: uuid,
    email: { ...text, examples: ['ada@example.com'] },
    username: { ...text, examples: ['ada'] },
    roles: arrayOf({ type: 'string', enum: allRoles } satisfies JsonSchema),
    isActive: flag,
    createdAt: instant,
    updatedAt: instant,
    lastLoginAt: nullable(instant),
  }),
);

export const oneUserSchema = envelopeOf(userSchema);

export function presentUser(user: UserView) {
  return {
    id: user.id,
    email: user.email,
    username: user.username,
    roles: user.roles,
    isActive: user.isActive,
    createdAt: user.createdAt.toISOString(),
    updatedAt: user.updatedAt.toISOString(),
    lastLoginAt: user.lastLoginAt?.toISOString() ?? null,
  };
}

/** The answer that shows a user. */
export function oneUser(user: UserView): RouteResult {
  return ok(presentUser(user), entityTagOf(user));
}

/** The answer to who has made one. */
export function newUser(user: UserView): RouteResult {
  return created(presentUser(user), { ...entityTagOf(user), location: `/api/v1/users/${user.id}` });
}

/** A strong entity tag (RFC 9110 §8.8.3): what `If-Match` is compared with. */
function entityTagOf({ version }: UserView) {
  return { etag: `"${version}"` };
}
