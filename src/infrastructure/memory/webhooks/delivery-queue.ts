import type { Clock } from '#application/shared/clock.js';
import type {
  DeliveryQueue,
  DueDelivery,
  LastAnswer,
  NewDelivery,
  Settlement,
  Target,
  Turn,
} from '#application/webhooks/delivery-queue.js';
import { awaySeconds, fewAttempts, manyUnanswered } from '#domain/webhooks/retry-schedule.js';
import type { WebhookId } from '#domain/webhooks/webhook.js';
import type { Signal } from '#infrastructure/shared/signal.js';
import type { MemoryDatabase } from '../database.js';
import type { MemoryTable } from '../table.js';
import {
  type DeliveryRow,
  deliveryTable,
  type TurnRow,
  turnTable,
  type WebhookRow,
  webhookTable,
} from './tables.js';

/** What is not part of a unit of work waits until none runs, as statements of a database wait for rows. */
export class MemoryDeliveryQueue implements DeliveryQueue {
  readonly #webhooks: MemoryTable<WebhookRow>;
  readonly #deliveries: MemoryTable<DeliveryRow>;
  readonly #turns: MemoryTable<TurnRow>;
  #lastNumber = 0;

  constructor(
    private readonly database: MemoryDatabase,
    private readonly clock: Clock,
    private readonly signal: Signal,
  ) {
    this.#webhooks = database.table(webhookTable);
    this.#deliveries = database.table(deliveryTable);
    this.#turns = database.table(turnTable);
  }

  async open(id: WebhookId, position: number): Promise<void> {
    this.database.write(() => {
      const row = this.#webhooks.get(id);
      if (row?.openedAt === null) this.#webhooks.set(id, { ...row, openedAt: position });
    });
  }

  async targets(): Promise<readonly Target[]> {
    return this.#webhooks
      .where(({ isActive }) => isActive)
      .flatMap(({ id, types, openedAt }) => (openedAt === null ? [] : [{ id, types, after: openedAt }]));
  }

