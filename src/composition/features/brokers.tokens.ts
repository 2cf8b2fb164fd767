import type { Inbox } from '#application/brokers/inbox.js';
import type { Retention } from '#application/shared/retention.js';
import type { InboundHandling } from '#infrastructure/brokers/inbound-handling.js';
import { token } from '../token.js';

export const brokersTokens = {
  inbox: token<Inbox>('brokers.inbox'),
  retention: token<Retention>('brokers.retention'),
  handling: token<InboundHandling>('brokers.handling'),
};
