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

/** What whoever signs in or refreshes gets, in whatever way. @public */
export const tokenProperties = {
  accessToken: { ...text, description: 'A JWT (RFC 9068).' },
  refreshToken: { ...text, description: 'Opaque; good for one use.' },
  tokenType: { type: 'string', enum: ['Bearer'] },
  expiresIn: { ...count, description: 'Seconds.', examples: [900] },
  refreshExpiresIn: { ...count, description: 'Seconds.', examples: [2592000] },
};

export const tokensSchema = named('Tokens', objectOf(tokenProperties));

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
