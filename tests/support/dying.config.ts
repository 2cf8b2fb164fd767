import {
  type Database,
  defineConfig,
  defineFeature,
  jobsTokens,
  platform,
  postgresTokens,
  sagasTokens,
  serviceClientTokens,
} from 'gatehouse';
import { Sagas } from '#application/sagas/sagas.js';

/** Dies as if by `kill -9` where the table `deaths`, which the test makes, says so: once for each row. */
async function die(rows: Database, point: string): Promise<void> {
  const [, died]: [unknown, number] = await rows.standalone((manager) =>
    manager.query('DELETE FROM deaths WHERE point = $1', [point]),
  );
  if (died > 0) process.kill(process.pid, 'SIGKILL');
}

/** Between what has become of a step and the job of the next turn, in their transaction. */
class DyingSagas extends Sagas {
  readonly #rows: Database;

  constructor(rows: Database, ...parts: ConstructorParameters<typeof Sagas>) {
    super(...parts);
    this.#rows = rows;
  }

  override async enqueue(saga: Parameters<Sagas['enqueue']>[0]): Promise<void> {
    await die(this.#rows, `enqueue ${saga.state.turn}`);
    await super.enqueue(saga);
  }
}

/** For a service in a process of its own. */
const dying = defineFeature({
  name: 'dying',
  postgres(wiring) {
    const { database } = postgresTokens;
    wiring.replace(sagasTokens.sagas, (...parts) => new DyingSagas(...parts), [
      database,
      sagasTokens.catalogue,
      sagasTokens.repository,
      jobsTokens.jobs,
      platform.ids,
      platform.clock,
    ]);
    wiring.replace(
      serviceClientTokens.client,
      (rows, client) => ({
        knows: (service) => client.knows(service),
        call: async (service, request) => {
          await die(rows, `before ${request.method} ${service}`);
          try {
            return await client.call(service, request);
          } finally {
            await die(rows, `after ${request.method} ${service}`);
          }
        },
      }),
      [database, serviceClientTokens.http],
    );
  },
});

export default defineConfig({ features: [dying] });
