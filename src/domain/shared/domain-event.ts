export type EventPayload = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** Plain, versioned data: what is appended to the outbox and handed to handlers. Never a secret. */
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
}

export interface EventDefinition<Payload extends EventPayload> extends EventDescription {
  (subjectId: string, payload: Payload, occurredAt: Date): DomainEvent<Payload>;
}

const catalogue = new Map<string, EventDescription>();

/**
 * Defines an event once: `this.record(userRenamed(id, payload, at))`.
 * @throws Error when the name is already defined.
 */
export function defineEvent<Payload extends EventPayload>(
  name: string,
  version: number,
  description: string,
): EventDefinition<Payload> {
  if (catalogue.has(name)) throw new Error(`Event ${name} is defined twice`);
  const create = (subjectId: string, payload: Payload, occurredAt: Date): DomainEvent<Payload> => ({
    name,
    version,
    subjectId,
    occurredAt,
    payload,
  });
  const definition = Object.assign(create, { eventName: name, version, description });
  catalogue.set(name, definition);
  return definition;
}

/** Every event defined so far, by name. */
export function eventCatalogue(): ReadonlyMap<string, EventDescription> {
  return catalogue;
}
