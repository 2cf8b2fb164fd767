import type { EntityManager } from 'typeorm';
import type { Database } from '#infrastructure/postgres/database.js';

export interface Mutant {
  /** What is not asked any more. */
  readonly without: string;
  readonly statement: string;
}

const endOfConditions = /^(ORDER BY|RETURNING|LIMIT|FOR UPDATE|GROUP BY|WHERE|JOIN|ON CONFLICT)\b/;

/** The statement without each of its conditions in turn, and, for each that writes a tenant, with another in its place. */
export function mutantsOf(statement: string, otherTenant: string): readonly Mutant[] {
  const conditions = [...statement.matchAll(/\b(WHERE|ON)\s+/g)].flatMap(({ index, 0: keyword }) =>
    conditionsFrom(statement, index + keyword.length),
  );
  const removed = conditions.map(([start, end]) => {
    const without = statement.slice(start, end);
    // It stays where it cannot decide, so that no parameter is left without a type.
    const always = `(true OR (${without}))`;
    return { without, statement: statement.slice(0, start) + always + statement.slice(end) };
  });
  const written = /^(\s*INSERT INTO tenant_\w+\s*\(tenant_id,[^)]*\)\s*VALUES \()\$1,/.exec(statement);
  if (written === null) return removed;
  const other = `${written[1]}coalesce('${otherTenant}'::uuid, $1::uuid),`;
  return [...removed, { without: 'its tenant', statement: other + statement.slice(written[0].length) }];
}

/** Where each begins and ends that is joined by AND, from here to the end of the clause. */
function conditionsFrom(statement: string, from: number): [number, number][] {
  const found: [number, number][] = [];
  let [depth, start, at] = [0, from, from];
  for (; at < statement.length; at += 1) {
    const rest = statement.slice(at);
    const isWord = at === from || /\s/.test(statement[at - 1] ?? '');
    if (rest.startsWith('(')) depth += 1;
    else if (rest.startsWith(')') && depth === 0) break;
    else if (rest.startsWith(')')) depth -= 1;
    else if (depth === 0 && isWord && endOfConditions.test(rest)) break;
    else if (depth === 0 && isWord && /^AND\s/.test(rest)) {
      found.push([start, at - 1]);
      start = at + 4;
    }
  }
  return [...found, [start, at]];
}

/** A database that is asked something else than its caller says. */
export class RewritingDatabase {
  rewrite: (statement: string) => string = (statement) => statement;

  constructor(private readonly database: Database) {}

  read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.database.read((manager) => work(this.#rewriting(manager)));
  }

  write<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.database.write((manager) => work(this.#rewriting(manager)));
  }

  #rewriting(manager: EntityManager): EntityManager {
    const query = (statement: string, values?: unknown[]) => manager.query(this.rewrite(statement), values);
    return { query } as unknown as EntityManager;
  }
}
