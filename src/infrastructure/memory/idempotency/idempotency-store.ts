import { randomUUID } from 'node:crypto';
import {
  type ClaimResult,
  claimSeconds,
  type IdempotencyStore,
  type IdempotentRequest,
  type KeptAnswer,
  keptSeconds,
} from '#application/idempotency/idempotency-store.js';
import type { Clock } from '#application/shared/clock.js';
import type { MemoryDatabase } from '../database.js';
import type { MemoryTable } from '../table.js';
import { idempotentRequestTable, type StoredRequest } from './table.js';

export class MemoryIdempotencyStore implements IdempotencyStore {
  readonly #requests: MemoryTable<StoredRequest>;

  constructor(
    database: MemoryDatabase,
    private readonly clock: Clock,
  ) {
    this.#requests = database.table(idempotentRequestTable);
  }

  async claim({ id, fingerprints }: IdempotentRequest): Promise<ClaimResult> {
    const stored = this.#requests.get(id);
    if (stored === undefined || stored.expiresAt <= this.clock.now()) {
      const claim = randomUUID();
      const [fingerprint] = fingerprints;
      this.#requests.set(id, { fingerprint, claim, answer: null, expiresAt: this.#in(claimSeconds) });
      return { kind: 'claimed', claim };
    }
    if (!fingerprints.includes(stored.fingerprint)) return { kind: 'reused' };
    const { answer } = stored;
    return answer === null ? { kind: 'in_progress' } : { kind: 'answered', answer };
  }

  async complete(id: string, claim: string, answer: KeptAnswer): Promise<void> {
    const stored = this.#held(id, claim);
    if (stored) this.#requests.set(id, { ...stored, answer, expiresAt: this.#in(keptSeconds) });
  }

  async release(id: string, claim: string): Promise<void> {
    if (this.#held(id, claim)) this.#requests.delete(id);
  }

  #held(id: string, claim: string): StoredRequest | null {
    const stored = this.#requests.get(id);
    return stored?.claim === claim && stored.answer === null ? stored : null;
  }

  #in(seconds: number): Date {
    return new Date(this.clock.now().getTime() + seconds * 1000);
  }
}
