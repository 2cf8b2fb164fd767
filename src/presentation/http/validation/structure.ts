import type { FieldError } from '#domain/shared/app-error.js';

const maxDepth = 8;
const maxValues = 200;
const maxNameLength = 64;

/** Names that mean something to JavaScript itself (CWE-1321). */
const reservedNames = new Set(['__proto__', 'constructor', 'prototype']);
const notPrintable = /[\p{C}]/gu;

interface Visit {
  readonly value: unknown;
  readonly path: string;
  readonly depth: number;
}

/**
 * What is wrong with the shape of a parsed request, whatever it is for; runs before anything that recurses or
 * copies, and does neither itself (INP-06, INP-07; CVE-2026-40879). Strings that PostgreSQL or a hasher would
 * choke on are found here, wherever they are (INP-10).
 */
export function structuralFaults(root: object): readonly FieldError[] {
  const faults: FieldError[] = [];
  const pending: Visit[] = [{ value: root, path: '', depth: 0 }];
  let values = 0;
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    const { value, path, depth } = visit;
    if (typeof value === 'string') {
      const fault = faultOfString(value);
      if (fault !== null) faults.push({ field: path, message: fault });
    } else if (typeof value === 'object' && value !== null) {
      if (depth >= maxDepth)
        return [{ field: path, message: `must not nest deeper than ${maxDepth} levels` }];
      for (const name in value) {
        values += 1;
        if (values > maxValues) return [tooMany(path)];
        const inner = path === '' ? printable(name) : `${path}.${printable(name)}`;
        if (reservedNames.has(name)) faults.push({ field: inner, message: 'is a reserved name' });
        else pending.push({ value: value[name as never], path: inner, depth: depth + 1 });
      }
    }
  }
  return faults;
}

function tooMany(path: string): FieldError {
  const field = path === '' ? 'body' : (path.split('.', 1)[0] as string);
  return { field, message: `must not hold more than ${maxValues} values` };
}

function faultOfString(value: string): string | null {
  if (value.includes('\0')) return 'must not contain the NUL character';
  return value.isWellFormed() ? null : 'must be well-formed Unicode';
}

/** A name from the request, fit to be repeated in an answer. */
export function printable(name: string): string {
  return name.slice(0, maxNameLength).replace(notPrintable, '\u{fffd}');
}
