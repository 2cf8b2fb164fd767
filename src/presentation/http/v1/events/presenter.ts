import { instant, named, objectOf, text, uuid } from '../../routing/json-schema.js';

/** As `toCloudEvent` makes it. */
export const cloudEventSchema = named('CloudEvent', {
  ...objectOf(
    {
      specversion: { type: 'string', const: '1.0' },
      id: uuid,
      source: { ...text, description: 'The issuer.' },
      type: { ...text, examples: ['user.registered'] },
      subject: text,
      time: instant,
      datacontenttype: { type: 'string', const: 'application/json' },
      dataschema: { type: 'string', format: 'uri', description: 'Where the JSON Schema of `data` is.' },
      data: { type: 'object', additionalProperties: true },
      sequence: { ...text, description: 'Its place in the log; sorts as text.' },
    },
    { actorid: uuid, tenantid: text, requestid: text, traceparent: text },
  ),
  description: 'CloudEvents 1.0, JSON format.',
});

export const eventStreamSchema = {
  ...text,
  description:
    'Server-Sent Events: `id` is the sequence, `data` a CloudEvent; a comment every 15 s, with the position as `id`.',
};
