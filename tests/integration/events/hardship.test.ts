import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Subscription } from '#application/events/subscription.js';
import { systemContext } from '#application/shared/request-context.js';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { postgresTokens } from '#composition/platform/postgres.tokens.js';
import { userRegistered } from '#domain/users/events.js';
import { E2eService } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import { testIds } from '#testing/ids.js';
import { aRecordingLogger } from '#testing/loggers.js';
import { overriding } from '#testing/overriding.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { times } from '../../contract/fixture.js';
import { aSubscription, Recorder } from '../../support/builders/subscription.js';

describe('subscriptions on a pool of five', () => {
  let database: TestDatabase;
  let service: E2eService | undefined;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await service?.stop();
    service = undefined;
    await database.drop();
  });
  const start = async (subscriptions: readonly Subscription[]) => {
    const logger = aRecordingLogger();
    const features = subscriptions.map((subscription) =>
      overriding((wiring) => wiring.contribute('subscription', subscription.name, () => subscription, [])),
    );
    const env = { DATABASE_POOL_SIZE: '5', EVENTS_POLL_INTERVAL_MS: '100' };
    service = await E2eService.start({ database, logger, features, env });
    const get = service.service.container.get.bind(service.service.container);
    const complaints = () => logger.records.filter(({ level }) => level === 'warn' || level === 'error');
    return { running: service, get, complaints };
  };

  it('are all served when they are a hundred, and so are requests', async () => {
    const recorders = times(100, (index) => new Recorder(`recorder-${index}`, 'all', index % 2 === 0));
    const { running, complaints } = await start(recorders);
    const people = await Promise.all(times(5, () => running.person()));
    const registered = ({ recorded }: Recorder) =>
      recorded.filter(({ name }) => name === 'user.registered').map(({ subjectId }) => subjectId);
    const root = await running.root();
    const expected = [root, ...people].map(({ user }) => user.id).sort();
    await expect.poll(() => recorders.filter((each) => registered(each).length === 6)).toHaveLength(100);
    for (const recorder of recorders) expect(registered(recorder).sort()).toEqual(expected);
    expect(complaints()).toEqual([]);
  });

  it('get payloads of a megabyte', async () => {
    const recorders = [new Recorder('exact', [userRegistered], true), new Recorder('some', [userRegistered])];
    const { running, get, complaints } = await start(recorders);
    const [unitOfWork, appender] = [await get(platform.unitOfWork), await get(postgresTokens.eventAppender)];
    const text = 'x'.repeat(1 << 20);
    const ada = testIds.next();
    const payload = { userId: ada, email: text, username: 'ada', roles: [] };
    const event = { name: 'user.registered', version: 1, subjectId: ada, occurredAt: new Date(), payload };
    await unitOfWork.run(systemContext, () => appender.append(times(20, () => event)));
    for (const recorder of recorders) {
      const big = () => recorder.recorded.filter(({ subjectId }) => subjectId === ada);
      await expect.poll(big).toHaveLength(20);
      expect(big().at(-1)).toMatchObject({ payload });
    }
    expect((await running.http.get('/api/v1/audit?limit=100', await running.root())).status).toBe(200);
    expect(complaints()).toEqual([]);
  });

  it('write exactly once where the connection is lost in the middle of a handler', async () => {
    await execute(database.adminUrl, 'CREATE TABLE noted (id uuid NOT NULL); GRANT ALL ON noted TO PUBLIC');
    let calls = 0;
    const noting = aSubscription({
      name: 'notes',
      events: [userRegistered],
      isTransactional: true,
      handle: async ({ id }) => {
        calls += 1;
        const connection = await get(postgresTokens.database);
        const note = `INSERT INTO noted (id) VALUES ('${id}') RETURNING pg_backend_pid() AS pid`;
        const [{ pid }] = await connection.write((manager) => manager.query(note));
        if (calls % 2 === 1) await execute(database.adminUrl, `SELECT pg_terminate_backend(${pid})`);
      },
    });
    const { running, get } = await start([noting]);
    await Promise.all(times(3, () => running.person()));
    const desk = await get(eventsTokens.subscriptionDesk);
    const status = async () => (await desk.list([noting])).find(({ name }) => name === 'notes');
    const notes = () => execute(database.adminUrl, 'SELECT id FROM noted');
    await expect.poll(notes).toHaveLength(4);
    await expect.poll(status).toMatchObject({ lag: 0, attempts: 0, deadLetters: 0 });
    expect(new Set((await notes()).map(({ id }) => id)).size).toBe(4);
    expect(await notes()).toHaveLength(4);
  });
});
