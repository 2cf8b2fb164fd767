import type { UserView } from '#application/users/user-queries.js';
import { allRoles } from '#domain/access/role.js';
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
import type { RouteResult } from '../../routing/route-result.js';

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

export type PresentedUser = ReturnType<typeof present>;

/** Views are never changed, and one that is remembered is presented often. */
const presented = new WeakMap<UserView, PresentedUser>();

export function presentUser(user: UserView): PresentedUser {
  const known = presented.get(user);
  if (known !== undefined) return known;
  const made = present(user);
  presented.set(user, made);
  return made;
}

function present(user: UserView) {
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

/** A strong entity tag (RFC 9110 §8.8.3): what `If-Match` is compared with. @public */
export function entityTagOf({ version }: UserView): NonNullable<RouteResult['headers']> {
  return { etag: `"${version}"` };
}

export function locationOf({ id }: UserView): NonNullable<RouteResult['headers']> {
  return { location: `/api/v1/users/${id}` };
}
