import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '#testing/execute.js';
import { testIds } from '#testing/ids.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { runCommand } from '../../support/command-line.js';

describe('the commands for jobs', () => {
  let database: TestDatabase;
  const id = testIds.next();
  beforeAll(async () => {
    database = await createTestDatabase();
    await execute(
      database.url,
      `SELECT gatehouse_jobs.create_queue('tests.post', '{"policy": "exclusive"}');
       INSERT INTO gatehouse_jobs.job_common (id, name, state, data, output)
       VALUES ('${id}', 'tests.post', 'failed', '{"word": "canary"}', '{"message": "boom"}')`,
    );
  });
  afterAll(() => database?.drop());
  const run = (...words: string[]) =>
    runCommand(['jobs', ...words], { DATABASE_URL: database.url, MIGRATE_ON_START: 'false' });

  it('list them', async () => {
    const { stdout, exitCode } = await run('list', '--state', 'failed', '--queue', 'tests.post');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id, queue: 'tests.post', state: 'failed', error: 'boom' });
    expect(stdout).not.toContain('canary');
    expect(await run('list', '--state', 'running')).toMatchObject({ exitCode: 0, stdout: '' });
  });

  it('refuse what they do not know', async () => {
    expect((await run('list', '--state', 'done')).stderr).toMatch(/state must be one of waiting, running/);
    for (const command of ['retry', 'delete']) {
      expect(await run(command, testIds.next())).toMatchObject({
        exitCode: 1,
        stdout: '',
        stderr: expect.stringContaining('There is no such job'),
      });
      expect((await run(command, 'one')).stderr).toMatch(/id must be a UUID/);
    }
  });

  it('have one tried once more, or give it up', async () => {
    expect(await run('retry', id)).toMatchObject({
      exitCode: 0,
      stdout: 'It will be tried by the running service.\n',
    });
    expect(JSON.parse((await run('list')).stdout)).toMatchObject({ id, state: 'retrying' });
    expect(await run('delete', id)).toMatchObject({ exitCode: 0, stdout: 'Deleted.\n' });
    expect((await run('list')).stdout).toBe('');
  });
});
