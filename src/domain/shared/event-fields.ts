/** What may stand in a payload. */
export type FieldValue = string | number | boolean | null | readonly string[];

/**
 * One field of an event's payload: what a program finds there, and whether it tells something of a person. The type
 * of the payload, the JSON Schema of the event and the reference page follow from it.
 */
export interface EventField<Value extends FieldValue = FieldValue> {
  readonly type: 'string' | 'integer' | 'boolean' | 'strings';
  readonly format?: 'uuid' | 'date-time';
  readonly isNullable?: true;
  /** Beyond ids, which tell nothing to those who cannot look them up. */
  readonly isPersonal?: true;
  readonly meaning: string;
  /** Never there: carries the type. */
  readonly value?: Value;
}

export type EventFields = Readonly<Record<string, EventField>>;

/** The payload that has these fields. */
export type PayloadOf<Fields extends EventFields> = {
  readonly [Name in keyof Fields]: Fields[Name] extends EventField<infer Value> ? Value : never;
};

export function text(meaning: string): EventField<string> {
  return { type: 'string', meaning };
}

/** A UUID, in lower case. */
export function id(meaning: string): EventField<string> {
  return { type: 'string', format: 'uuid', meaning };
}

/** ISO 8601 in UTC. */
export function time(meaning: string): EventField<string> {
  return { type: 'string', format: 'date-time', meaning };
}

export function integer(meaning: string): EventField<number> {
  return { type: 'integer', meaning };
}

export function flag(meaning: string): EventField<boolean> {
  return { type: 'boolean', meaning };
}

export function texts(meaning: string): EventField<readonly string[]> {
  return { type: 'strings', meaning };
}

export function nullable<Value extends FieldValue>(of: EventField<Value>): EventField<Value | null> {
  return { ...of, isNullable: true } as EventField<Value | null>;
}

/** Marks what tells something of a person: who takes events has to treat it so. */
export function personal<Value extends FieldValue>(of: EventField<Value>): EventField<Value> {
  return { ...of, isPersonal: true };
}
