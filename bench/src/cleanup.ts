/** What is to be undone at the end, the last first, whichever way the end comes. */
export class Cleanup {
  readonly #tasks: (() => Promise<unknown> | unknown)[] = [];
  #running: Promise<void> | undefined;

  add(task: () => Promise<unknown> | unknown): void {
    this.#tasks.push(task);
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  run(): Promise<void> {
    this.#running ??= this.#runAll();
    return this.#running;
  }

  async #runAll(): Promise<void> {
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) {
      try {
        await task();
      } catch (error) {
        console.error(`While cleaning up: ${error instanceof Error ? error.message : error}`);
      }
    }
  }

  /** Ctrl-C and `kill` undo everything too; whoever asks twice does not want to wait. */
  onSignal(): void {
    let isStopping = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (isStopping) process.exit(1);
        isStopping = true;
        console.error(`\n${signal}: cleaning up`);
        void this.run().then(() => process.exit(signal === 'SIGINT' ? 130 : 143));
      });
    }
  }
}
