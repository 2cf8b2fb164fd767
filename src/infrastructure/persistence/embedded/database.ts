import pg from 'pg';
import { SUPERUSER } from './cluster.js';

/** Both the role the service uses, which is not a superuser, and the database it owns. */
const NAME = 'gatehouse';

/**
 * The role gets the superuser's password by its stored verifier, which SCRAM does not bind to a role, so that
 * the password itself never is part of a statement. CREATEDB serves the tests.
 */
const CREATE_ROLE = `
  DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${NAME}') THEN
      EXECUTE format('CREATE ROLE ${NAME} LOGIN CREATEDB PASSWORD %L',
        (SELECT rolpassword FROM pg_authid WHERE rolname = current_user));
    END IF;
  END $$`;

/** Returns the URL of the service's database, which exists from then on. */
export async function ensureDatabase(port: number, password: string): Promise<string> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: SUPERUSER,
    password,
    database: 'postgres',
    // Not what PGSSLMODE says.
    ssl: false,
  });
  await client.connect();
  try {
    await client.query(CREATE_ROLE);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [NAME]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${NAME} OWNER ${NAME}`);
  } finally {
    await client.end();
  }
  return `postgres://${NAME}:${password}@127.0.0.1:${port}/${NAME}?sslmode=disable`;
}
