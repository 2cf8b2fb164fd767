import type { BegunMessages, Inbox } from '#application/brokers/inbox.js';
import type { Retention } from '#application/shared/retention.js';
import type { InboundHandling } from '#infrastructure/brokers/inbound-handling.js';
import { token } from '../token.js';

export const brokersTokens = {
  inbox: token<Inbox>('brokers.inbox'),
  begun: token<BegunMessages>('brokers.begun'),
  retention: token<Retention>('brokers.retention'),
  begunRetention: token<Retention>('brokers.begunRetention'),
  handling: token<InboundHandling>('brokers.handling'),
};
