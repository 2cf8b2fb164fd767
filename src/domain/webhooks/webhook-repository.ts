import type { Webhook, WebhookId } from './webhook.js';

/**
 * Every write belongs to a unit of work; the events of the aggregate are appended in the same transaction. In the scope
 * of a tenant it has that one's webhooks, and outside of one those of the whole service.
 */
export interface WebhookRepository {
  add(webhook: Webhook): Promise<void>;

  /**
   * Stores it as its next version, which it then has, if the stored version is still the one read.
   * @throws AppError VERSION_CONFLICT.
   */
  save(webhook: Webhook): Promise<void>;

  /** With its deliveries. @throws AppError VERSION_CONFLICT. */
  remove(webhook: Webhook): Promise<void>;

  findById(id: WebhookId): Promise<Webhook | null>;

  /** The oldest first. */
  list(): Promise<readonly Webhook[]>;

  /** Until the transaction ends no other one gets an answer, so that none outruns a limit. */
  countLocked(): Promise<number>;
}
