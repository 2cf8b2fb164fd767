import type { FieldError } from '#domain/shared/app-error.js';

const maxDepth = 8;
const maxValues = 200;
const maxNameLength = 64;

/** Names that mean something to JavaScript itself (CWE-1321). */
const reservedNames = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * What is wrong with the shape of a parsed request, whatever it is for; runs before anything that recurses or
 * copies without a bound (INP-06, INP-07; CVE-2026-40879). Strings that PostgreSQL or a hasher would choke on are
 * found here, wherever they are (INP-10).
 */
export function structuralFaults(root: object): readonly FieldError[] {
  const faults: FieldError[] = [];
  let values = 0;
  /** Gives what ends the search. */
  const search = (holder: object, path: string, depth: number): FieldError | null => {
    if (depth >= maxDepth) return { field: path, message: `must not nest deeper than ${maxDepth} levels` };
    for (const name in holder) {
      values += 1;
      if (values > maxValues) return tooMany(path);
      const field = path === '' ? printable(name) : `${path}.${printable(name)}`;
      const value: unknown = holder[name as never];
      const message = reservedNames.has(name) ? 'is a reserved name' : faultOfString(value);
      if (message !== null) faults.push({ field, message });
      else if (typeof value === 'object' && value !== null) {
        const end = search(value, field, depth + 1);
        if (end !== null) return end;
      }
    }
    return null;
  };
  const end = search(root, '', 0);
  return end === null ? faults : [end];
}

function tooMany(path: string): FieldError {
  return { field: path.split('.', 1)[0] || 'body', message: `must not hold more than ${maxValues} values` };
}

function faultOfString(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (value.includes('\0')) return 'must not contain the NUL character';
  return value.isWellFormed() ? null : 'must be well-formed Unicode';
}

/** A name from the request, fit to be repeated in an answer. */
export function printable(name: string): string {
  return name.slice(0, maxNameLength).replace(/\p{C}/gu, '\u{fffd}');
}
