import { count, named, objectOf } from '../../routing/json-schema.js';

const day = { type: 'string', format: 'date', examples: ['2026-03-14'], description: 'Of UTC.' };
const signIns = { ...count, description: 'Sign-ins that succeeded.' };
const lockouts = { ...count, description: 'How often wrong passwords or codes have locked sign-in.' };

export const userDaySchema = named(
  'UserActivityDay',
  objectOf({
    day,
    signIns,
    lockouts,
    devices: { ...count, description: 'Different user agents that signed in.' },
  }),
);

export const totalDaySchema = named(
  'SignInsDay',
  objectOf({ day, signIns, lockouts, users: { ...count, description: 'Different users who signed in.' } }),
);
