import type { TenantView } from '#application/tenants/tenant-view.js';
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

export const tenantSchema = named(
  'Tenant',
  objectOf({
    id: uuid,
    name: { ...text, examples: ['Analytical Engines'] },
    slug: { ...text, examples: ['analytical-engines'] },
    metadata: { type: 'object', additionalProperties: true },
    createdAt: instant,
    updatedAt: instant,
  }),
);

const roles = arrayOf({ ...text, examples: ['member'] });

export const memberSchema = named(
  'TenantMember',
  objectOf({
    userId: uuid,
    email: { ...text, examples: ['ada@example.com'] },
    username: { ...text, examples: ['ada'] },
    displayName: nullable({ ...text, examples: ['Ada Lovelace'] }),
    roles,
    joinedAt: instant,
  }),
);

export const invitationSchema = named(
  'TenantInvitation',
  objectOf({
    id: uuid,
    email: { ...text, examples: ['ada@example.com'] },
    roles,
    invitedBy: uuid,
    createdAt: instant,
    expiresAt: instant,
  }),
);

export const tenantRoleSchema = named(
  'TenantRole',
  objectOf({
    name: { ...text, examples: ['editor'] },
    description: nullable(text),
    permissions: arrayOf({ ...text, examples: ['members:write'] }),
    isBuiltIn: flag,
    createdAt: nullable(instant),
    updatedAt: nullable(instant),
  }),
);

/** What is in other sections, the features say that they are of. */
export const tenantExportSchema: JsonSchema = {
  ...objectOf({
    exportedAt: instant,
    tenant: tenantSchema,
    members: arrayOf(memberSchema),
    invitations: arrayOf(invitationSchema),
    roles: arrayOf(tenantRoleSchema),
  }),
  additionalProperties: true,
};

/** A strong entity tag (RFC 9110 §8.8.3): what `If-Match` is compared with. */
export function entityTagOf({ version }: TenantView) {
  return { etag: `"${version}"` };
}
