import { OutboxRelay } from '#infrastructure/events/relay.js';
import { Housekeeping } from '#infrastructure/shared/housekeeping.js';
import { tokens } from '../tokens.js';
import type { Wiring } from '../wiring.js';

const housekeepingIntervalMs = 600_000;
const sessionRetentionDays = 30;

/** What goes on behind the requests. */
export function backgroundModule(wiring: Wiring): void {
  const { outbox, persistence, shared } = tokens;
  wiring.singleton(
    outbox.relay,
    (store, registry, signal, clock, logger, config) =>
      new OutboxRelay(store, registry, signal, clock, logger, config.outbox),
    [outbox.store, shared.eventRegistry, outbox.signal, shared.clock, shared.logger, shared.config],
    (relay) => relay.close(),
  );
  wiring.singleton(
    persistence.housekeeping,
    (store, clock, logger, { outbox: { retentionHours } }) =>
      new Housekeeping(store, clock, logger, {
        intervalMs: housekeepingIntervalMs,
        sessionRetentionDays,
        eventRetentionHours: retentionHours,
      }),
    [persistence.housekeepingStore, shared.clock, shared.logger, shared.config],
    (housekeeping) => housekeeping.close(),
  );
}