  async add(deliveries: readonly NewDelivery[]): Promise<number> {
    const added = this.database.write(() => deliveries.filter((each) => this.#add(each)).length);
    this.database.transaction.require().afterCommit.push(() => this.signal.raise());
    return added;
  }

  claim(owner: string, leaseSeconds: number, limit: number): Promise<readonly Turn[]> {
    return this.#alone(async () => {
      const now = this.clock.now();
      const free = this.#webhooks.where(({ id, isActive }) => {
        const turn = this.#turns.get(id);
        return isActive && (turn === undefined || turn.until <= now) && this.#due(id) !== undefined;
      });
      const begun = free.slice(0, limit);
      for (const { id } of begun) this.#turns.set(id, { owner, until: this.#in(leaseSeconds) });
      return begun.map(({ id, url }) => ({ webhookId: id, url: url.value }));
    });
  }

  next(webhookId: WebhookId, owner: string, leaseSeconds: number): Promise<DueDelivery | null> {
    return this.#alone(async () => {
      const webhook = this.#webhooks.get(webhookId);
      if (!webhook?.isActive || this.#turns.get(webhookId)?.owner !== owner) return null;
      this.#turns.set(webhookId, { owner, until: this.#in(leaseSeconds) });
      const due = this.#due(webhookId);
      if (due === undefined) return null;
      const attempt = due.attempts + 1;
      this.#deliveries.set(due.id, { ...due, attempts: attempt });
      const { url, sealedSecret, sealedPreviousSecret, previousSecretUntil } = webhook;
      const isInForce = previousSecretUntil !== null && previousSecretUntil > this.clock.now();
      return {
        id: due.id,
        webhookId,
        tenantId: webhook.tenantId,
        attempt,
        eventId: due.eventId,
        body: due.body,
        url: url.value,
        sealedSecret,
        sealedPreviousSecret: isInForce ? sealedPreviousSecret : null,
      };
    });
  }

  renew(webhookId: WebhookId, owner: string, leaseSeconds: number): Promise<void> {
    return this.#alone(async () => {
      if (this.#turns.get(webhookId)?.owner !== owner) return;
      this.#turns.set(webhookId, { owner, until: this.#in(leaseSeconds) });
    });
  }

  confirm(
    { id, webhookId, attempt }: Pick<DueDelivery, 'id' | 'webhookId' | 'attempt'>,
    lastAnswer: LastAnswer,
  ): Promise<boolean> {
    return this.#alone(async () => {
      const delivery = this.#deliveries.get(id);
      const isFailing = this.#webhooks.get(webhookId)?.failingSince !== null;
      if (isFailing || delivery?.attempts !== attempt || delivery.nextAttemptAt === null) return false;
      this.#deliveries.set(id, { ...delivery, status: 'delivered', nextAttemptAt: null, lastAnswer });
      return true;
    });
  }

  async settle(
    { id, webhookId, attempt }: Pick<DueDelivery, 'id' | 'webhookId' | 'attempt'>,
    lastAnswer: LastAnswer,
    settlement: Settlement,
  ): Promise<number> {
    return this.database.write(() => {
      const webhook = this.#webhooks.get(webhookId);
      if (webhook === undefined) return 0;
      const delivery = this.#deliveries.get(id);
      if (delivery?.attempts === attempt && delivery.nextAttemptAt !== null) {
        const { state: status } = settlement;
        const nextAttemptAt = settlement.state === 'retrying' ? this.#in(settlement.pauseSeconds) : null;
        this.#deliveries.set(id, { ...delivery, status, nextAttemptAt, lastAnswer });
      }
      const now = this.clock.now();
      const failingSince = settlement.state === 'delivered' ? null : (webhook.failingSince ?? now);
      this.#webhooks.set(webhookId, { ...webhook, failingSince });
      const { failingSince: since } = webhook;
      const wasAway = since !== null && since <= this.#in(-awaySeconds);
      if (failingSince === null && since !== null) this.#retryUnanswered(webhookId, wasAway);
      return failingSince === null ? 0 : (now.getTime() - failingSince.getTime()) / 1000;
    });
  }

  release(webhookId: WebhookId, owner: string, pauseSeconds: number): Promise<void> {
    return this.#alone(async () => {
      if (this.#turns.get(webhookId)?.owner !== owner) return;
      this.#turns.set(webhookId, { owner: null, until: this.#in(pauseSeconds) });
    });
  }

  /** In the scope of a tenant there is a unit of work, and nothing else runs. */
  #alone<R>(work: () => Promise<R>): Promise<R> {
    return this.database.transaction.get() === null ? this.database.exclusively(work) : work();
  }

  #add(delivery: NewDelivery): boolean {
    const { id, webhookId, eventId, cause } = delivery;
    if (this.#webhooks.get(webhookId) === undefined) throw new Error('There is no such webhook');
    const isThere = (row: Readonly<DeliveryRow>) =>
      row.webhookId === webhookId && row.eventId === eventId && row.cause === 'event';
    if (cause === 'event' && this.#deliveries.where(isThere).length > 0) return false;
    this.#lastNumber += 1;
    const now = this.clock.now();
    this.#deliveries.set(id, {
      ...delivery,
      tenantId: this.database.transaction.tenantId(),
      number: this.#lastNumber,
      status: 'pending',
      attempts: 0,
      nextAttemptAt: now,
      lastAnswer: null,
      createdAt: now,
    });
    return true;
  }

  #retryUnanswered(id: WebhookId, wasAway: boolean): void {
    const unanswered = this.#deliveries.where(
      ({ webhookId, status, lastAnswer }) =>
        webhookId === id && status === 'retrying' && lastAnswer?.status === null,
    );
    const areAll = wasAway && unanswered.length >= manyUnanswered;
    const now = this.clock.now();
    for (const row of unanswered.filter(({ attempts }) => areAll || attempts <= fewAttempts)) {
      if (row.nextAttemptAt !== null && row.nextAttemptAt > now)
        this.#deliveries.set(row.id, { ...row, nextAttemptAt: now });
    }
  }

  #due(id: WebhookId): DeliveryRow | undefined {
    const now = this.clock.now();
    const due = this.#deliveries.where(
      ({ webhookId, nextAttemptAt }) => webhookId === id && nextAttemptAt !== null && nextAttemptAt <= now,
    );
    return due.sort((a, b) => a.number - b.number)[0];
  }

  #in(seconds: number): Date {
    return new Date(this.clock.now().getTime() + seconds * 1000);
  }
}
