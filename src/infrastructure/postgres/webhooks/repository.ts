import type { EntitySchema } from 'typeorm';
import { versionConflict } from '#domain/shared/errors.js';
import { EndpointUrl } from '#domain/webhooks/endpoint-url.js';
import { Webhook, type WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import type { Database } from '../database.js';
import { bringForward } from './due-times.js';
import { type TenantWebhookRow, tenantWebhookSchema, type WebhookRow, webhookSchema } from './schema.js';

export class PostgresWebhookRepository implements WebhookRepository {
  constructor(
    private readonly database: Database,
    private readonly events: EventAppender,
  ) {}

  async add(webhook: Webhook): Promise<void> {
    const { id, tenantId } = webhook.state;
    await this.database.write(async (manager) => {
      if (tenantId === null) await manager.insert(webhookSchema, toRow(webhook));
      else {
        await manager.insert(tenantWebhookSchema, { ...toRow(webhook), tenantId });
        await manager.query(enter, [id, tenantId]);
      }
    });
    await this.events.append(webhook.pullEvents());
  }

  async save(webhook: Webhook): Promise<void> {
    const { id, version, failingSince, ...row } = toRow(webhook);
    // Whoever delivers sets it in the meantime; here it is only taken back.
    const reset = failingSince === null ? { failingSince } : {};
    const { affected } = await this.database.write(async (manager) => {
      // What has waited may be due when it is active again.
      if (webhook.state.tenantId !== null) await bringForward(manager, [id]);
      return manager.update(this.#schema(), { id, version }, { ...row, ...reset, version: version + 1 });
    });
    if (affected !== 1) throw versionConflict();
    webhook.saved();
    await this.events.append(webhook.pullEvents());
  }

  async remove(webhook: Webhook): Promise<void> {
    const { id, version, tenantId } = webhook.state;
    const { affected } = await this.database.write(async (manager) => {
      if (tenantId !== null) await manager.query(leave, [id]);
      return manager.delete(this.#schema(), { id, version });
    });
    if (affected !== 1) throw versionConflict();
    await this.events.append(webhook.pullEvents());
  }

  async findById(id: WebhookId): Promise<Webhook | null> {
    const row = await this.database.read((manager) => manager.findOneBy(this.#schema(), { id }));
    return row === null ? null : toDomain(row);
  }

  async list(): Promise<readonly Webhook[]> {
    const rows = await this.database.read((manager) =>
      manager.find(this.#schema(), { order: { createdAt: 'ASC', id: 'ASC' } }),
    );
    return rows.map(toDomain);
  }

  /** An advisory lock, since rows that are not there cannot be locked. */
  countLocked(): Promise<number> {
    return this.database.write(async (manager) => {
      const whose = this.database.transaction.tenantId() ?? 'the whole service';
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `gatehouse webhooks of ${whose}`,
      ]);
      return manager.count(this.#schema());
    });
  }

  /** Of those whose scope it is. */
  #schema(): EntitySchema<WebhookRow> {
    return this.database.transaction.tenantId() === null ? webhookSchema : tenantWebhookSchema;
  }
}

function toRow({ state: { tenantId: _tenantId, ...state } }: Webhook): WebhookRow {
  return { ...state, url: state.url.value };
}

function toDomain({ url, tenantId = null, ...row }: WebhookRow & Partial<TenantWebhookRow>): Webhook {
  return Webhook.rehydrate({ ...row, tenantId, url: EndpointUrl.rehydrate(url) });
}

const enter = 'INSERT INTO webhook_directory (webhook_id, tenant) VALUES ($1, $2)';
const leave = 'DELETE FROM webhook_directory WHERE webhook_id = $1';
