import pg from 'pg';
import { SUPERUSER } from './cluster.js';
import { derivePassword, scramVerifier } from './password.js';

/** Holds secrets, do not log them. */
export interface DatabaseUrls {
  /** For the service: a role that owns nothing, and sees what the owner has granted to it. */
  readonly url: string;
  /** For migrations: the role that owns the database. It may create trusted extensions, such as pg_trgm. */
  readonly migrationUrl: string;
  /** For tests, which create databases and roles. */
  readonly superuserUrl: string;
}

export const SERVICE_ROLE = 'gatehouse';
export const OWNER_ROLE = 'gatehouse_owner';
const DATABASE = 'gatehouse';

/** The databases in which the service's role owns something: all that it used, before there was an owner. */
const DATABASES_TO_REASSIGN = `
  SELECT DISTINCT coalesce(datname, '${DATABASE}') AS name
  FROM pg_shdepend LEFT JOIN pg_database ON pg_database.oid = dbid
  WHERE refclassid = 'pg_authid'::regclass AND refobjid = '${SERVICE_ROLE}'::regrole AND deptype = 'o'`;

/** @param password of the superuser. */
export function databaseUrls(port: number, password: string): DatabaseUrls {
  const urlOf = (role: string) => urlFor(role, port, password);
  return { url: urlOf(SERVICE_ROLE), migrationUrl: urlOf(OWNER_ROLE), superuserUrl: urlOf(SUPERUSER) };
}

/** Makes the roles and the service's database what they should be, whatever an earlier version has left. */
export async function ensureDatabase(port: number, password: string): Promise<DatabaseUrls> {
  const urlOf = (role: string, database: string) => urlFor(role, port, password, database);

  const databases = await connected(urlOf(SUPERUSER, 'postgres'), async (client) => {
    for (const role of [OWNER_ROLE, SERVICE_ROLE])
      await ensureRole(client, role, derivePassword(password, role));
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE} OWNER ${OWNER_ROLE}`);
    return (await client.query<{ name: string }>(DATABASES_TO_REASSIGN)).rows;
  });
  for (const { name } of databases) {
    await connected(urlOf(SUPERUSER, name), (client) =>
      client.query(`REASSIGN OWNED BY ${SERVICE_ROLE} TO ${OWNER_ROLE}`),
    );
  }
  return databaseUrls(port, password);
}

function urlFor(role: string, port: number, password: string, database = DATABASE): string {
  const own = role === SUPERUSER ? password : derivePassword(password, role);
  return `postgres://${role}:${own}@127.0.0.1:${port}/${encodeURIComponent(database)}?sslmode=disable`;
}

/** The password itself never is part of a statement, which could be logged. */
async function ensureRole(client: pg.Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  await client.query(
    `${rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION ` +
      `NOBYPASSRLS PASSWORD '${scramVerifier(password)}'`,
  );
}

async function connected<T>(connectionString: string, task: (client: pg.Client) => Promise<T>): Promise<T> {
  // Not what PGSSLMODE says.
  const client = new pg.Client({ connectionString, ssl: false });
  await client.connect();
  try {
    return await task(client);
  } finally {
    await client.end();
  }
}
