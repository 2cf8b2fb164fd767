import { afterEach, describe, expect, it } from 'vitest';
import { Migrator } from '#infrastructure/postgres/migrator.js';
import { migrations } from '#migrations';
import { createBlankDatabase, databaseTargets, type TestDatabase } from '../../support/test-database.js';
import { dumpSchema } from './schema-dump.js';

const names = migrations.map(({ name }) => name);

describe.each(databaseTargets)('migrations on the %s PostgreSQL', (target) => {
  let database: TestDatabase | undefined;
  const blank = async () => {
    database = await createBlankDatabase(target);
    return database.url;
  };
  afterEach(async () => {
    await database?.drop();
    database = undefined;
  });

  it('run up, down and up again, and each reverts what it has done', async () => {
    const url = await blank();
    const dumps = [await dumpSchema(url)];
    for (const [index, name] of names.entries()) {
      expect(await new Migrator(url, migrations.slice(0, index + 1)).up()).toEqual([name]);
      const dump = await dumpSchema(url);
      expect(dump).not.toEqual(dumps.at(-1));
      dumps.push(dump);
    }
    const migrator = new Migrator(url, migrations);
    for (const dump of dumps.slice(0, -1).reverse()) {
      await migrator.down();
      expect(await dumpSchema(url)).toEqual(dump);
    }
    await migrator.down();
    expect(await migrator.up()).toEqual(names);
    expect(await dumpSchema(url)).toEqual(dumps.at(-1));
  });

  it('run once, however many instances start at the same time', async () => {
    const url = await blank();
    const instances = Array.from({ length: 4 }, () => new Migrator(url, migrations));
    const done = await Promise.all(instances.map((instance) => instance.up()));
    expect(done.filter((run) => run.length > 0)).toEqual([names]);
    await expect(new Migrator(url, migrations).assertUpToDate()).resolves.toBeUndefined();
  });

  it('are known to be behind or ahead', async () => {
    const url = await blank();
    await expect(new Migrator(url, migrations).assertUpToDate()).rejects.toThrow(
      /node dist\/src\/migrate\.js up/,
    );
    await new Migrator(url, migrations.slice(0, -1)).up();
    await expect(new Migrator(url, migrations).assertUpToDate()).rejects.toThrow(
      new RegExp(`behind \\(${names.at(-1)}\\).*run .node dist/src/migrate.js up., or .npm run migrate.`),
    );
    await new Migrator(url, migrations).up();
    await expect(new Migrator(url, migrations.slice(0, -1)).assertUpToDate()).rejects.toThrow(
      new RegExp(`ahead.*${names.at(-1)}.*newer version`),
    );
  });

  it('are not run by an older version, in either direction, when the schema is ahead', async () => {
    const url = await blank();
    await new Migrator(url, migrations).up();
    const older = () => new Migrator(url, migrations.slice(0, -1));
    await expect(older().up()).rejects.toThrow(/ahead.*newer version/);
    await expect(older().down()).rejects.toThrow(/ahead.*newer version/);
    await expect(new Migrator(url, migrations).assertUpToDate()).resolves.toBeUndefined();
  });

  it('leave nothing of one that fails', async () => {
    const url = await blank();
    await new Migrator(url, migrations).up();
    const before = await dumpSchema(url);
    const failing = [...migrations, FailsHalfway1795999999999];
    await expect(new Migrator(url, failing).up()).rejects.toThrow(/no_such_table/);
    expect(await dumpSchema(url)).toEqual(before);
    await expect(new Migrator(url, migrations).assertUpToDate()).resolves.toBeUndefined();
  });
});

class FailsHalfway1795999999999 {
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query('CREATE TABLE half_done (id integer)');
    await runner.query('SELECT * FROM no_such_table');
  }

  async down(): Promise<void> {}
}
