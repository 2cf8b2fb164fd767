import {
  defineConfig,
  defineFeature,
  defineJob,
  type JobRun,
  platform,
  postgresTokens,
  systemContext,
} from 'gatehouse';

type Counted = { readonly number: number; readonly seconds: number };

const count = defineJob<Counted>({
  name: 'counting.count',
  description: 'Of a test.',
  parse: (raw) => raw as Counted,
  attempts: 100,
  firstRetrySeconds: 1,
  maxRetrySeconds: 2,
  concurrency: 20,
});

/**
 * For a service in a process of its own: a job that notes in the tables `begun` and `counted`, which the test makes, that
 * it was begun, and once only that it was done; in between it takes its time.
 */
const counting = defineFeature({
  name: 'counting',
  postgres(wiring) {
    wiring.contribute(
      'job',
      count.name,
      (database, unitOfWork) => ({
        job: count,
        handle: async ({ id, payload: { number, seconds } }: JobRun<Counted>) => {
          await database.standalone((manager) =>
            manager.query('INSERT INTO begun (id, pid) VALUES ($1, $2)', [id, process.pid]),
          );
          await unitOfWork.run(systemContext, () =>
            database.write(async (manager) => {
              if (seconds > 0) await manager.query('SELECT pg_sleep($1)', [seconds]);
              await manager.query('INSERT INTO counted (id, number) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
                id,
                number,
              ]);
            }),
          );
        },
      }),
      [postgresTokens.database, platform.unitOfWork],
    );
  },
});

export default defineConfig({ features: [counting] });
