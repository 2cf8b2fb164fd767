import type { EventFields, FieldValue, PayloadOf } from './event-fields.js';
import type { AccountId } from './ids.js';

export type EventPayload = Readonly<Record<string, FieldValue>>;

/** Plain, versioned data: what is appended to the event log and handed to subscriptions. Never a secret. */
export interface DomainEvent<Payload extends EventPayload = EventPayload> {
  readonly name: string;
  readonly version: number;
  /** The aggregate that changed. */
  readonly subjectId: string;
  readonly occurredAt: Date;
  readonly payload: Payload;
}

export interface EventDescription {
  readonly eventName: string;
  readonly version: number;
  readonly description: string;
  /** Of the payload. One that is removed, or of another type, needs another version; one may be added. */
  readonly fields: EventFields;
  /** Those of the versions before, by their number: the log may still have such events. */
  readonly formerFields: Readonly<Record<number, EventFields>>;
  /** The accounts of which something remembered may be wrong from now on. */
  affects(event: DomainEvent): readonly AccountId[];
  /** It may be told later and with others, since nothing depends on it. */
  readonly isHint: boolean;
}

export interface EventDefinition<Payload extends EventPayload> extends EventDescription {
  (subjectId: string, payload: Payload, occurredAt: Date): DomainEvent<Payload>;
}

export interface EventTraits<Payload extends EventPayload> {
  /** Nobody, unless it is said here. */
  readonly affects?: (event: DomainEvent<Payload>) => readonly AccountId[];
  readonly formerFields?: EventDescription['formerFields'];
  readonly isHint?: true;
}

/**
 * Defines an event: `this.record(userRenamed(id, payload, at))`. The feature's manifest lists it.
 * @param fields of its payload, whose type follows from them.
 */
export function defineEvent<const Fields extends EventFields>(
  name: string,
  version: number,
  description: string,
  fields: Fields,
  { affects = () => [], formerFields = {}, isHint }: EventTraits<PayloadOf<Fields>> = {},
): EventDefinition<PayloadOf<Fields>> {
  const create = (
    subjectId: string,
    payload: PayloadOf<Fields>,
    occurredAt: Date,
  ): DomainEvent<PayloadOf<Fields>> => ({
    name,
    version,
    subjectId,
    occurredAt,
    payload,
  });
  const traits = {
    eventName: name,
    version,
    description,
    fields,
    formerFields,
    affects,
    isHint: isHint ?? false,
  };
  return Object.assign(create, traits) as EventDefinition<PayloadOf<Fields>>;
}
