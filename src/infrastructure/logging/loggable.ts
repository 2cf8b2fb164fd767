import { isSecretName, redacted, redactText } from './redaction.js';

/** A bounded copy of a value, without secrets, that JSON can take. */
export type Loggable = string | number | boolean | null | readonly Loggable[] | LoggableFields;

export interface LoggableFields {
  readonly [name: string]: Loggable;
}

const maxDepth = 6;
const maxMembers = 100;
const maxValues = 2000;
const maxTextLength = 8192;
const maxTotalLength = 65_536;

/** Never throws, whatever getters and `toJSON` methods do, and ends for circular and endless values. */
export function toLoggable(value: unknown): Loggable {
  return new Copy().of(value, []);
}

class Copy {
  #valuesLeft = maxValues;
  #charactersLeft = maxTotalLength;

  of(value: unknown, ancestors: readonly object[]): Loggable {
    this.#valuesLeft -= 1;
    if (this.#valuesLeft < 0) return '[omitted]';
    switch (typeof value) {
      case 'string':
        return this.#text(value);
      case 'number':
        return Number.isFinite(value) ? value : String(value);
      case 'boolean':
        return value;
      case 'object':
        return value === null ? null : this.#ofObject(value, ancestors);
      case 'undefined':
        return null;
      case 'bigint':
        return String(value);
      default:
        return `[${typeof value}]`;
    }
  }

  #ofObject(value: object, ancestors: readonly object[]): Loggable {
    if (ancestors.includes(value)) return '[circular]';
    if (ancestors.length >= maxDepth) return '[omitted]';
    try {
      return this.#ofMembers(value, [...ancestors, value]);
    } catch {
      return '[unreadable]';
    }
  }

  #ofMembers(value: object, ancestors: readonly object[]): Loggable {
    if (value instanceof Error) return this.#ofEntries(errorEntries(value), ancestors);
    // Before `toJSON`, which spells a buffer out.
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if ('toJSON' in value && typeof value.toJSON === 'function') return this.of(value.toJSON(), ancestors);
    if (value instanceof Map) return this.#ofEntries(Object.entries(Object.fromEntries(value)), ancestors);
    if (Array.isArray(value) || value instanceof Set) return this.#ofItems([...value], ancestors);
    return this.#ofEntries(Object.entries(value), ancestors);
  }

  #ofItems(items: readonly unknown[], ancestors: readonly object[]): Loggable {
    const copied = items.slice(0, maxMembers).map((item) => this.of(item, ancestors));
    return items.length > maxMembers ? [...copied, `[${items.length - maxMembers} more]`] : copied;
  }

  #text(text: string): string {
    const clean = redactText(text);
    const kept = clean.slice(0, Math.min(maxTextLength, this.#charactersLeft));
    this.#charactersLeft -= kept.length;
    return kept === clean ? clean : `${kept}[cut from ${text.length} characters]`;
  }

  #ofEntries(entries: readonly (readonly [string, unknown])[], ancestors: readonly object[]): Loggable {
    const defined = entries.filter(([, member]) => member !== undefined);
    return Object.fromEntries(
      defined.slice(0, maxMembers).map(([name, member]) => [
        this.#text(name),
        // Whether it is there is no secret.
        isSecretName(name) && member !== null && typeof member !== 'boolean'
          ? redacted
          : this.of(member, ancestors),
      ]),
    );
  }
}

/** Only these: drivers put parameters and rows into other properties of their errors. */
function errorEntries(
  error: Error & { code?: unknown; errors?: unknown },
): readonly (readonly [string, unknown])[] {
  const { name, message, code, stack, cause, errors } = error;
  return Object.entries({ name, message, code, stack, cause, errors });
}
