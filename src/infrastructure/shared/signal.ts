/** Tells that something has been committed. A hint: whoever waits for it looks for himself too. */
export interface Signal {
  raise(): void;
  /** @returns what ends the subscription. */
  subscribe(listener: () => void): () => void;
  /** As `subscribe`, for who only looks on: whoever does the work is still told, if it is somewhere else. */
  watch(listener: () => void): () => void;
}

/** Within this process. */
export class LocalSignal implements Signal {
  readonly #listeners = new Set<() => void>();
  readonly #watchers = new Set<() => void>();

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  raise(): void {
    for (const listener of this.#listeners) listener();
    for (const watcher of this.#watchers) watcher();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  watch(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }
}
