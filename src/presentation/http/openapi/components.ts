import { isDeepStrictEqual } from 'node:util';
import { arrayOf, count, type JsonSchema, objectOf, text } from '../routing/json-schema.js';

const code: JsonSchema = { ...text, description: 'Stable; the list is in docs/errors.md.' };
const reference: JsonSchema = { type: 'string', format: 'uri-reference' };

const challenge: JsonSchema = {
  ...objectOf(
    {
      token: { ...text, description: 'Opens that step and nothing else.' },
      expiresIn: { ...count, description: 'Seconds.' },
    },
    { factors: { ...arrayOf(text), description: 'Which proofs will do.' } },
  ),
  description: 'Where another step would do: what it is taken with.',
};

/** The two shapes of every error: the envelope, and RFC 9457. */
export const errorSchemas = {
  Failure: objectOf({
    success: { type: 'boolean', const: false },
    error: objectOf(
      { code, message: text, details: arrayOf(objectOf({ field: text, message: text })) },
      { challenge },
    ),
    meta: objectOf({ timestamp: { type: 'string', format: 'date-time' }, requestId: text }),
  }),
  Problem: objectOf(
    {
      type: reference,
      title: text,
      status: { type: 'integer' },
      detail: text,
      instance: reference,
      code,
      errors: arrayOf(objectOf({ pointer: text, detail: text })),
      requestId: text,
    },
    { challenge },
  ),
};

const example = (value: string): JsonSchema => ({ type: 'string', examples: [value] });

export const headerComponents = {
  RequestId: { description: 'Quote it when you report a problem.', schema: text },
  ETag: { description: 'The version, for If-Match.', schema: example('"1"') },
  Location: { description: 'Of what was made.', schema: reference },
  IdempotencyReplayed: {
    description: 'On an answer that was given before to a request with the same `Idempotency-Key`.',
    schema: { type: 'string', const: 'true' },
  },
  RetryAfter: { description: 'Seconds.', schema: { type: 'integer', minimum: 1 } },
  RateLimit: {
    description: 'What is left (r) and for how many seconds (t).',
    schema: example('"login";r=9;t=60'),
  },
  RateLimitPolicy: {
    description: 'How many requests (q) in how many seconds (w).',
    schema: example('"login";q=10;w=60'),
  },
  WwwAuthenticate: { description: 'RFC 6750 §3.', schema: example('Bearer') },
};

/**
 * Replaces every named schema inside by a reference, and collects it.
 * @throws Error where two that differ have one name.
 */
export function referTo(value: unknown, schemas: Record<string, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => referTo(item, schemas));
  const { $id, ...rest } = value as JsonSchema;
  const schema = Object.fromEntries(
    Object.entries(rest).map(([key, inner]) => [key, referTo(inner, schemas)]),
  );
  if (typeof $id !== 'string') return schema;
  schemas[$id] ??= schema;
  if (!isDeepStrictEqual(schemas[$id], schema)) throw new Error(`Two schemas are named ${$id}`);
  return { $ref: `#/components/schemas/${$id}` };
}
