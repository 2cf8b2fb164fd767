import { invalidField } from '#domain/shared/validation.js';

const form = /^(\*|[a-z][a-z0-9_]*(\.[a-z0-9_]+)*(\.\*)?)$/;
export const maxPatterns = 50;

/** Whether an event of this type is one that the pattern means: a type, `user.*` for all that begin so, or `*`. */
export function matches(pattern: string, type: string): boolean {
  if (pattern === '*') return true;
  return pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}

export function matchesAny(patterns: readonly string[], type: string): boolean {
  return patterns.some((pattern) => matches(pattern, type));
}

/**
 * Each once, in the order given.
 * @param known the types that there are: a pattern that means none of them is a typing error.
 * @throws AppError VALIDATION_ERROR.
 */
export function parseTypes(raw: readonly string[], known: readonly string[]): readonly string[] {
  if (raw.length === 0) throw invalidField('types', 'must name one type at least, or be ["*"]');
  if (raw.length > maxPatterns) throw invalidField('types', `must have at most ${maxPatterns} elements`);
  for (const pattern of raw) {
    if (!form.test(pattern)) {
      throw invalidField('types', 'must hold types such as user.registered, beginnings such as user.*, or *');
    }
    if (!known.some((type) => matches(pattern, type))) {
      throw invalidField('types', `must hold types that there are, which ${pattern} is not`);
    }
  }
  return [...new Set(raw)];
}
