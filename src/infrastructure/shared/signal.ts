/** Tells that something has been committed. A hint: whoever waits for it looks for himself too. */
export interface Signal {
  raise(): void;
  /** @returns what ends the subscription. */
  subscribe(listener: () => void): () => void;
}

/** Within this process. */
export class LocalSignal implements Signal {
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
