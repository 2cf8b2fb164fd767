/** Somebody who has a place, until they leave. */
export interface Place {
  leave(): void;
}

interface Waiting {
  readonly isSlow: boolean;
  readonly enter: (place: Place) => void;
}

/**
 * Bounds how many transactional subscriptions are at work at a time: each holds a connection, of which there must be
 * some left for requests. Where there is more than one place, the slow leave one to the others, who also go first.
 */
export class TransactionPlaces {
  #taken = 0;
  #takenBySlow = 0;
  #waiting: readonly Waiting[] = [];

  /** @param count at least 1. */
  constructor(private readonly count: number) {}

  /** Whether somebody waits for a place. */
  get isWanted(): boolean {
    return this.#waiting.length > 0;
  }

  enter(isSlow: boolean): Promise<Place> {
    const { promise, resolve } = Promise.withResolvers<Place>();
    this.#waiting = [...this.#waiting, { isSlow, enter: resolve }];
    this.#letIn();
    return promise;
  }

  #letIn(): void {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const { isSlow, enter } = next;
      this.#waiting = this.#waiting.filter((each) => each !== next);
      this.#count(isSlow, 1);
      enter({
        leave: () => {
          this.#count(isSlow, -1);
          this.#letIn();
        },
      });
    }
  }

  #next(): Waiting | undefined {
    if (this.#taken >= this.count) return undefined;
    const isRoomForSlow = this.#takenBySlow < Math.max(1, this.count - 1);
    return this.#waiting.find(({ isSlow }) => !isSlow) ?? (isRoomForSlow ? this.#waiting[0] : undefined);
  }

  #count(isSlow: boolean, change: 1 | -1): void {
    this.#taken += change;
    if (isSlow) this.#takenBySlow += change;
  }
}
