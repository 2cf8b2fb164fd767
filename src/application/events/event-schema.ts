import type { EventDescription, EventPayload } from '#domain/shared/domain-event.js';
import type { EventField, EventFields } from '#domain/shared/event-fields.js';
import { eventSchemaPath } from './cloud-event.js';

/** A type of events in one version, for those outside. */
export interface EventTypeView {
  readonly type: string;
  readonly version: number;
  readonly description: string;
  /** The names of the fields that tell something of a person. */
  readonly personalData: readonly string[];
  /** Where the schema is. */
  readonly dataschema: string;
  /** JSON Schema 2020-12 of `data`. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** Every version that the log may have, the present one first. */
export function viewsOfEvent(event: EventDescription, source: string): readonly EventTypeView[] {
  const former = Object.entries(event.formerFields).map(([version, fields]) => ({
    version: Number(version),
    fields,
  }));
  return [{ version: event.version, fields: event.fields }, ...former]
    .toSorted((left, right) => right.version - left.version)
    .map(({ version, fields }) => viewOf(event, version, fields, source));
}

function viewOf(
  { eventName, description }: EventDescription,
  version: number,
  fields: EventFields,
  source: string,
): EventTypeView {
  const dataschema = source.replace(/\/+$/, '') + eventSchemaPath(eventName, version);
  return {
    type: eventName,
    version,
    description,
    personalData: Object.keys(fields).filter((name) => fields[name]?.isPersonal),
    dataschema,
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: dataschema,
      title: `${eventName}, version ${version}`,
      description,
      ...schemaOfFields(fields),
    },
  };
}

/** Without `additionalProperties`: a field that is added breaks nobody. */
export function schemaOfFields(fields: EventFields) {
  const properties = Object.entries(fields).map(([name, field]) => [name, schemaOfField(field)]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties) as Record<string, unknown>,
    required: Object.keys(fields),
  };
}

function schemaOfField({ type, format, isNullable, isPersonal, meaning }: EventField) {
  const base = type === 'strings' ? 'array' : type;
  return {
    type: isNullable ? [base, 'null'] : base,
    ...(type === 'strings' && { items: { type: 'string' } }),
    ...(format && { format }),
    description: meaning,
    ...(isPersonal && { 'x-personal-data': true }),
  };
}

/** What of a payload is not as its fields say, one it does not tell of included: nothing leaves that is not described. */
export function payloadFaults(fields: EventFields, payload: EventPayload): readonly string[] {
  const undescribed = Object.keys(payload).filter((name) => !Object.hasOwn(fields, name));
  const wrong = Object.entries(fields).filter(([name, field]) => !fits(field, payload[name]));
  return [
    ...undescribed.map((name) => `${name} is not described`),
    ...wrong.map(([name]) => `${name} is not what it is described as`),
  ];
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

function fits({ type, format, isNullable }: EventField, value: unknown): boolean {
  if (value === null) return isNullable === true;
  if (type === 'strings') return Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (type === 'integer') return Number.isSafeInteger(value);
  if (type === 'boolean') return typeof value === 'boolean';
  if (typeof value !== 'string') return false;
  return format === undefined || (format === 'uuid' ? uuid : time).test(value);
}
