import type { Logger } from '#application/shared/logger.js';
import type { Notifications } from '../notifications.js';
import { NotifyingSignal } from '../notifying-signal.js';

export class NotifyingJobSignal extends NotifyingSignal {
  constructor(notifications: Notifications, logger: Logger) {
    super('gatehouse_jobs', 'jobs', notifications, logger);
  }
}
