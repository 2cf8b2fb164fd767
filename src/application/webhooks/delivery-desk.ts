import type { CursorPage } from '#application/shared/pages.js';
import type { WebhookId } from '#domain/webhooks/webhook.js';
import type { LastAnswer } from './delivery-queue.js';

export const deliveryStates = ['pending', 'retrying', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export interface DeliveryView {
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly cause: 'event' | 'replay' | 'test';
  readonly status: DeliveryState;
  /** That have begun. */
  readonly attempts: number;
  /** Null where there is none any more. */
  readonly nextAttemptAt: Date | null;
  /** Null before the first one has ended. */
  readonly lastAnswer: LastAnswer | null;
  readonly createdAt: Date;
}

/** Deliveries, for whoever looks after a webhook; in the scope of a tenant, those to its webhooks. */
export interface DeliveryDesk {
  /**
   * Newest first.
   * @param after the id of the last one that is known; null for the first page.
   * @throws AppError VALIDATION_ERROR for what is no cursor.
   */
  list(
    webhookId: WebhookId,
    filter: { readonly status?: DeliveryState | undefined },
    after: string | null,
    limit: number,
  ): Promise<CursorPage<DeliveryView>>;
  /** Part of the unit of work: has it tried at once, from the first attempt. @returns whether there is such a delivery. */
  redeliver(webhookId: WebhookId, id: string): Promise<boolean>;
}
