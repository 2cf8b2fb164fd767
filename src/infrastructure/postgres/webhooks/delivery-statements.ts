import { awaySeconds, fewAttempts, manyUnanswered } from '#domain/webhooks/retry-schedule.js';
import { tenantSetting } from '../tenant-tables.js';
import { storedNow } from './due-times.js';

/** The same for webhooks of the whole service and of tenants, which have tables of their own. */
interface QueueStatements {
  readonly open: string;
  readonly selectTargets: string;
  readonly insert: string;
  readonly claim: string;
  readonly next: string;
  readonly renew: string;
  readonly confirm: string;
  readonly markWorking: string;
  readonly markFailing: string;
  readonly settle: string;
  readonly bringForward: string;
  readonly release: string;
}

const isDue = `state IN ('pending', 'retrying') AND next_attempt_at <= ${storedNow}`;

interface Owner {
  readonly webhooks: string;
  readonly deliveries: string;
  /** Its column, and what stands in it, each with a comma; empty where there is none. */
  readonly tenantColumn: string;
  readonly tenantValue: string;
}

function statementsOf({ webhooks, deliveries, tenantColumn, tenantValue }: Owner): QueueStatements {
  return {
    open: `
  UPDATE ${webhooks} SET opened_at_position = $2 WHERE id = $1 AND opened_at_position IS NULL`,
    selectTargets: `
  SELECT id, types, opened_at_position::float8 AS after FROM ${webhooks}
  WHERE is_active AND opened_at_position IS NOT NULL`,
    insert: `
  INSERT INTO ${deliveries} (${tenantColumn}id, webhook_id, event_id, type, position, body, cause)
  SELECT ${tenantValue}given.id, given."webhookId", given."eventId", given.type, given.position, given.body, given.cause
  FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (
    id uuid, "webhookId" uuid, "eventId" uuid, type text, position bigint, body text, cause text
  )) WITH ORDINALITY AS given (id, "webhookId", "eventId", type, position, body, cause, place)
  ORDER BY given.place
  ON CONFLICT (${tenantColumn}webhook_id, event_id) WHERE cause = 'event' DO NOTHING
  RETURNING id`,
    claim: `
  UPDATE ${webhooks} SET turn_owner = $1, turn_until = clock_timestamp() + make_interval(secs => $2)
  WHERE id IN (
    SELECT id FROM ${webhooks}
    WHERE is_active AND (turn_until IS NULL OR turn_until <= ${storedNow})
      AND EXISTS (SELECT FROM ${deliveries} WHERE webhook_id = ${webhooks}.id AND ${isDue})
      AND ($4::uuid[] IS NULL OR id = ANY ($4))
    ORDER BY turn_until NULLS FIRST, id LIMIT $3 FOR UPDATE SKIP LOCKED
  )
  RETURNING id AS "webhookId", url`,
    // The lease is held, and renewed, by the same statement that begins the attempt.
    next: `
  WITH held AS (
    UPDATE ${webhooks} SET turn_until = clock_timestamp() + make_interval(secs => $3)
    WHERE id = $1 AND turn_owner = $2 AND is_active
    RETURNING id, url, sealed_secret,
      CASE WHEN previous_secret_until > clock_timestamp() THEN sealed_previous_secret END AS sealed_previous_secret
  )
  UPDATE ${deliveries} AS delivery SET attempts = attempts + 1 FROM held
  WHERE delivery.id = (
    SELECT id FROM ${deliveries} WHERE webhook_id = $1 AND ${isDue} ORDER BY number LIMIT 1
  )
  RETURNING delivery.id, delivery.webhook_id AS "webhookId", delivery.attempts AS attempt,
    delivery.event_id AS "eventId", delivery.body, held.url, held.sealed_secret AS "sealedSecret",
    held.sealed_previous_secret AS "sealedPreviousSecret"`,
    renew: `
  UPDATE ${webhooks} SET turn_until = clock_timestamp() + make_interval(secs => $3)
  WHERE id = $1 AND turn_owner = $2`,
    confirm: `
  UPDATE ${deliveries}
  SET state = 'delivered', next_attempt_at = NULL, answer_status = $4, answer_body = $5, answer_ms = $6, answer_error = NULL
  WHERE id = $1 AND attempts = $3 AND state IN ('pending', 'retrying')
    AND EXISTS (SELECT FROM ${webhooks} WHERE id = $2 AND failing_since IS NULL)
  RETURNING id`,
    markWorking: `
  UPDATE ${webhooks} AS webhook SET failing_since = NULL
  FROM (SELECT id, failing_since FROM ${webhooks} WHERE id = $1 AND failing_since IS NOT NULL FOR UPDATE) AS before
  WHERE webhook.id = before.id
  RETURNING 0 AS "failingSeconds",
    before.failing_since <= clock_timestamp() - interval '${awaySeconds} seconds' AS "wasAway"`,
    markFailing: `
  UPDATE ${webhooks} SET failing_since = coalesce(failing_since, clock_timestamp()) WHERE id = $1
  RETURNING extract(epoch FROM clock_timestamp() - failing_since)::float8 AS "failingSeconds"`,
    settle: `
  UPDATE ${deliveries}
  SET state = $3, next_attempt_at = clock_timestamp() + make_interval(secs => $4::float8),
    answer_status = $5, answer_body = $6, answer_ms = $7, answer_error = $8
  WHERE id = $1 AND attempts = $2 AND state IN ('pending', 'retrying')`,
    bringForward: `
  UPDATE ${deliveries} SET next_attempt_at = clock_timestamp()
  WHERE webhook_id = $1 AND state = 'retrying' AND answer_status IS NULL AND next_attempt_at > clock_timestamp()
    AND (attempts <= ${fewAttempts} OR $2 AND ${manyUnanswered} <= (
      SELECT count(*) FROM ${deliveries} WHERE webhook_id = $1 AND state = 'retrying' AND answer_status IS NULL
    ))`,
    release: `
  UPDATE ${webhooks} SET turn_owner = NULL, turn_until = clock_timestamp() + make_interval(secs => $3)
  WHERE id = $1 AND turn_owner = $2`,
  };
}

export const statementsOfService = statementsOf({
  webhooks: 'webhooks',
  deliveries: 'webhook_deliveries',
  tenantColumn: '',
  tenantValue: '',
});

/** For the tenant in whose scope they run. */
export const statementsOfTenant = statementsOf({
  webhooks: 'tenant_webhooks',
  deliveries: 'tenant_webhook_deliveries',
  tenantColumn: 'tenant_id, ',
  tenantValue: `current_setting('${tenantSetting}')::uuid, `,
});
