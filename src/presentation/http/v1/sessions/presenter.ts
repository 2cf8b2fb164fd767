import { arrayOf, flag, instant, named, nullable, objectOf, text, uuid } from '../../routing/json-schema.js';

export const sessionsSchema = arrayOf(
  named(
    'Session',
    objectOf({
      id: uuid,
      createdAt: instant,
      lastUsedAt: instant,
      expiresAt: instant,
      ip: { ...text, examples: ['198.51.100.7'] },
      userAgent: nullable(text),
      isCurrent: { ...flag, description: 'Whether it is the one that asks.' },
    }),
  ),
);
