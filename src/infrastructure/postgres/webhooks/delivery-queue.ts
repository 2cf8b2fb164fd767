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

export class PostgresDeliveryQueue implements DeliveryQueue {
  constructor(
    private readonly database: Database,
    private readonly signal: Signal,
  ) {}

  async open(id: WebhookId, position: number): Promise<void> {
    await this.database.write((manager) => manager.query(open, [id, position]));
  }

  targets(): Promise<readonly Target[]> {
    return this.database.read((manager) => manager.query(selectTargets));
  }

  async add(deliveries: readonly NewDelivery[]): Promise<number> {
    const added: unknown[] = await this.database.write((manager) =>
      manager.query(insert, [JSON.stringify(deliveries)]),
    );
    this.database.transaction.require().afterCommit.push(() => this.signal.raise());
    return added.length;
  }

  async claim(owner: string, leaseSeconds: number, limit: number): Promise<readonly Turn[]> {
    const [turns]: [Turn[]] = await this.database.standalone((manager) =>
      manager.query(claim, [owner, leaseSeconds, limit]),
    );
    return turns;
  }

  async next(webhookId: WebhookId, owner: string, leaseSeconds: number): Promise<DueDelivery | null> {
    const [[due]]: [DueDelivery[]] = await this.database.standalone((manager) =>
      manager.query(next, [webhookId, owner, leaseSeconds]),
    );
    return due ?? null;
  }

  async settle(
    { id, webhookId, attempt }: Pick<DueDelivery, 'id' | 'webhookId' | 'attempt'>,
    { status, body, durationMs, error }: LastAnswer,
    settlement: Settlement,
  ): Promise<number> {
    const pause = settlement.state === 'retrying' ? settlement.pauseSeconds : null;
    return this.database.write(async (manager) => {
      // The webhook first, as in every transaction that takes both.
      const [[webhook]]: [{ failingSeconds: number }[]] = await manager.query(
        settlement.state === 'delivered' ? markWorking : markFailing,
        [webhookId],
      );
      await manager.query(settle, [id, attempt, settlement.state, pause, status, body, durationMs, error]);
      return webhook?.failingSeconds ?? 0;
    });
  }

  async release(webhookId: WebhookId, owner: string, pauseSeconds: number): Promise<void> {
    await this.database.repeatable((manager) => manager.query(release, [webhookId, owner, pauseSeconds]));
  }
}

const open = `
  UPDATE webhooks SET opened_at_position = $2 WHERE id = $1 AND opened_at_position IS NULL`;

const selectTargets = `
  SELECT id, types, opened_at_position::float8 AS after FROM webhooks
  WHERE is_active AND opened_at_position IS NOT NULL`;

const insert = `
  INSERT INTO webhook_deliveries (id, webhook_id, event_id, type, position, body, cause)
  SELECT given.id, given."webhookId", given."eventId", given.type, given.position, given.body, given.cause
  FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (
    id uuid, "webhookId" uuid, "eventId" uuid, type text, position bigint, body text, cause text
  )) WITH ORDINALITY AS given (id, "webhookId", "eventId", type, position, body, cause, place)
  ORDER BY given.place
  ON CONFLICT (webhook_id, event_id) WHERE cause = 'event' DO NOTHING
  RETURNING id`;

const isDue = `state IN ('pending', 'retrying') AND next_attempt_at <= clock_timestamp()`;

const claim = `
  UPDATE webhooks SET turn_owner = $1, turn_until = clock_timestamp() + make_interval(secs => $2)
  WHERE id IN (
    SELECT id FROM webhooks
    WHERE is_active AND (turn_until IS NULL OR turn_until <= clock_timestamp())
      AND EXISTS (SELECT FROM webhook_deliveries WHERE webhook_id = webhooks.id AND ${isDue})
    ORDER BY turn_until NULLS FIRST, id LIMIT $3 FOR UPDATE SKIP LOCKED
  )
  RETURNING id AS "webhookId", url`;

/** The lease is held, and renewed, by the same statement that begins the attempt. */
const next = `
  WITH held AS (
    UPDATE webhooks SET turn_until = clock_timestamp() + make_interval(secs => $3)
    WHERE id = $1 AND turn_owner = $2 AND is_active
    RETURNING id, url, sealed_secret,
      CASE WHEN previous_secret_until > clock_timestamp() THEN sealed_previous_secret END AS sealed_previous_secret
  )
  UPDATE webhook_deliveries AS delivery SET attempts = attempts + 1 FROM held
  WHERE delivery.id = (
    SELECT id FROM webhook_deliveries WHERE webhook_id = $1 AND ${isDue} ORDER BY number LIMIT 1
  )
  RETURNING delivery.id, delivery.webhook_id AS "webhookId", delivery.attempts AS attempt,
    delivery.event_id AS "eventId", delivery.body, held.url, held.sealed_secret AS "sealedSecret",
    held.sealed_previous_secret AS "sealedPreviousSecret"`;

const markWorking = `
  UPDATE webhooks SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL
  RETURNING 0 AS "failingSeconds"`;

const markFailing = `
  UPDATE webhooks SET failing_since = coalesce(failing_since, clock_timestamp()) WHERE id = $1
  RETURNING extract(epoch FROM clock_timestamp() - failing_since)::float8 AS "failingSeconds"`;

const settle = `
  UPDATE webhook_deliveries
  SET state = $3, next_attempt_at = clock_timestamp() + make_interval(secs => $4::float8),
    answer_status = $5, answer_body = $6, answer_ms = $7, answer_error = $8
  WHERE id = $1 AND attempts = $2 AND state IN ('pending', 'retrying')`;

const release = `
  UPDATE webhooks SET turn_owner = NULL, turn_until = clock_timestamp() + make_interval(secs => $3)
  WHERE id = $1 AND turn_owner = $2`;
