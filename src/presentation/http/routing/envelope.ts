import { instant, type JsonSchema, objectOf } from './json-schema.js';

export interface EnvelopeParts {
  /** Beyond timestamp and request id. */
  readonly meta?: Readonly<Record<string, JsonSchema>>;
  readonly links?: Readonly<Record<string, JsonSchema>>;
}

/** The schema of a success, around that of its data. What is not in it does not leave the service. */
export function envelopeOf(data: JsonSchema, { meta = {}, links }: EnvelopeParts = {}): JsonSchema {
  const required = { timestamp: instant, requestId: { type: 'string' } };
  return objectOf({
    success: { type: 'boolean', const: true },
    data,
    meta: { type: 'object', properties: { ...required, ...meta }, required: Object.keys(required) },
    ...(links === undefined ? {} : { links: { type: 'object', properties: links, required: ['self'] } }),
  });
}
