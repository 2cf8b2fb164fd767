import type { EventPayload } from '#domain/shared/domain-event.js';
import type { StoredEvent } from './stored-event.js';

/** How an event leaves the house: CloudEvents 1.0, JSON format, with the extensions that this service uses. @public */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  /** The issuer, whose ids these are: `source` and `id` together are unique. */
  readonly source: string;
  readonly type: string;
  /** The aggregate that changed. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** Where the JSON Schema of `data` is; another one for each version of the type. */
  readonly dataschema: string;
  readonly data: EventPayload;
  /** Its place in the log, of fixed width, so that it sorts as text (extension "Sequence"). */
  readonly sequence: string;
  readonly actorid?: string;
  readonly tenantid?: string;
  readonly requestid?: string;
  /** W3C Trace Context (extension "Distributed Tracing"). */
  readonly traceparent?: string;
}

/** As many digits as the greatest exact integer has. */
export const sequenceLength = String(Number.MAX_SAFE_INTEGER).length;

export function sequenceOf(position: number): string {
  return String(position).padStart(sequenceLength, '0');
}

const sequenceForm = new RegExp(`^\\d{1,${sequenceLength}}$`);

/** Null for what is no position in the log. */
export function positionOf(sequence: string): number | null {
  const position = sequenceForm.test(sequence) ? Number(sequence) : Number.NaN;
  return Number.isSafeInteger(position) ? position : null;
}

/** Below the issuer. */
export function eventSchemaPath(type: string, version: number): string {
  return `/docs/events/${type}/v${version}`;
}

/**
 * Leaves out the address and browser of whoever caused it, which are nobody else's business.
 * @param source the issuer. @public
 */
export function toCloudEvent(event: StoredEvent, source: string): CloudEvent {
  const { tenantId } = event.payload;
  return {
    specversion: '1.0',
    id: event.id,
    source,
    type: event.name,
    subject: event.subjectId,
    time: event.occurredAt.toISOString(),
    datacontenttype: 'application/json',
    dataschema: source.replace(/\/+$/, '') + eventSchemaPath(event.name, event.version),
    data: event.payload,
    sequence: sequenceOf(event.position),
    ...(event.actorId !== null && { actorid: event.actorId }),
    ...(typeof tenantId === 'string' && { tenantid: tenantId }),
    ...(event.requestId !== null && { requestid: event.requestId }),
    ...(event.traceparent !== null && { traceparent: event.traceparent }),
  };
}
