import { type JsonSchema, nameOf, objectOf, text } from '../routing/json-schema.js';

const code: JsonSchema = { ...text, description: 'Stable; the list is in docs/errors.md.' };

export const failureSchema = objectOf({
  success: { type: 'boolean', const: false },
  error: objectOf({
    code,
    message: text,
    details: { type: 'array', items: objectOf({ field: text, message: text }) },
  }),
  meta: objectOf({ timestamp: { type: 'string', format: 'date-time' }, requestId: text }),
});

/** RFC 9457. */
export const problemSchema = objectOf({
  type: { type: 'string', format: 'uri-reference' },
  title: text,
  status: { type: 'integer' },
  detail: text,
  instance: { type: 'string', format: 'uri-reference' },
  code,
  errors: { type: 'array', items: objectOf({ pointer: text, detail: text }) },
  requestId: text,
});

export const headerComponents = {
  RequestId: { description: 'Quote it when you report a problem.', schema: text },
  ETag: { description: 'The version, for If-Match.', schema: { type: 'string', examples: ['"1"'] } },
  Location: { description: 'Of what was made.', schema: { type: 'string', format: 'uri-reference' } },
  RetryAfter: { description: 'Seconds.', schema: { type: 'integer', minimum: 1 } },
  RateLimit: {
    description: 'What is left (r) and for how many seconds (t).',
    schema: { type: 'string', examples: ['"login";r=9;t=60'] },
  },
  RateLimitPolicy: {
    description: 'How many requests (q) in how many seconds (w).',
    schema: { type: 'string', examples: ['"login";q=10;w=60'] },
  },
  WwwAuthenticate: { description: 'RFC 6750 §3.', schema: { type: 'string', examples: ['Bearer'] } },
} as const;

/** Replaces every named schema inside by a reference, and collects what is referred to. */
export class SchemaComponents {
  readonly schemas: Record<string, unknown> = {};

  refer(schema: object): unknown {
    const name = nameOf(schema);
    if (name === undefined) return this.#expand(schema);
    if (!Object.hasOwn(this.schemas, name)) {
      this.schemas[name] = {};
      this.schemas[name] = this.#expand(schema);
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  #expand(schema: object): unknown {
    const visit = (value: unknown) =>
      typeof value === 'object' && value !== null ? this.refer(value) : value;
    if (Array.isArray(schema)) return schema.map(visit);
    return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, visit(value)]));
  }
}
