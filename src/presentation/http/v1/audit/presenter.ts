import { instant, named, nullable, objectOf, text, uuid } from '../../routing/json-schema.js';

export const auditEntrySchema = named(
  'AuditEntry',
  objectOf({
    id: uuid,
    occurredAt: instant,
    action: { ...text, examples: ['user.registered'] },
    outcome: { type: 'string', enum: ['success', 'failure', 'denied'] },
    actorId: nullable(uuid),
    targetId: nullable(text),
    ip: nullable(text),
    userAgent: nullable(text),
    requestId: nullable(text),
    details: { type: 'object', additionalProperties: true, description: 'Depends on the action.' },
  }),
);
