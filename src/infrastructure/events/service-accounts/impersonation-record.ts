import type {
  Impersonation,
  ImpersonationRecord,
} from '#application/service-accounts/impersonation-record.js';
import { userImpersonated } from '#domain/service-accounts/events.js';
import type { EventAppender } from '../event-appender.js';

export class ImpersonationEvents implements ImpersonationRecord {
  constructor(private readonly events: EventAppender) {}

  async add({ userId, impersonatorId, reason }: Impersonation, at: Date): Promise<void> {
    await this.events.append([userImpersonated(userId, { impersonatorId, reason }, at)]);
  }
}
