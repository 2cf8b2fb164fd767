import type { ServiceAccountView } from '#application/service-accounts/service-account-queries.js';
import {
  arrayOf,
  count,
  flag,
  instant,
  named,
  nullable,
  objectOf,
  text,
  uuid,
} from '../../routing/json-schema.js';

export const serviceAccountSchema = named(
  'ServiceAccount',
  objectOf({
    id: uuid,
    name: { ...text, examples: ['Nightly import'] },
    permissions: arrayOf(text),
    tenantId: nullable(uuid),
    isActive: flag,
    createdBy: { ...nullable(uuid), description: 'A user or a service account.' },
    createdAt: instant,
    updatedAt: instant,
  }),
);

const keyProperties = {
  id: uuid,
  name: { ...text, examples: ['Laptop'] },
  permissions: {
    ...nullable(arrayOf(text)),
    description: 'That a personal key is limited to; null with a service account, whose own they are.',
  },
  createdAt: instant,
  expiresAt: nullable(instant),
  lastUsedAt: { ...nullable(instant), description: 'To the minute.' },
  revokedAt: nullable(instant),
};

export const keySchema = named('ApiKey', objectOf(keyProperties));

export const newKeySchema = named(
  'NewApiKey',
  objectOf({
    ...keyProperties,
    key: { ...text, description: 'Sent as a bearer token; shown this once.' },
  }),
);

export const machineTokenSchema = named(
  'MachineToken',
  objectOf({
    accessToken: { ...text, description: 'A JWT (RFC 9068).' },
    tokenType: { type: 'string', enum: ['Bearer'] },
    expiresIn: { ...count, description: 'Seconds.', examples: [900] },
  }),
);

/** What `If-Match` is compared with. */
export function entityTagOf({ version }: ServiceAccountView) {
  return { etag: `"${version}"` };
}
