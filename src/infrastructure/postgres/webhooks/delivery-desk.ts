import type { CursorPage } from '#application/shared/pages.js';
import type { Retention } from '#application/shared/retention.js';
import type { DeliveryDesk, DeliveryState, DeliveryView } from '#application/webhooks/delivery-desk.js';
import type { WebhookId } from '#domain/webhooks/webhook.js';
import { pageById } from '#infrastructure/shared/id-pages.js';
import type { Signal } from '#infrastructure/shared/signal.js';
import { checkDeliveryCursor } from '#infrastructure/shared/webhooks/delivery-cursor.js';
import type { Database } from '../database.js';
import { bringForward } from './due-times.js';

interface DeliveryRow extends Omit<DeliveryView, 'lastAnswer'> {
  readonly answerStatus: number | null;
  readonly answerBody: string | null;
  /** Null before the first attempt has ended. */
  readonly answerMs: number | null;
  readonly answerError: string | null;
}

export class PostgresDeliveryDesk implements DeliveryDesk {
  constructor(
    private readonly database: Database,
    private readonly signal: Signal,
  ) {}

  async list(
    webhookId: WebhookId,
    { status }: { readonly status?: DeliveryState | undefined },
    after: string | null,
    limit: number,
  ): Promise<CursorPage<DeliveryView>> {
    checkDeliveryCursor(after);
    const rows: DeliveryRow[] = await this.database.read((manager) =>
      manager.query(pageOf(this.#table), [webhookId, after, status ?? null, limit + 1]),
    );
    return pageById(rows.map(toView), limit);
  }

  async redeliver(webhookId: WebhookId, id: string): Promise<boolean> {
    const [, updated]: [unknown, number] = await this.database.write(async (manager) => {
      if (this.database.transaction.tenantId() !== null) await bringForward(manager, [webhookId]);
      return manager.query(redeliverIn(this.#table), [webhookId, id]);
    });
    this.database.transaction.require().afterCommit.push(() => this.signal.raise());
    return updated === 1;
  }

  get #table() {
    return tableOf(this.database);
  }
}

function toView({ answerStatus, answerBody, answerMs, answerError, ...row }: DeliveryRow): DeliveryView {
  const lastAnswer =
    answerMs === null
      ? null
      : { status: answerStatus, body: answerBody, durationMs: answerMs, error: answerError };
  return { ...row, lastAnswer };
}

const pageOf = (table: string) => `
  SELECT id, event_id AS "eventId", type, cause, state AS status, attempts, next_attempt_at AS "nextAttemptAt",
    answer_status AS "answerStatus", answer_body AS "answerBody", answer_ms AS "answerMs",
    answer_error AS "answerError", created_at AS "createdAt"
  FROM ${table}
  WHERE webhook_id = $1 AND ($2::uuid IS NULL OR number < (SELECT number FROM ${table} WHERE id = $2))
    AND ($3::text IS NULL OR state = $3)
  ORDER BY number DESC LIMIT $4`;

const redeliverIn = (table: string) => `
  UPDATE ${table} SET state = 'pending', attempts = 0, next_attempt_at = clock_timestamp()
  WHERE webhook_id = $1 AND id = $2`;

/** Of those whose scope it is. */
function tableOf({ transaction }: Database): string {
  return transaction.tenantId() === null ? 'webhook_deliveries' : 'tenant_webhook_deliveries';
}

/** Part of a unit of work: of those whose scope it is, whatever has become of them. */
export class PostgresDeliveryRetention implements Retention {
  constructor(private readonly database: Database) {}

  async deleteOverFor(seconds: number, limit: number): Promise<number> {
    const [, deleted]: [unknown, number] = await this.database.write((manager) =>
      manager.query(deleteOld(tableOf(this.database)), [seconds, limit]),
    );
    return deleted;
  }
}

/** Rows that somebody else holds are left for the next run. */
const deleteOld = (table: string) => `
  DELETE FROM ${table} WHERE id IN (
    SELECT id FROM ${table} WHERE created_at < now() - make_interval(secs => $1) LIMIT $2 FOR UPDATE SKIP LOCKED
  )`;
