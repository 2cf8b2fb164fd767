import type { CursorPage } from '#application/shared/pages.js';
import type { DeliveryDesk, DeliveryState, DeliveryView } from '#application/webhooks/delivery-desk.js';
import type { WebhookId } from '#domain/webhooks/webhook.js';
import type { Signal } from '#infrastructure/shared/signal.js';
import { checkDeliveryCursor } from '#infrastructure/shared/webhooks/delivery-cursor.js';
import type { Database } from '../database.js';
import { PostgresRetention } from '../retention.js';

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
      manager.query(page, [webhookId, after, status ?? null, limit + 1]),
    );
    const items = rows.slice(0, limit).map(toView);
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  async redeliver(webhookId: WebhookId, id: string): Promise<boolean> {
    const [, updated]: [unknown, number] = await this.database.write((manager) =>
      manager.query(redeliver, [webhookId, id]),
    );
    this.database.transaction.require().afterCommit.push(() => this.signal.raise());
    return updated === 1;
  }
}

function toView({ answerStatus, answerBody, answerMs, answerError, ...row }: DeliveryRow): DeliveryView {
  const lastAnswer =
    answerMs === null
      ? null
      : { status: answerStatus, body: answerBody, durationMs: answerMs, error: answerError };
  return { ...row, lastAnswer };
}

const page = `
  SELECT id, event_id AS "eventId", type, cause, state AS status, attempts, next_attempt_at AS "nextAttemptAt",
    answer_status AS "answerStatus", answer_body AS "answerBody", answer_ms AS "answerMs",
    answer_error AS "answerError", created_at AS "createdAt"
  FROM webhook_deliveries
  WHERE webhook_id = $1 AND ($2::uuid IS NULL OR id < $2) AND ($3::text IS NULL OR state = $3)
  ORDER BY id DESC LIMIT $4`;

const redeliver = `
  UPDATE webhook_deliveries SET state = 'pending', attempts = 0, next_attempt_at = clock_timestamp()
  WHERE webhook_id = $1 AND id = $2`;

/** Whatever has become of them. */
export function deliveryRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, 'webhook_deliveries', 'id', [
    'created_at < now() - make_interval(secs => $1)',
  ]);
}
