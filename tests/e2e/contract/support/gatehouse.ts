import { afterAll, beforeAll, describe } from 'vitest';
import { type E2eOptions, E2eService } from '#testing/e2e-service.js';
import { FakeClock } from '#testing/fake-clock.js';
import { type DatabaseTarget, databaseTargets } from '#testing/test-database.js';

/** A service for the tests of the describe block, behind a function because it is not up before they run. */
export function gatehouse(options: E2eOptions): () => E2eService {
  let service: E2eService | undefined;
  beforeAll(async () => {
    service = await E2eService.start(options);
  });
  afterAll(() => service?.stop());
  return () => {
    if (service === undefined) throw new Error('The service is not up yet');
    return service;
  };
}

export interface Setting {
  readonly target: DatabaseTarget;
  /** Of the service, if its options say so. */
  readonly clock: FakeClock;
}

export const start = '2026-03-01T00:00:00.000Z';

/** The same tests on every PostgreSQL that there is, each with a service, a database and a clock of its own. */
export function onEveryDatabase(
  tests: (service: () => E2eService, setting: Setting) => void,
  options: (clock: FakeClock) => E2eOptions = () => ({}),
): void {
  for (const target of databaseTargets) on(target, tests, options);
}

/** Tests of many requests about what no version of the database decides: on the external one where there is one. */
export function onOneDatabase(...[tests, options = () => ({})]: Parameters<typeof onEveryDatabase>): void {
  on(databaseTargets.at(-1) as DatabaseTarget, tests, options);
}

function on(
  target: DatabaseTarget,
  tests: Parameters<typeof onEveryDatabase>[0],
  options: (clock: FakeClock) => E2eOptions,
): void {
  describe(`on the ${target} PostgreSQL`, () => {
    const clock = new FakeClock(start);
    tests(gatehouse({ ...options(clock), target }), { target, clock });
  });
}
