import type { Logger } from '#application/shared/logger.js';
import type { Notifications } from '../notifications.js';
import { NotifyingSignal } from '../notifying-signal.js';

export class NotifyingEventSignal extends NotifyingSignal {
  constructor(notifications: Notifications, logger: Logger) {
    super('gatehouse_events', 'events', notifications, logger);
  }
}
