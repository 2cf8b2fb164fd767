import { versionConflict } from '#domain/shared/errors.js';
import { Webhook, type WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import type { MemoryDatabase } from '../database.js';
import type { MemoryTable } from '../table.js';
import { directoryTable, type WebhookRow, webhookTable } from './tables.js';

export class MemoryWebhookRepository implements WebhookRepository {
  readonly #rows: MemoryTable<WebhookRow>;

  constructor(
    private readonly database: MemoryDatabase,
    private readonly events: EventAppender,
  ) {
    this.#rows = database.table(webhookTable);
    database.table(directoryTable);
  }

  async add(webhook: Webhook): Promise<void> {
    const { state } = webhook;
    const { id, tenantId } = state;
    this.database.write(() => {
      this.#rows.set(id, { ...state, openedAt: null });
      if (tenantId !== null) this.database.table(directoryTable).set(id, { id, tenantId });
    });
    await this.events.append(webhook.pullEvents());
  }

  async save(webhook: Webhook): Promise<void> {
    const { state } = webhook;
    this.database.write(() => {
      const { openedAt, failingSince } = this.#current(webhook);
      // Whoever delivers sets it in the meantime; here it is only taken back.
      const since = state.failingSince === null ? null : failingSince;
      this.#rows.set(state.id, { ...state, openedAt, failingSince: since, version: state.version + 1 });
    });
    webhook.saved();
    await this.events.append(webhook.pullEvents());
  }

  async remove(webhook: Webhook): Promise<void> {
    this.database.write(() => this.#rows.delete(this.#current(webhook).id));
    await this.events.append(webhook.pullEvents());
  }

  async findById(id: WebhookId): Promise<Webhook | null> {
    const row = this.#rows.get(id);
    return row === undefined ? null : toDomain(row);
  }

  async list(): Promise<readonly Webhook[]> {
    const rows = this.#rows.all();
    rows.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));
    return rows.map(toDomain);
  }

  /** Transactions come one after the other. */
  async countLocked(): Promise<number> {
    return this.database.write(() => this.#rows.all().length);
  }

  #current({ state }: Webhook): WebhookRow {
    const row = this.#rows.get(state.id);
    if (row?.version !== state.version) throw versionConflict();
    return row;
  }
}

function toDomain({ openedAt, ...state }: WebhookRow): Webhook {
  return Webhook.rehydrate(state);
}
