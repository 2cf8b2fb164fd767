import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testIds } from '#testing/ids.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { runCommand } from '../../support/command-line.js';

describe('the commands for events', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database?.drop());
  const run = (...words: string[]) =>
    runCommand(['events', ...words], { DATABASE_URL: database.url, MIGRATE_ON_START: 'false' });

  it('list the subscriptions before the service has run', async () => {
    const { stdout, exitCode } = await run('status');
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ name: 'audit-log', position: 0, lag: 0, deadLetters: 0 }),
    );
    expect(exitCode).toBe(0);
  });

  it.each([
    ['retry', 'audit-log', 'audit-log', /event must be a UUID/],
    ['discard', 'audit-log', 'audit-log', /event must be a UUID/],
    ['retry', 'audit-log', testIds.next(), /The subscription has no such dead letter/],
    ['discard', 'audit-log', testIds.next(), /The subscription has no such dead letter/],
    ['retry', testIds.next(), testIds.next(), /There is no such subscription: there are .*audit-log/],
  ])('fail where there is nothing to %s (%s %s)', async (command, subscription, event, reason) => {
    const { stdout, stderr, exitCode } = await run(command, subscription, event);
    expect(stderr).toMatch(reason);
    expect(stderr).not.toContain('PostgreSQL');
    expect([exitCode, stdout]).toEqual([1, '']);
  });

  it('have all dead letters tried, also where there is none', async () => {
    expect(await run('retry', 'audit-log')).toMatchObject({
      exitCode: 0,
      stdout: '0 will be tried by the running service.\n',
    });
  });
});
