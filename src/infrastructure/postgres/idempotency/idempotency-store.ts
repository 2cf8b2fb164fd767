import { randomUUID } from 'node:crypto';
import {
  type ClaimResult,
  claimSeconds,
  type IdempotencyStore,
  type IdempotentRequest,
  type KeptAnswer,
  keptSeconds,
} from '#application/idempotency/idempotency-store.js';
import type { Database } from '../database.js';

interface StoredRequest {
  readonly claim: string;
  readonly fingerprint: string;
  readonly status: number | null;
  readonly headers: KeptAnswer['headers'] | null;
  readonly body: string | null;
}

export class TypeOrmIdempotencyStore implements IdempotencyStore {
  constructor(private readonly database: Database) {}

  async claim({ id, fingerprints }: IdempotentRequest): Promise<ClaimResult> {
    const claim = randomUUID();
    for (;;) {
      // Done twice it finds its own claim.
      const [stored]: StoredRequest[] = await this.database.repeatable((manager) =>
        manager.query(claimOrLook, [id, fingerprints[0], claim]),
      );
      // Claimed by another one after the statement had begun: it is seen to be when it is looked at again.
      if (stored === undefined) continue;
      if (stored.claim === claim) return { kind: 'claimed', claim };
      return resultOf(stored, fingerprints);
    }
  }

  async complete(id: string, claim: string, { status, headers, body }: KeptAnswer): Promise<void> {
    await this.database.repeatable((manager) => manager.query(keep, [id, claim, status, headers, body]));
  }

  async release(id: string, claim: string): Promise<void> {
    await this.database.repeatable((manager) => manager.query(free, [id, claim]));
  }
}

function resultOf(
  { fingerprint, status, headers, body }: StoredRequest,
  fingerprints: readonly string[],
): ClaimResult {
  if (!fingerprints.includes(fingerprint)) return { kind: 'reused' };
  if (status === null || headers === null || body === null) return { kind: 'in_progress' };
  return { kind: 'answered', answer: { status, headers, body } };
}

/** What has expired is as good as absent, so that it is claimed anew; else the row is left as it is and shown. */
const claimOrLook = `
  WITH claimed AS (
    INSERT INTO idempotent_requests AS stored (id, fingerprint, claim, expires_at)
    VALUES ($1, $2, $3, now() + make_interval(secs => ${claimSeconds}))
    ON CONFLICT (id) DO UPDATE SET
      fingerprint = excluded.fingerprint, claim = excluded.claim, expires_at = excluded.expires_at,
      status = NULL, headers = NULL, body = NULL
    WHERE stored.expires_at <= now()
    RETURNING claim, fingerprint, status, headers, body
  )
  SELECT * FROM claimed
  UNION ALL
  SELECT claim, fingerprint, status, headers, body FROM idempotent_requests
  WHERE id = $1 AND expires_at > now() AND NOT EXISTS (SELECT FROM claimed)`;

const keep = `
  UPDATE idempotent_requests
  SET status = $3, headers = $4, body = $5, expires_at = now() + make_interval(secs => ${keptSeconds})
  WHERE id = $1 AND claim = $2 AND status IS NULL`;

const free = 'DELETE FROM idempotent_requests WHERE id = $1 AND claim = $2 AND status IS NULL';
