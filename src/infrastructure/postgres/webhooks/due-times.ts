import type { EntityManager } from 'typeorm';

/** As times are stored, to the nearest millisecond: what was due just now would be due only in a moment otherwise. */
export const storedNow = 'clock_timestamp()::timestamptz(3)';

/**
 * When something may be due to the webhooks of a tenant, for those who are in no scope. Whoever makes something due moves
 * the time forward; who looks, in `postponed`, sets it to what is true then. The row is locked by both, so that what is
 * added meanwhile is not missed.
 */
export async function bringForward(
  manager: EntityManager,
  webhookIds: readonly string[],
  seconds = 0,
): Promise<void> {
  await manager.query(forward, [webhookIds, seconds]);
}

/** In the scope of the tenant. @returns those that are due, which nobody else looks at now. */
export async function lockDue(manager: EntityManager, tenantId: string, limit: number): Promise<string[]> {
  const rows: { id: string }[] = await manager.query(lock, [tenantId, limit]);
  return rows.map(({ id }) => id);
}

export async function postpone(manager: EntityManager, webhookIds: readonly string[]): Promise<void> {
  await manager.query(afterLook, [webhookIds]);
}

const forward = `
  UPDATE webhook_directory SET due_at = least(due_at, clock_timestamp() + make_interval(secs => $2))
  WHERE webhook_id = ANY ($1)`;

const lock = `
  SELECT webhook_id AS id FROM webhook_directory WHERE tenant = $1 AND due_at <= ${storedNow}
  ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED`;

const afterLook = `
  UPDATE webhook_directory SET due_at = (
    SELECT greatest(min(next_attempt_at), max(turn_until))
    FROM tenant_webhooks JOIN tenant_webhook_deliveries AS delivery ON delivery.webhook_id = tenant_webhooks.id
    WHERE tenant_webhooks.id = webhook_directory.webhook_id AND is_active
      AND delivery.state IN ('pending', 'retrying')
  )
  WHERE webhook_id = ANY ($1)`;
