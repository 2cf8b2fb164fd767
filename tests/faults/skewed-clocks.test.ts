import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { Cluster } from './support/cluster.js';
import { PostgresServer } from './support/postgres-server.js';
import { installed, removeFolder, workFolder } from './support/program.js';
import { describeFault } from './support/trial.js';
import { until } from './support/until.js';

const libfaketime = installed('TEST_LIBFAKETIME');

describe.skipIf(libfaketime === null)('skewed clocks', () => {
  let postgres: PostgresServer;
  let folder: string;
  let cluster: Cluster;
  let jumping: Cluster;

  /** What measures durations runs on. */
  const faked = (env: Record<string, string>) => ({
    LD_PRELOAD: libfaketime?.() ?? '',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    ...env,
  });
  const clock = () => join(folder, 'clock');
  const eventsAreHandled = async () => {
    const unhandled = 'SELECT FROM events WHERE id NOT IN (SELECT id FROM audit_entries) LIMIT 1';
    await until('all events are on record', async () => (await postgres.query(unhandled)).length === 0);
  };

  beforeAll(async () => {
    folder = await workFolder();
    await writeFile(clock(), '+0');
    postgres = await PostgresServer.start();
  });
  afterAll(async () => {
    await cluster?.stop();
    await jumping?.stop();
    await postgres?.remove();
    await removeFolder(folder);
  });

  describe('from the start', () => {
    describeFault('Clocks are an hour and a day ahead and behind', async () => {
      cluster = await Cluster.start({
        env: { DATABASE_URL: postgres.url() },
        instances: [{}, ...['+1h', '-1h', '+1d', '-1d'].map((skew) => faked({ FAKETIME: skew }))],
      });
      return {
        urls: cluster.urls,
        meanwhile: cluster.urls.map(() => 'works'),
        begin: () => {},
        end: () => {},
      };
    });

    it('hold no event up', eventsAreHandled);

    afterAll(() => cluster?.stop());
  });

  describe('that jump', () => {
    beforeAll(async () => {
      jumping = await Cluster.start({
        env: { DATABASE_URL: postgres.url() },
        instances: [faked({ FAKETIME_TIMESTAMP_FILE: clock(), FAKETIME_CACHE_DURATION: '1' }), {}],
      });
    });

    describeFault('A clock jumps a day ahead, and back', async () => ({
      urls: jumping.urls,
      meanwhile: ['works', 'works'],
      begin: () => writeFile(clock(), '+1d'),
      end: () => writeFile(clock(), '+0'),
    }));

    describeFault('A clock jumps a day behind, and back', async () => ({
      urls: jumping.urls,
      meanwhile: ['works', 'works'],
      begin: () => writeFile(clock(), '-1d'),
      end: () => writeFile(clock(), '+0'),
    }));

    it('hold no event up', eventsAreHandled);
  });
});
