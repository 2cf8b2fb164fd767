import type { EventRegistry } from '#application/events/event-registry.js';
import type { OutboxSignal } from '#infrastructure/events/outbox-signal.js';
import type { OutboxStore } from '#infrastructure/events/outbox-store.js';
import type { OutboxRelay } from '#infrastructure/events/relay.js';
import { token } from '../token.js';

export const eventsTokens = {
  registry: token<EventRegistry>('events.registry'),
  store: token<OutboxStore>('events.store'),
  signal: token<OutboxSignal>('events.signal'),
  relay: token<OutboxRelay>('events.relay'),
};
