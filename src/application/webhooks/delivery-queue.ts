import type { TenantId } from '#domain/shared/ids.js';
import type { WebhookId } from '#domain/webhooks/webhook.js';

export interface NewDelivery {
  readonly id: string;
  readonly webhookId: WebhookId;
  readonly eventId: string;
  readonly type: string;
  /** The event's place in the log; 0 for a test, which is not in it. */
  readonly position: number;
  /** What is sent, byte for byte the same at each attempt. */
  readonly body: string;
  readonly cause: 'event' | 'replay' | 'test';
}

/** An active webhook, and after which place in the log it is told of events. */
export interface Target {
  readonly id: WebhookId;
  readonly types: readonly string[];
  readonly after: number;
}

/** The right to deliver to one webhook, one delivery at a time. */
export interface Turn {
  readonly webhookId: WebhookId;
  readonly url: string;
}

/** An attempt that has begun. */
export interface DueDelivery {
  readonly id: string;
  readonly webhookId: WebhookId;
  /** Whose webhook it is; null: of the whole service. */
  readonly tenantId: TenantId | null;
  /** From 1. */
  readonly attempt: number;
  readonly eventId: string;
  readonly body: string;
  readonly url: string;
  readonly sealedSecret: string;
  /** Null where it does not sign any more. */
  readonly sealedPreviousSecret: string | null;
}

/** What came of an attempt. */
export interface LastAnswer {
  /** Of HTTP; null where there was none. */
  readonly status: number | null;
  /** At most 1 KiB of it. */
  readonly body: string | null;
  readonly durationMs: number;
  /** Why it is a failure, in words for the owner of the webhook; null where it is none. */
  readonly error: string | null;
}

export type Settlement =
  | { readonly state: 'delivered' }
  | { readonly state: 'retrying'; readonly pauseSeconds: number }
  | { readonly state: 'failed' };

/**
 * Deliveries on their way: in the scope of a tenant those to its webhooks, outside of one those to webhooks of the whole
 * service. Times are those of the store's clock.
 */
export interface DeliveryQueue {
  /** Part of the unit of work: from that place in the log on it is told of events. Has an effect once. */
  open(id: WebhookId, position: number): Promise<void>;
  /** Those that are active and have been opened. */
  targets(): Promise<readonly Target[]>;
  /**
   * Part of the unit of work. Of one webhook they are sent in the order in which they were added. What an event has
   * caused once it does not cause again.
   * @returns how many were added.
   */
  add(deliveries: readonly NewDelivery[]): Promise<number>;
  /** Webhooks to which something is due and nobody delivers, at most so many. */
  claim(owner: string, leaseSeconds: number, limit: number): Promise<readonly Turn[]>;
  /** Begins the next attempt that is due, and renews the lease; null where there is none, or it is not one's turn any more. */
  next(webhookId: WebhookId, owner: string, leaseSeconds: number): Promise<DueDelivery | null>;
  /** Holds the lease for so long from now on, while an attempt takes its time; without effect where it is not one's turn any more. */
  renew(webhookId: WebhookId, owner: string, leaseSeconds: number): Promise<void>;
  /**
   * Records the delivery of what went through to a webhook that works: most do, so it needs no unit of work.
   * @returns false without effect where the webhook has been failing, or the delivery was asked for anew in the meantime.
   */
  confirm(delivery: Pick<DueDelivery, 'id' | 'webhookId' | 'attempt'>, answer: LastAnswer): Promise<boolean>;
  /**
   * Part of the unit of work. Without effect on a delivery that was asked for anew in the meantime. The first one that gets
   * through to a webhook that was failing makes those due that found nobody there: what was tried a few times, and all if
   * it was away.
   * @returns for how long nothing has got through to the webhook, in seconds; 0 where something has.
   */
  settle(
    delivery: Pick<DueDelivery, 'id' | 'webhookId' | 'attempt'>,
    answer: LastAnswer,
    settlement: Settlement,
  ): Promise<number>;
  /** Ends a turn; for so long there is no other. */
  release(webhookId: WebhookId, owner: string, pauseSeconds: number): Promise<void>;
}
