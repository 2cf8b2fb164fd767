import { versionConflict } from '#domain/shared/errors.js';
import { EndpointUrl } from '#domain/webhooks/endpoint-url.js';
import { Webhook, type WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import type { Database } from '../database.js';
import { type WebhookRow, webhookSchema } from './schema.js';

export class PostgresWebhookRepository implements WebhookRepository {
  constructor(
    private readonly database: Database,
    private readonly events: EventAppender,
  ) {}

  async add(webhook: Webhook): Promise<void> {
    await this.database.write((manager) => manager.insert(webhookSchema, toRow(webhook)));
    await this.events.append(webhook.pullEvents());
  }

  async save(webhook: Webhook): Promise<void> {
    const { id, version, failingSince, ...row } = toRow(webhook);
    // Whoever delivers sets it in the meantime; here it is only taken back.
    const reset = failingSince === null ? { failingSince } : {};
    const { affected } = await this.database.write((manager) =>
      manager.update(webhookSchema, { id, version }, { ...row, ...reset, version: version + 1 }),
    );
    if (affected !== 1) throw versionConflict();
    webhook.saved();
    await this.events.append(webhook.pullEvents());
  }

  async remove(webhook: Webhook): Promise<void> {
    const { id, version } = webhook.state;
    const { affected } = await this.database.write((manager) =>
      manager.delete(webhookSchema, { id, version }),
    );
    if (affected !== 1) throw versionConflict();
    await this.events.append(webhook.pullEvents());
  }

  async findById(id: WebhookId): Promise<Webhook | null> {
    const row = await this.database.read((manager) => manager.findOneBy(webhookSchema, { id }));
    return row === null ? null : toDomain(row);
  }

  async list(): Promise<readonly Webhook[]> {
    const rows = await this.database.read((manager) =>
      manager.find(webhookSchema, { order: { createdAt: 'ASC', id: 'ASC' } }),
    );
    return rows.map(toDomain);
  }

  /** An advisory lock, since rows that are not there cannot be locked. */
  countLocked(): Promise<number> {
    return this.database.write(async (manager) => {
      await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('gatehouse webhooks', 0))`);
      return manager.count(webhookSchema);
    });
  }
}

function toRow({ state }: Webhook): WebhookRow {
  return { ...state, url: state.url.value };
}

function toDomain({ url, ...row }: WebhookRow): Webhook {
  return Webhook.rehydrate({ ...row, url: EndpointUrl.rehydrate(url) });
}
