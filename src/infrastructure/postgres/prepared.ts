import { hash } from 'node:crypto';
import type pg from 'pg';

const names = new Map<string, string>();

/** Marks a statement of the hot paths: each connection parses it once, and plans it no more than a few times. */
export function prepared(sql: string): string {
  names.set(sql, `gatehouse_${hash('sha1', sql, 'base64url')}`);
  return sql;
}

/** A client that prepares what is marked. */
export function preparingClient(client: typeof pg.Client): typeof pg.Client {
  class PreparingClient extends client {
    /** `never` stands for what each of the many signatures returns. */
    override query(statement: unknown, ...rest: unknown[]): never {
      const name = typeof statement === 'string' ? names.get(statement) : undefined;
      const config = name === undefined ? statement : { name, text: statement };
      return Reflect.apply(super.query, this, [config, ...rest]) as never;
    }
  }
  return PreparingClient;
}
