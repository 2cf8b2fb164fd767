import type { Clock } from '#application/shared/clock.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { Retention } from '#application/shared/retention.js';
import type { DeliveryDesk, DeliveryState, DeliveryView } from '#application/webhooks/delivery-desk.js';
import type { WebhookId } from '#domain/webhooks/webhook.js';
import { pageById } from '#infrastructure/shared/id-pages.js';
import type { Signal } from '#infrastructure/shared/signal.js';
import { checkDeliveryCursor } from '#infrastructure/shared/webhooks/delivery-cursor.js';
import type { MemoryDatabase } from '../database.js';
import { memoryRetention } from '../retention.js';
import { deliveryTable } from './tables.js';

export class MemoryDeliveryDesk implements DeliveryDesk {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly clock: Clock,
    private readonly signal: Signal,
  ) {}

  async list(
    webhookId: WebhookId,
    { status }: { readonly status?: DeliveryState | undefined },
    after: string | null,
    limit: number,
  ): Promise<CursorPage<DeliveryView>> {
    checkDeliveryCursor(after);
    const deliveries = this.database.table(deliveryTable);
    const before = after === null ? Number.POSITIVE_INFINITY : (deliveries.get(after)?.number ?? 0);
    const rows = deliveries
      .where(
        (row) =>
          row.webhookId === webhookId &&
          row.number < before &&
          (status === undefined || row.status === status),
      )
      .sort((a, b) => b.number - a.number);
    const views = rows.map((row) => ({
      id: row.id,
      eventId: row.eventId,
      type: row.type,
      cause: row.cause,
      status: row.status,
      attempts: row.attempts,
      nextAttemptAt: row.nextAttemptAt,
      lastAnswer: row.lastAnswer,
      createdAt: row.createdAt,
    }));
    return pageById(views, limit);
  }

  async redeliver(webhookId: WebhookId, id: string): Promise<boolean> {
    const isThere = this.database.write(() => {
      const deliveries = this.database.table(deliveryTable);
      const row = deliveries.get(id);
      if (row?.webhookId !== webhookId) return false;
      deliveries.set(id, { ...row, status: 'pending', attempts: 0, nextAttemptAt: this.clock.now() });
      return true;
    });
    this.database.transaction.require().afterCommit.push(() => this.signal.raise());
    return isThere;
  }
}

/** Whatever has become of them. */
export function deliveryRetention(database: MemoryDatabase, clock: Clock): Retention {
  return memoryRetention(database.table(deliveryTable), clock, ({ createdAt }, before) => createdAt < before);
}
