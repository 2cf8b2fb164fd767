import type { Feature } from '#composition/define-feature.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { postgresTokens } from '#composition/platform/postgres.tokens.js';
import { storageSettings } from '#composition/platform/storage.feature.js';
import { FakeClock } from '#testing/fake-clock.js';
import { overriding } from '#testing/overriding.js';
import type { Store } from '#testing/stores.js';

/** Lets time pass for what is timed by the clock of a store. */
export class StoreTime {
  readonly #clock = new FakeClock();
  readonly feature: Feature = overriding((wiring) => wiring.replace(platform.clock, () => this.#clock, []));

  /** @param moveBack for a database, whose clock goes on as it does: moves what it has noted back by an interval. */
  constructor(private readonly moveBack: (interval: string) => string) {}

  async pass(store: Store, seconds: number): Promise<void> {
    this.#clock.advance(seconds);
    if ((await store.get(storageSettings.token)).kind === 'memory') return;
    const database = await store.get(postgresTokens.database);
    const statement = this.moveBack(`make_interval(secs => ${seconds})`);
    await database.standalone((manager) => manager.query(statement));
  }
}
