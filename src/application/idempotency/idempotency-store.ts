/** How long a first answer is given again. */
export const keptSeconds = 86_400;

/**
 * Longer than a request takes with its waits for a connection and a hash. A claim that is older was left behind by an
 * instance that died: nobody knows what became of its request, so the next one runs.
 */
export const claimSeconds = 120;

/** A request that carries an idempotency key, without what is in it. */
export interface IdempotentRequest {
  /** A digest of caller, route and key. */
  readonly id: string;
  /** Of what is asked for: the first is the one to keep, the others are what an instance with other keys would keep. */
  readonly fingerprints: readonly [string, ...string[]];
}

export interface KeptAnswer {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type ClaimResult =
  /** This request is to be answered; `claim` ends it. */
  | { readonly kind: 'claimed'; readonly claim: string }
  /** Another one with the same key, and the same content, has not been answered yet. */
  | { readonly kind: 'in_progress' }
  /** The key was sent with another content. */
  | { readonly kind: 'reused' }
  | { readonly kind: 'answered'; readonly answer: KeptAnswer };

/**
 * First answers, shared by all instances, timed by the clock of the store. What is written stands whatever becomes of
 * a running transaction.
 */
export interface IdempotencyStore {
  /** Atomic: of however many at once one is claimed. */
  claim(request: IdempotentRequest): Promise<ClaimResult>;
  /** Keeps the answer, unless the claim has run out and another request has the key now. */
  complete(id: string, claim: string, answer: KeptAnswer): Promise<void>;
  /** Frees the key, unless the claim has run out or was completed. */
  release(id: string, claim: string): Promise<void>;
}
