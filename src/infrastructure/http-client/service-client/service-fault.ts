interface Traits {
  /** Whether it may be over at the next attempt. */
  readonly isPassing?: boolean;
  /** Whether it says that the service is ill, and counts for its circuit breaker. */
  readonly isIllness?: boolean;
  /** Whether nothing of the request can have arrived. */
  readonly isUnreached?: boolean;
  /** Whether there was no attempt, since the circuit breaker is open. */
  readonly isSpared?: boolean;
  /** For how long the service asks not to be asked. */
  readonly retryAfterMs?: number | null;
}

/** Why there was no proper answer. The message holds no address, no header and nothing of a body: it may be logged. */
export class ServiceFault extends Error {
  override readonly name = 'ServiceFault';
  readonly isPassing: boolean;
  readonly isIllness: boolean;
  readonly isUnreached: boolean;
  readonly isSpared: boolean;
  readonly retryAfterMs: number | null;

  constructor(reason: string, traits: Traits = {}) {
    super(reason);
    this.isPassing = traits.isPassing ?? false;
    this.isIllness = traits.isIllness ?? true;
    this.isUnreached = traits.isUnreached ?? false;
    this.isSpared = traits.isSpared ?? false;
    this.retryAfterMs = traits.retryAfterMs ?? null;
  }
}
