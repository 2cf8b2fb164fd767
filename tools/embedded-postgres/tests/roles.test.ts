import { describe, expect, it } from 'vitest';
import { OWNER_ROLE, SERVICE_ROLE } from '../src/index.js';
import { query, start, temporaryDirectory } from './support.js';

const ATTRIBUTES = `
  SELECT rolname AS name, rolcanlogin AS login,
    rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls AS privileged
  FROM pg_roles WHERE rolname LIKE 'gatehouse%' ORDER BY 1`;
const ordinary = [SERVICE_ROLE, OWNER_ROLE].map((name) => ({ name, login: true, privileged: false }));

const OWNERS = `
  SELECT relname AS name, relowner::regrole::text AS owner FROM pg_class WHERE relname IN ('note', 'note_id_seq')
  UNION ALL SELECT proname, proowner::regrole::text FROM pg_proc WHERE proname = 'answer'
  UNION ALL SELECT datname, datdba::regrole::text FROM pg_database WHERE datname LIKE 'gatehouse%' ORDER BY 1`;

describe('the roles of the embedded PostgreSQL', () => {
  it('are the owner, who migrates, and the service, who may do what the owner grants', async () => {
    const { url, migrationUrl } = await start(await temporaryDirectory());
    expect(await query(migrationUrl, ATTRIBUTES)).toEqual(ordinary);
    await query(migrationUrl, 'CREATE EXTENSION pg_trgm; CREATE TABLE note AS SELECT 42 AS value');
    await expect(query(url, 'TABLE note')).rejects.toThrow(/permission denied/);
    await query(migrationUrl, `GRANT SELECT ON note TO ${SERVICE_ROLE}`);
    expect(await query(url, "SELECT value, similarity('one', 'one') FROM note")).toEqual([
      { value: 42, similarity: 1 },
    ]);
    for (const statement of [
      'CREATE TABLE mine ()',
      'DROP TABLE note',
      'ALTER TABLE note DISABLE ROW LEVEL SECURITY',
      `SET ROLE ${OWNER_ROLE}`,
      'CREATE DATABASE mine',
      'CREATE ROLE mine',
      `ALTER ROLE ${SERVICE_ROLE} BYPASSRLS`,
    ]) {
      await expect(query(url, statement), statement).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  it('have passwords of their own, the same at each start', async () => {
    const directory = await temporaryDirectory();
    const passwordsOf = ({ url, migrationUrl, superuserUrl }: Awaited<ReturnType<typeof start>>) =>
      [url, migrationUrl, superuserUrl].map((each) => new URL(each).password);
    const first = await start(directory);
    expect(new Set(passwordsOf(first)).size).toBe(3);
    const owners = first.url.replace(`//${SERVICE_ROLE}:`, `//${OWNER_ROLE}:`);
    await expect(query(owners, 'SELECT 1')).rejects.toThrow(/authentication/);
    await first.stop();
    expect(passwordsOf(await start(directory))).toEqual(passwordsOf(first));
  });

  it('replace the one of an earlier version, which owned everything', async () => {
    const directory = await temporaryDirectory();
    const before = await start(directory);
    await query(
      before.superuserUrl,
      `REASSIGN OWNED BY ${OWNER_ROLE} TO ${SERVICE_ROLE};
      DROP ROLE ${OWNER_ROLE};
      ALTER ROLE ${SERVICE_ROLE} SUPERUSER CREATEDB CREATEROLE BYPASSRLS PASSWORD 'of-the-superuser'`,
    );
    const earlier = new URL(before.url);
    earlier.password = 'of-the-superuser';
    const objects = `CREATE TABLE note (id int GENERATED ALWAYS AS IDENTITY, value int);
      INSERT INTO note (value) VALUES (42);
      CREATE FUNCTION answer() RETURNS int LANGUAGE sql RETURN 42`;
    await query(earlier.href, objects);
    await query(earlier.href, `CREATE DATABASE "gatehouse it's"`);
    const other = new URL(earlier);
    other.pathname = encodeURIComponent("gatehouse it's");
    await query(other.href, objects);
    await before.stop();

    for (const _ of ['upgraded', 'started again']) {
      const { url, migrationUrl, superuserUrl, stop } = await start(directory);
      expect(await query(migrationUrl, ATTRIBUTES)).toEqual(ordinary);
      for (const database of ['gatehouse', "gatehouse it's"]) {
        const there = new URL(superuserUrl);
        there.pathname = encodeURIComponent(database);
        expect(await query(there.href, OWNERS)).toEqual(
          ['answer', 'gatehouse', "gatehouse it's", 'note', 'note_id_seq'].map((name) => ({
            name,
            owner: OWNER_ROLE,
          })),
        );
      }
      await query(migrationUrl, `GRANT SELECT ON note TO ${SERVICE_ROLE}`);
      expect(await query(url, 'SELECT value FROM note')).toEqual([{ value: 42 }]);
      earlier.port = new URL(url).port;
      await expect(query(earlier.href, 'SELECT 1')).rejects.toThrow(/authentication/);
      await stop();
    }
  });
});
