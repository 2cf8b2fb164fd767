import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceContainer } from '#composition/container.js';
import { composeService } from '#composition/service.js';
import { execute } from '#testing/execute.js';
import { testIds } from '#testing/ids.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { typed } from '../../support/command-input.js';

describe('the commands for jobs', () => {
  let database: TestDatabase;
  let container: ServiceContainer;
  const id = testIds.next();
  beforeAll(async () => {
    database = await createTestDatabase();
    const environment = { NODE_ENV: 'test', DATABASE_URL: database.url, LOG_LEVEL: 'error' };
    container = composeService({ environment });
    await execute(
      database.url,
      `SELECT gatehouse_jobs.create_queue('tests.post', '{"policy": "exclusive"}');
       INSERT INTO gatehouse_jobs.job_common (id, name, state, data, output)
       VALUES ('${id}', 'tests.post', 'failed', '{"word": "canary"}', '{"message": "boom"}')`,
    );
  });
  afterAll(async () => {
    await container?.close();
    await database?.drop();
  });
  const run = (...words: string[]) => typed(['jobs', ...words], container);

  it('list them', async () => {
    const listed = await run('list', '--state', 'failed', '--queue', 'tests.post');
    expect(JSON.parse(listed)).toMatchObject({ id, queue: 'tests.post', state: 'failed', error: 'boom' });
    expect(listed).not.toContain('canary');
    expect(await run('list', '--state', 'running')).toBe('');
  });

  it('refuse what they do not know', async () => {
    await expect(run('list', '--state', 'done')).rejects.toThrow(/"state".*must be one of waiting, running/);
    for (const command of ['retry', 'delete']) {
      await expect(run(command, testIds.next())).rejects.toThrow('There is no such job');
      await expect(run(command, 'one')).rejects.toThrow(/"id".*must be a UUID/);
    }
  });

  it('have one tried once more, or give it up', async () => {
    expect(await run('retry', id)).toBe('It will be tried by the running service.\n');
    expect(JSON.parse(await run('list'))).toMatchObject({ id, state: 'retrying' });
    expect(await run('delete', id)).toBe('Deleted.\n');
    expect(await run('list')).toBe('');
  });
});
