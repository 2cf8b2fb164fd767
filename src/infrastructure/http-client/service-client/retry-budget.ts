/** What each call adds: so many calls pay for one retry. */
const share = 0.2;
/** What can be saved, and what there is at the start. */
const reserve = 10;

/**
 * Keeps retries from multiplying the load on what is down already: in the long run one for five calls, and a few more
 * at once. Each retry takes one, whatever becomes of it.
 */
export class RetryBudget {
  #left = reserve;

  called(): void {
    this.#left = Math.min(reserve, this.#left + share);
  }

  /** @returns whether there is one to take. */
  take(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
