import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { withClient } from '../postgres.ts';
import { idAt } from './people.ts';

/** Of each tenant but the first, and tenants of each user. */
export const membersPerTenant = 10;
/** The first tenant is a large one, wherever it is. */
const membersOfFirst = 500;
export const rolesOfHolder = 20;
const linesPerChunk = 2000;
const joined = new Date(Date.UTC(2026, 0, 1));

export interface SeededTenants {
  /** Of the large one. */
  readonly first: string;
  /** Of the user who has {@link rolesOfHolder} roles of the service, and as many in the first tenant. */
  readonly holder: string;
}

/**
 * Adds tenants in which each of the users that are there, as many as there are tenants, is a member of ten. By the owner of
 * the tables, from whom row-level security is lifted meanwhile: COPY cannot be confined.
 */
export async function seedTenants(
  url: string,
  tenants: number,
  onProgress: (done: number) => void = () => {},
): Promise<SeededTenants> {
  return withClient(url, async (client) => {
    await client.query('SET statement_timeout = 0');
    await client.query('BEGIN');
    await confineOwner(client, false);
    const { rows: users } = await client.query<{ id: string; email: string }>(
      String.raw`SELECT id, email FROM users WHERE username ~ '\d$' AND is_active ORDER BY id LIMIT $1`,
      [tenants],
    );
    const ids = users.map(({ id }) => id);
    const tenantIds = Array.from({ length: tenants }, (_, index) => idAt(joined, index));
    await copy(
      client,
      'tenants (id, name, slug, metadata, version, created_at, updated_at)',
      tenants,
      (index) => {
        const at = joined.toISOString();
        return `${tenantIds[index]}\tTenant ${index}\ttenant-${index}\t{}\t1\t${at}\t${at}\n`;
      },
    );
    const memberships = () => membershipsOf(tenantIds, ids);
    await copyAll(client, 'tenant_members (tenant_id, user_id, roles, joined_at)', memberships(), onProgress);
    await client.query(
      'INSERT INTO user_tenants (user_id, tenant) SELECT user_id, tenant_id FROM tenant_members',
    );
    const [first] = tenantIds;
    const [holder] = users;
    if (first === undefined || holder === undefined) throw new Error('There is nobody to be in a tenant');
    await giveRoles(client, first, holder.id);
    await confineOwner(client, true);
    await client.query('COMMIT');
    await client.query('VACUUM ANALYZE tenants, tenant_members, user_tenants, users');
    return { first, holder: holder.email };
  });
}

/** Far apart, so that the memberships of a user are all over the table. */
function* membershipsOf(tenants: readonly string[], users: readonly string[]): Generator<string> {
  const stride = Math.max(1, Math.floor(users.length / membersPerTenant));
  for (const [index, tenant] of tenants.entries()) {
    const count = index === 0 ? Math.min(membersOfFirst, users.length) : membersPerTenant;
    for (let member = 0; member < count; member += 1) {
      const user = index === 0 ? users[member] : users[(index + member * stride) % users.length];
      const role = member === 0 ? '{owner}' : '{member}';
      yield `${tenant}\t${user}\t${role}\t${joined.toISOString()}\n`;
    }
  }
}

async function confineOwner(client: pg.Client, isConfined: boolean): Promise<void> {
  for (const table of ['tenant_members', 'tenant_roles']) {
    await client.query(`ALTER TABLE ${table} ${isConfined ? '' : 'NO'} FORCE ROW LEVEL SECURITY`);
  }
}

async function giveRoles(client: pg.Client, tenant: string, user: string): Promise<void> {
  const names = Array.from({ length: rolesOfHolder }, (_, index) => `bench-${index}`);
  await client.query(
    `INSERT INTO roles (name, permissions, is_built_in, created_at, updated_at, version)
     SELECT name, ARRAY['users:read'], false, now(), now(), 1 FROM unnest($1::text[]) AS name`,
    [names],
  );
  await client.query(
    `INSERT INTO tenant_roles (tenant_id, name, permissions, created_at, updated_at)
     SELECT $1, name, ARRAY['members:write'], now(), now() FROM unnest($2::text[]) AS name`,
    [tenant, names],
  );
  await client.query('UPDATE users SET roles = roles || $2::text[] WHERE id = $1', [user, names]);
  await client.query('UPDATE tenant_members SET roles = $3 WHERE tenant_id = $1 AND user_id = $2', [
    tenant,
    user,
    names,
  ]);
}

function copy(
  client: pg.Client,
  into: string,
  count: number,
  line: (index: number) => string,
): Promise<void> {
  function* lines() {
    for (let index = 0; index < count; index += 1) yield line(index);
  }
  return copyAll(client, into, lines());
}

async function copyAll(
  client: pg.Client,
  into: string,
  lines: Iterable<string>,
  onProgress: (done: number) => void = () => {},
): Promise<void> {
  function* chunks() {
    let chunk: string[] = [];
    let done = 0;
    for (const line of lines) {
      chunk.push(line);
      done += 1;
      if (chunk.length < linesPerChunk) continue;
      yield chunk.join('');
      chunk = [];
      onProgress(done);
    }
    yield chunk.join('');
  }
  await pipeline(Readable.from(chunks()), client.query(copyFrom(`COPY ${into} FROM STDIN`)));
}
