import type { RoleView } from '#application/access/access-queries.js';
import { arrayOf, flag, instant, named, nullable, objectOf, text } from '../../routing/json-schema.js';
import type { RouteResult } from '../../routing/route.js';

export const roleSchema = named(
  'Role',
  objectOf({
    name: { ...text, examples: ['support'] },
    description: nullable(text),
    permissions: arrayOf({ ...text, examples: ['users:read'] }),
    isBuiltIn: flag,
    createdAt: instant,
    updatedAt: instant,
  }),
);

export const permissionSchema = named(
  'Permission',
  objectOf({ name: { ...text, examples: ['invoices:read'] }, description: text, isBuiltIn: flag }),
);

/** A strong entity tag (RFC 9110 §8.8.3). What a built-in role allows, an upgrade changes: it has none. */
export function entityTagOf({ version, isBuiltIn }: RoleView): RouteResult['headers'] {
  return isBuiltIn ? {} : { etag: `"${version}"` };
}
