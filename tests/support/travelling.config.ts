import {
  defineConfig,
  defineEvent,
  defineFeature,
  defineSaga,
  PermanentFailure,
  platform,
  type SagaStepRun,
  sagasTokens,
  systemContext,
  token,
} from 'gatehouse';

export const firstTrip = '01900000-0000-7000-8000-000000000001';

const tripBooked = defineEvent('trip.booked', 1, 'All of a trip was booked.', {});
const tripCancelled = defineEvent('trip.cancelled', 1, 'What was booked of a trip was cancelled.', {});

/** Those that a trip is booked at; each refuses what it is told to, and has a secret that nobody may read. */
export class Agencies {
  readonly booked: string[] = [];
  readonly refused = new Set<string>();

  async act(what: string, { idempotencyKey }: Pick<SagaStepRun, 'idempotencyKey'>): Promise<'done'> {
    if (this.refused.has(what)) throw new PermanentFailure(`${what} is refused`);
    if (what === 'visa') throw new Error('canary-of-a-saga');
    this.booked.push(`${what} ${idempotencyKey}`);
    return 'done';
  }
}

export const agenciesToken = token<Agencies>('Agencies');

/** Of another package: a saga of its own. */
export const travelling = defineFeature({
  name: 'travelling',
  events: [tripBooked, tripCancelled],
  bind(wiring) {
    wiring.instance(agenciesToken, Agencies, []);
    wiring.contribute(
      'saga',
      'trip',
      (agencies) =>
        defineSaga({
          name: 'trip',
          description: 'Books all of a trip, or nothing.',
          onFailure: 'undo',
          steps: ['hotel', 'flight'].map((name) => ({
            name,
            do: (run) => agencies.act(name, run),
            undo: (run) => agencies.act(`-${name}`, run),
          })),
          whenDone: ({ subjectId }, at) => tripBooked(subjectId, {}, at),
          whenUndone: ({ subjectId }, at) => tripCancelled(subjectId, {}, at),
        }),
      [agenciesToken],
    );
    wiring.contribute(
      'saga',
      'visa',
      (agencies) =>
        defineSaga({
          name: 'visa',
          description: 'Fails with an error of which nobody knows what it says.',
          onFailure: 'undo',
          steps: [{ name: 'visa', do: (run) => agencies.act('visa', run) }],
        }),
      [agenciesToken],
    );
    // As a use case of it would, in the unit of work of what causes it.
    wiring.contribute(
      'first-start step',
      'first trip',
      (sagas, unitOfWork) => ({
        run: () => unitOfWork.run(systemContext, async () => void (await sagas.start('trip', firstTrip))),
      }),
      [sagasTokens.sagas, platform.unitOfWork],
    );
  },
});

export default defineConfig({ features: [travelling] });
