import type { AccountId } from './ids.js';

export type EventPayload = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

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
  readonly isHint?: true;
}

/** Defines an event: `this.record(userRenamed(id, payload, at))`. The feature's manifest lists it. */
export function defineEvent<Payload extends EventPayload>(
  name: string,
  version: number,
  description: string,
  { affects = () => [], isHint }: EventTraits<Payload> = {},
): EventDefinition<Payload> {
  const create = (subjectId: string, payload: Payload, occurredAt: Date): DomainEvent<Payload> => ({
    name,
    version,
    subjectId,
    occurredAt,
    payload,
  });
  const traits = { eventName: name, version, description, affects, isHint: isHint ?? false };
  return Object.assign(create, traits) as EventDefinition<Payload>;
}
