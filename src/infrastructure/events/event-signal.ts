/** Tells runners of subscriptions that events have been committed. A hint: they look for themselves too. */
export interface EventSignal {
  raise(): void;
  /** @returns what ends the subscription. */
  subscribe(listener: () => void): () => void;
}

/** Within this process. */
export class LocalEventSignal implements EventSignal {
  readonly #listeners = new Set<() => void>();

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  raise(): void {
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
