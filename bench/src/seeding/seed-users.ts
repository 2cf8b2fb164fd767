import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { withClient } from '../postgres.ts';
import { idAt, person } from './people.ts';

export interface Seeding {
  readonly users: number;
  /** Of each of them. */
  readonly passwordHash: string;
  readonly onProgress?: (step: 'rows' | 'indexes' | 'statistics', done: number) => void;
}

const columns =
  'id, email, username, password_hash, roles, is_active, created_at, updated_at, last_login_at, version';
const linesPerChunk = 2000;

/**
 * Adds users through COPY. Where they are many compared with those there are, the indexes that no constraint
 * needs are made afterwards, in the same transaction, which takes a fraction of the time.
 */
export async function seedUsers(
  url: string,
  { users, passwordHash, onProgress = () => {} }: Seeding,
): Promise<void> {
  await withClient(url, async (client) => {
    await client.query('SET statement_timeout = 0');
    await client.query('BEGIN');
    await client.query("SET LOCAL maintenance_work_mem = '512MB'");
    const { rows: existing } = await client.query<{ count: number; offset: number }>(
      `SELECT count(*)::int AS count, coalesce(max(substring(username FROM '\\d+$')::bigint), -1)::int + 1 AS offset
       FROM users WHERE username ~ '\\d{1,9}$'`,
    );
    const { count, offset } = existing[0] as { count: number; offset: number };
    const indexes = users > count * 4 ? await dropIndexes(client) : [];
    const copy = client.query(copyFrom(`COPY users (${columns}) FROM STDIN`));
    await pipeline(
      Readable.from(rows(offset, users, passwordHash, (done) => onProgress('rows', done))),
      copy,
    );
    for (const [index, definition] of indexes.entries()) {
      onProgress('indexes', index);
      await client.query(definition);
    }
    await client.query('COMMIT');
    onProgress('statistics', 0);
    await client.query('VACUUM ANALYZE users');
  });
}

async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(`
    SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
    FROM pg_index WHERE indrelid = 'users'::regclass
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)`);
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  return indexes.map(({ definition }) => definition);
}

function* rows(
  offset: number,
  users: number,
  passwordHash: string,
  onProgress: (done: number) => void,
): Generator<string> {
  const until = Date.now();
  const hash = escapeCopy(passwordHash);
  let lines: string[] = [];
  for (let index = 0; index < users; index += 1) {
    const { email, username, roles, isActive, createdAt, lastLoginAt } = person(
      offset + index,
      offset + users,
      until,
    );
    const created = createdAt.toISOString();
    const login = lastLoginAt?.toISOString() ?? '\\N';
    lines.push(
      `${idAt(createdAt, offset + index)}\t${email}\t${username}\t${hash}\t${roles}\t${isActive ? 't' : 'f'}\t${created}\t${created}\t${login}\t1\n`,
    );
    if (lines.length === linesPerChunk) {
      yield lines.join('');
      lines = [];
      onProgress(index + 1);
    }
  }
  yield lines.join('');
  onProgress(users);
}

function escapeCopy(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (character) => `\\${character}`);
}
