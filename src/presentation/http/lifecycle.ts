/** Where the process is in its life. Two flags that hooks read on each request. */
export class Lifecycle {
  #isShuttingDown = false;
  #isClosing = false;

  /** Readiness fails, so that load balancers look elsewhere; requests are still served. */
  get isShuttingDown(): boolean {
    return this.#isShuttingDown;
  }

  /** The listener is closed; what still comes in over open connections is turned away. */
  get isClosing(): boolean {
    return this.#isClosing;
  }

  markShuttingDown(): void {
    this.#isShuttingDown = true;
  }

  markClosing(): void {
    this.#isShuttingDown = true;
    this.#isClosing = true;
  }
}
