import type { UserFilter } from '#application/users/user-queries.js';

/** Conditions on `users` that hold together, with their parameters. */
export class Conditions {
  readonly #terms: readonly string[];
  readonly values: readonly unknown[];

  private constructor(terms: readonly string[], values: readonly unknown[]) {
    this.#terms = terms;
    this.values = values;
  }

  static readonly none = new Conditions([], []);

  /** @param term with `?` where the parameters go, of which it may have none. */
  and(term: string, ...values: readonly unknown[]): Conditions {
    let place = this.values.length;
    const numbered = term.replaceAll('?', () => {
      place += 1;
      return `$${place}`;
    });
    return new Conditions([...this.#terms, numbered], [...this.values, ...values]);
  }

  /** `WHERE ...`, or nothing. */
  toString(): string {
    return where(this.#terms);
  }

  /** `WHERE` with those that were added to the given ones only. */
  addedTo(earlier: Conditions): string {
    return where(this.#terms.slice(earlier.#terms.length));
  }
}

function where(terms: readonly string[]): string {
  return terms.length === 0 ? '' : `WHERE ${terms.join(' AND ')}`;
}

/** All but the search, in the form that the indexes of the table are declared for; constants only where they are. */
export function conditionsOf(filter: UserFilter): Conditions {
  const { role, isActive, createdAfter, createdBefore, emailDomain } = filter;
  let conditions = Conditions.none;
  if (role !== undefined) conditions = conditions.and('roles @> ARRAY[?]::text[]', role);
  if (isActive !== undefined) conditions = conditions.and(isActive ? 'is_active' : 'NOT is_active');
  if (createdAfter !== undefined) conditions = conditions.and('created_at >= ?', createdAfter);
  if (createdBefore !== undefined) conditions = conditions.and('created_at < ?', createdBefore);
  if (emailDomain !== undefined) conditions = conditions.and('email_domain = ?', emailDomain);
  return conditions;
}

/** For rows that are read anyway. */
export function containing(conditions: Conditions, search: string): Conditions {
  const pattern = patternOf(search);
  return conditions.and('(email LIKE ? OR username LIKE ?)', pattern, pattern);
}

/** For rows that an index finds: that of trigrams, or that of letters and pairs where there is no trigram. */
export function containingByIndex(conditions: Conditions, search: string): Conditions {
  const text = search.toLowerCase();
  if (/[a-z0-9]{3}/.test(text)) return containing(conditions, text);
  const letters = [...text];
  const pairs = letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
  const found = conditions.and(
    'users_short_parts(email, username) @> ?::text[]',
    pairs.length === 0 ? letters : pairs,
  );
  return letters.length <= 2 ? found : containing(found, text);
}

function patternOf(search: string): string {
  return `%${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
}
