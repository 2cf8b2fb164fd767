import type { EntityManager } from 'typeorm';
import type {
  DeliveryQueue,
  DueDelivery,
  LastAnswer,
  NewDelivery,
  Settlement,
  Target,
  Turn,
} from '#application/webhooks/delivery-queue.js';
import type { WebhookId } from '#domain/webhooks/webhook.js';
import type { Signal } from '#infrastructure/shared/signal.js';
import type { Database } from '../database.js';
import { statementsOfService, statementsOfTenant } from './delivery-statements.js';
import { bringForward, lockDue, postpone } from './due-times.js';

export class PostgresDeliveryQueue implements DeliveryQueue {
  constructor(
    private readonly database: Database,
    private readonly signal: Signal,
  ) {}

  async open(id: WebhookId, position: number): Promise<void> {
    await this.database.write((manager) => manager.query(this.#statements.open, [id, position]));
  }

  targets(): Promise<readonly Target[]> {
    return this.database.read((manager) => manager.query(this.#statements.selectTargets));
  }

  async add(deliveries: readonly NewDelivery[]): Promise<number> {
    const added: unknown[] = await this.database.write(async (manager) => {
      const rows = await manager.query(this.#statements.insert, [JSON.stringify(deliveries)]);
      await this.#bringForward(
        manager,
        deliveries.map(({ webhookId }) => webhookId),
      );
      return rows;
    });
    this.database.transaction.require().afterCommit.push(() => this.signal.raise());
    return added.length;
  }

  async claim(owner: string, leaseSeconds: number, limit: number): Promise<readonly Turn[]> {
    return this.#now(async (manager) => {
      const tenantId = this.database.transaction.tenantId();
      const due = tenantId === null ? null : await lockDue(manager, tenantId, limit);
      if (due?.length === 0) return [];
      const [turns]: [Turn[]] = await manager.query(this.#statements.claim, [
        owner,
        leaseSeconds,
        limit,
        due,
      ]);
      if (due !== null) await postpone(manager, due);
      return turns;
    });
  }

  async next(webhookId: WebhookId, owner: string, leaseSeconds: number): Promise<DueDelivery | null> {
    const tenantId = this.database.transaction.tenantId();
    const [[due]]: [Omit<DueDelivery, 'tenantId'>[]] = await this.#now((manager) =>
      manager.query(this.#statements.next, [webhookId, owner, leaseSeconds]),
    );
    return due === undefined ? null : { ...due, tenantId };
  }

  async renew(webhookId: WebhookId, owner: string, leaseSeconds: number): Promise<void> {
    await this.#now((manager) => manager.query(this.#statements.renew, [webhookId, owner, leaseSeconds]));
  }

  async confirm(
    { id, webhookId, attempt }: Pick<DueDelivery, 'id' | 'webhookId' | 'attempt'>,
    { status, body, durationMs }: LastAnswer,
  ): Promise<boolean> {
    const [confirmed]: [unknown[]] = await this.#now((manager) =>
      manager.query(this.#statements.confirm, [id, webhookId, attempt, status, body, durationMs]),
    );
    return confirmed.length > 0;
  }

  async settle(
    { id, webhookId, attempt }: Pick<DueDelivery, 'id' | 'webhookId' | 'attempt'>,
    { status, body, durationMs, error }: LastAnswer,
    settlement: Settlement,
  ): Promise<number> {
    const pause = settlement.state === 'retrying' ? settlement.pauseSeconds : null;
    const { settle, markWorking, markFailing, bringForward: retryAll } = this.#statements;
    return this.database.write(async (manager) => {
      // The webhook first, as in every transaction that takes both.
      const [[webhook]]: [{ failingSeconds: number; wasAway?: boolean }[]] = await manager.query(
        settlement.state === 'delivered' ? markWorking : markFailing,
        [webhookId],
      );
      await manager.query(settle, [id, attempt, settlement.state, pause, status, body, durationMs, error]);
      if (webhook?.wasAway !== undefined) await manager.query(retryAll, [webhookId, webhook.wasAway]);
      return webhook?.failingSeconds ?? 0;
    });
  }

  async release(webhookId: WebhookId, owner: string, pauseSeconds: number): Promise<void> {
    const { release } = this.#statements;
    const values = [webhookId, owner, pauseSeconds];
    if (this.database.transaction.get() === null) {
      await this.database.repeatable((manager) => manager.query(release, values));
      return;
    }
    await this.database.write(async (manager) => {
      await this.#bringForward(manager, [webhookId], pauseSeconds);
      await manager.query(release, values);
    });
  }

  /** Those of whose scope it is. */
  get #statements() {
    return this.database.transaction.tenantId() === null ? statementsOfService : statementsOfTenant;
  }

  /** In the scope of a tenant there is a transaction, and outside of one each statement is its own. */
  #now<R>(statement: (manager: EntityManager) => Promise<R>): Promise<R> {
    return this.database.transaction.get() === null
      ? this.database.standalone(statement)
      : this.database.write(statement);
  }

  /** What has no tenant is looked for where it stands. */
  async #bringForward(manager: EntityManager, ids: readonly WebhookId[], seconds?: number): Promise<void> {
    if (this.database.transaction.tenantId() !== null)
      await bringForward(manager, [...new Set(ids)], seconds);
  }
}
