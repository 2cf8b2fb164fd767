import { SingleBar } from 'cli-progress';

/** On standard error, so that standard output has the results only. A line for each step where there is no terminal. */
export class Progress {
  readonly #bar: SingleBar | undefined;
  readonly #total: number;
  #done = 0;
  #label = '';

  constructor(total: number) {
    this.#total = total;
    if (!process.stderr.isTTY) return;
    this.#bar = new SingleBar({
      format: '{bar} {percentage}% {duration_formatted} {label}',
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: true,
      fps: 4,
      barsize: 24,
    });
    this.#bar.start(total, 0, { label: '' });
  }

  /** What is done now. */
  say(label: string): void {
    this.#label = label;
    if (this.#bar === undefined) process.stderr.write(`[${this.#done}/${this.#total}] ${label}\n`);
    else this.#bar.update(this.#done, { label });
  }

  /** Within a step; not written where there is no terminal. */
  detail(text: string): void {
    this.#bar?.update(this.#done, { label: `${this.#label}: ${text}` });
  }

  step(): void {
    this.#done = Math.min(this.#done + 1, this.#total);
    this.#bar?.update(this.#done);
  }

  /** Makes room for results; the next `say` shows it again. */
  hide(): void {
    if (this.#bar !== undefined) process.stderr.write('\r\x1b[K');
  }

  stop(): void {
    this.#bar?.stop();
  }
}
