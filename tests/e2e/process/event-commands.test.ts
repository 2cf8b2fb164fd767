import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceContainer } from '#composition/container.js';
import { composeService } from '#composition/service.js';
import { testIds } from '#testing/ids.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { typed } from '../../support/command-input.js';

describe('the commands for events', () => {
  let database: TestDatabase;
  let container: ServiceContainer;
  beforeAll(async () => {
    database = await createTestDatabase();
    const environment = { NODE_ENV: 'test', DATABASE_URL: database.url, LOG_LEVEL: 'error' };
    container = composeService({ environment });
  });
  afterAll(async () => {
    await container?.close();
    await database?.drop();
  });
  const run = (...words: string[]) => typed(['events', ...words], container);

  it('list the subscriptions before the service has run', async () => {
    const lines = (await run('status')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ name: 'audit-log', position: 0, lag: 0, deadLetters: 0 }),
    );
  });

  it.each([
    ['retry', 'audit-log', 'audit-log', /"event".*must be a UUID/],
    ['discard', 'audit-log', 'audit-log', /"event".*must be a UUID/],
    ['retry', 'audit-log', testIds.next(), /The subscription has no such dead letter/],
    ['discard', 'audit-log', testIds.next(), /The subscription has no such dead letter/],
    ['retry', testIds.next(), testIds.next(), /There is no such subscription: there are .*audit-log/],
  ])('fail where there is nothing to %s (%s %s)', async (command, subscription, event, reason) => {
    await expect(run(command, subscription, event)).rejects.toThrow(reason);
  });

  it('have all dead letters tried, also where there is none', async () => {
    expect(await run('retry', 'audit-log')).toBe('0 will be tried by the running service.\n');
  });
});
